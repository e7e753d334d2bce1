import { expect } from 'chai';
import fc from 'fast-check';
import { addDays } from '../../../models/persian/jalali.js';
import {
  ledgerOn,
  MAX_BALANCE,
  MAX_ENTRY_POINTS,
  mayGive,
  maySpend,
  nextExpiry,
  reversalPoints,
  type PointEntry,
} from '../../../models/rules/points.js';
import { oracleLedger } from './points-oracle.js';

const FIRST = '2026-03-21';
const on = (days: number): string => addDays(FIRST, days);

let nextId = 0;
const line = (kind: PointEntry['kind'], points: number, day: number, more: Partial<PointEntry> = {}): PointEntry => {
  nextId += 1;
  return {
    id: nextId,
    kind,
    points,
    cause: `test:${String(nextId)}`,
    occurredOn: on(day),
    bookedOn: on(day),
    expiresOn: null,
    reversesId: null,
    note: null,
    ...more,
  };
};
const earn = (points: number, day: number, lastDay: number | null = null): PointEntry =>
  line('earn', points, day, { expiresOn: lastDay === null ? null : on(lastDay) });
const spend = (points: number, day: number): PointEntry => line('spend', -points, day);
const reverse = (entries: readonly PointEntry[], entry: PointEntry, day: number): PointEntry =>
  line('reverse', reversalPoints(entries, entry, on(day)), day, { reversesId: entry.id });

describe('points', () => {
  it('count up to and with their last day', () => {
    const entries = [earn(10, 0, 30)];
    expect([29, 30, 31].map((day) => ledgerOn(entries, on(day)).balance)).to.deep.equal([10, 10, 0]);
    expect(ledgerOn(entries, on(31))).to.include({ earned: 10, expired: 10, spent: 0 });
  });

  it('stay for good without a last day', () => {
    expect(ledgerOn([earn(10, 0)], on(40_000)).balance).to.equal(10);
  });

  it('do not count before the day on which they were written, whatever day they are for', () => {
    const late = line('earn', 10, 20, { occurredOn: on(0), expiresOn: on(30) });
    expect([19, 20].map((day) => ledgerOn([late], on(day)).balance)).to.deep.equal([0, 10]);
  });

  it('that had ended before they were written are earned and gone at once', () => {
    const late = line('earn', 10, 20, { occurredOn: on(0), expiresOn: on(10) });
    expect(ledgerOn([late], on(20))).to.include({ balance: 0, earned: 10, expired: 10 });
  });

  it('are spent from the lots that end first', () => {
    const [long, short, forever] = [earn(10, 0, 60), earn(10, 1, 30), earn(10, 2)];
    const { lots } = ledgerOn([long, short, forever, spend(15, 3)], on(3));
    expect(lots.map(({ entryId, left }) => [entryId, left])).to.deep.equal([
      [long.id, 5],
      [short.id, 0],
      [forever.id, 10],
    ]);
  });

  it('come back to their lots when a spending is reversed, and end with them', () => {
    const [short, long] = [earn(10, 0, 30), earn(10, 0, 60)];
    const spending = spend(15, 5);
    const before = [short, long, spending];
    const soon = [...before, reverse(before, spending, 20)];
    expect(ledgerOn(soon, on(20)).balance).to.equal(20);
    expect(ledgerOn(soon, on(31)).balance).to.equal(10);
    const late = [...before, reverse(before, spending, 40)];
    expect(ledgerOn(late, on(40))).to.include({ balance: 10, expired: 10, spent: 0 });
  });

  it('that were spent already leave a debt when their earning is reversed, and the next points cover it', () => {
    const wrong = earn(50, 0, 90);
    const before = [wrong, earn(10, 0, 90), spend(55, 1)];
    const reversed = [...before, reverse(before, wrong, 2)];
    expect(ledgerOn(reversed, on(2))).to.include({ balance: -45, available: 0, spent: 55, takenBack: 50 });
    expect(maySpend(ledgerOn(reversed, on(2)), 1)).to.deep.equal({ ok: false, reason: 'points-short' });
    const later = [...reversed, earn(60, 3, 90)];
    expect(ledgerOn(later, on(3))).to.include({ balance: 15, available: 15 });
  });

  it('that have ended are not taken back a second time', () => {
    const lot = earn(50, 0, 10);
    const before = [lot, spend(20, 1)];
    const reversal = reverse(before, lot, 20);
    expect(reversal.points).to.equal(-20);
    expect(ledgerOn([...before, reversal], on(20))).to.include({ balance: -20, expired: 30, takenBack: 20 });
  });

  it('say how many end next and on which day', () => {
    const entries = [earn(10, 0, 60), earn(5, 0, 30), earn(7, 1, 30), earn(9, 0)];
    expect(nextExpiry(ledgerOn(entries, on(5)), on(5))).to.deep.equal({ points: 12, on: on(30) });
    expect(nextExpiry(ledgerOn(entries, on(61)), on(61))).to.equal(null);
  });

  for (const [points, reason] of [
    [0, 'points-unreadable'],
    [-5, 'points-unreadable'],
    [1.5, 'points-unreadable'],
    [Number.NaN, 'points-unreadable'],
    [MAX_ENTRY_POINTS + 1, 'points-too-many'],
    [2 ** 60, 'points-too-many'],
  ] as const) {
    it(`of ${String(points)} can be neither given nor spent`, () => {
      expect(maySpend({ available: MAX_BALANCE }, points)).to.deep.equal({ ok: false, reason });
      expect(mayGive({ balance: 0 }, points)).to.deep.equal({ ok: false, reason });
    });
  }

  it('can be spent to the last one and given up to the bound', () => {
    expect(maySpend({ available: 10 }, 10)).to.deep.equal({ ok: true });
    expect(maySpend({ available: 10 }, 11)).to.deep.equal({ ok: false, reason: 'points-short' });
    expect(mayGive({ balance: MAX_BALANCE - 1 }, 1)).to.deep.equal({ ok: true });
    expect(mayGive({ balance: MAX_BALANCE }, 1)).to.deep.equal({ ok: false, reason: 'balance-too-high' });
  });

  describe('in random histories', function () {
    this.timeout(120_000);
    const step = fc.record({
      gap: fc.integer({ min: 0, max: 25 }),
      what: fc.constantFrom('earn' as const, 'earn' as const, 'spend' as const, 'reverse' as const),
      points: fc.integer({ min: 1, max: 9 }),
      life: fc.option(fc.integer({ min: -5, max: 60 }), { nil: null }),
      target: fc.nat(),
    });
    const histories = fc.array(step, { maxLength: 18 });

    /** Writes a history as the club would: nothing is spent that is not there, nothing is reversed twice. Keeps what each day said on that day. */
    const live = (steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[]) => {
      const entries: PointEntry[] = [];
      const said: { day: string; balance: number }[] = [];
      let day = 0;
      for (const { gap, what, points, life, target } of steps) {
        if (gap > 0) said.push({ day: on(day), balance: ledgerOn(entries, on(day)).balance });
        day += gap;
        if (what === 'earn') entries.push(earn(points, day, life === null ? null : day + life));
        if (what === 'spend' && maySpend(ledgerOn(entries, on(day)), points).ok) entries.push(spend(points, day));
        if (what === 'reverse') {
          const open = entries.filter(({ id, kind }) => kind !== 'reverse' && !entries.some(({ reversesId }) => reversesId === id));
          const chosen = open[target % Math.max(open.length, 1)];
          if (chosen) entries.push(reverse(entries, chosen, day));
        }
      }
      return { entries, said, lastDay: day };
    };

    it('conserves the points of every lot, every member and the ledger as written', () => {
      fc.assert(
        fc.property(histories, fc.nat({ max: 80 }), (steps, more) => {
          const { entries, lastDay } = live(steps);
          const ledger = ledgerOn(entries, on(lastDay + more));
          for (const lot of ledger.lots) expect(lot.left + lot.spent + lot.expired + lot.takenBack).to.equal(lot.points);
          for (const lot of ledger.lots) expect(Math.min(lot.left, lot.spent, lot.expired, lot.takenBack)).to.be.at.least(0);
          expect(ledger.earned).to.equal(ledger.spent + ledger.expired + ledger.takenBack + ledger.balance);
          const written = entries.reduce((sum, { points }) => sum + points, 0);
          expect(written - ledger.expired).to.equal(ledger.balance);
          expect(ledger.available).to.equal(Math.max(ledger.balance, 0));
        }),
        { numRuns: 4000 },
      );
    });

    it('gives the same balance in whatever order the entries are read', () => {
      fc.assert(
        fc.property(
          histories.chain((steps) => {
            const { entries } = live(steps);
            return fc.tuple(fc.constant(entries), fc.shuffledSubarray(entries, { minLength: entries.length }), fc.nat({ max: 200 }));
          }),
          ([entries, shuffled, day]) => {
            const { lots: ours, ...sums } = ledgerOn(entries, on(day));
            const { lots: theirs, ...others } = ledgerOn(shuffled, on(day));
            expect(others).to.deep.equal(sums);
            expect(theirs).to.deep.equal(ours);
          },
        ),
        { numRuns: 3000 },
      );
    });

    it('says of every past day what was said on that day', () => {
      fc.assert(
        fc.property(histories, (steps) => {
          const { entries, said } = live(steps);
          for (const { day, balance } of said) expect(ledgerOn(entries, day).balance).to.equal(balance);
        }),
        { numRuns: 3000 },
      );
    });

    it('agrees with the same ledger told coin by coin and day by day', () => {
      fc.assert(
        fc.property(histories, fc.nat({ max: 60 }), (steps, more) => {
          const { entries, lastDay } = live(steps);
          const { lots: _, ...sums } = ledgerOn(entries, on(lastDay + more));
          expect(sums).to.deep.equal(oracleLedger(entries, on(lastDay + more)));
        }),
        { numRuns: 1500 },
      );
    });
  });
});
