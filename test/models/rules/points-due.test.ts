import { expect } from 'chai';
import fc from 'fast-check';
import { addDays } from '../../../models/persian/jalali.js';
import { pointRuleOn, type PointRuleVersion } from '../../../models/rules/point-rule.js';
import { ledgerOn, reversalPoints, type PointEntry } from '../../../models/rules/points.js';
import { amendments, dueEarnings, nextCause, type DueEarning, type VisitThatEarns } from '../../../models/rules/points-due.js';

const FIRST = '2026-03-21';
const rule = (id: number, effectiveOn: string, perTenThousandToman: number): PointRuleVersion => ({
  id,
  effectiveOn,
  perTenThousandToman,
  servicePoints: {},
  welcome: 20,
  referral: 0,
  answer: 0,
  expiryMonths: 6,
  pointValueRial: null,
});
const RULES = [rule(1, FIRST, 1), rule(2, addDays(FIRST, 100), 3)];
const ruleOn = (day: string) => pointRuleOn({ rules: RULES, loyalty: [] }, day);

/** Writes what the amendments say on a day, as the book does. */
function write(entries: readonly PointEntry[], due: readonly DueEarning[], day: string): PointEntry[] {
  const { reverse, earn } = amendments(entries, due);
  const lines: PointEntry[] = [...entries];
  const add = (line: Pick<PointEntry, 'kind' | 'points' | 'cause'> & Partial<PointEntry>): void =>
    void lines.push({ occurredOn: day, expiresOn: null, reversesId: null, note: null, ...line, id: lines.length + 1, bookedOn: day });
  for (const entry of reverse)
    add({ kind: 'reverse', points: reversalPoints(entries, entry, day), cause: `reverse:${String(entry.id)}`, reversesId: entry.id });
  for (const earning of earn) add({ kind: 'earn', ...earning });
  return lines;
}

describe('what the ledger owes a member', () => {
  const visit = (id: number, day: number, amountRial: number): VisitThatEarns => ({
    id,
    visitedOn: addDays(FIRST, day),
    serviceId: null,
    amountRial,
  });

  it('is what the rule of each visit’s day gives, and the welcome of the first', () => {
    const member = {
      id: 9,
      memberSinceOn: addDays(FIRST, -1),
      visits: [visit(1, -1, 500_000), visit(2, 5, 500_000), visit(3, 100, 500_000)],
    };
    expect(dueEarnings(member, ruleOn).map(({ cause, points }) => [cause, points])).to.deep.equal([
      ['visit:2', 5],
      ['visit:3', 15],
    ]);
    const joined = dueEarnings({ ...member, memberSinceOn: FIRST }, ruleOn);
    expect(joined[0]).to.include({ cause: 'welcome:9', points: 20, occurredOn: FIRST });
  });

  it('numbers what is earned anew', () => {
    expect(nextCause('visit:812')).to.equal('visit:812:2');
    expect(nextCause('visit:812:9')).to.equal('visit:812:10');
  });

  it('is in the ledger after any history of corrections, deletions and restorations, with one cause never twice', () => {
    const state = fc.record({
      visits: fc.uniqueArray(
        fc.record({ id: fc.integer({ min: 1, max: 5 }), day: fc.integer({ min: -5, max: 150 }), amount: fc.integer({ min: 0, max: 9 }) }),
        { selector: ({ id }) => id, maxLength: 5 },
      ),
      gap: fc.integer({ min: 0, max: 40 }),
    });
    fc.assert(
      fc.property(fc.array(state, { minLength: 1, maxLength: 8 }), (states) => {
        let entries: PointEntry[] = [];
        let day = 150;
        for (const { visits, gap } of states) {
          day += gap;
          const told = visits.map(({ id, day: on, amount }) => visit(id, on, amount * 100_000));
          const memberSinceOn = told.map(({ visitedOn }) => visitedOn).sort()[0] ?? null;
          const due = dueEarnings({ id: 9, memberSinceOn, visits: told }, ruleOn);
          entries = write(entries, due, addDays(FIRST, day));
          expect(amendments(entries, due)).to.deep.equal({ reverse: [], earn: [] });
          const causes = entries.map(({ cause }) => cause);
          expect(new Set(causes).size).to.equal(causes.length);
          // Nothing was spent: what is there is what is due and has not ended.
          const today = addDays(FIRST, day);
          const alive = due.filter(({ expiresOn }) => expiresOn === null || expiresOn >= today);
          expect(ledgerOn(entries, today).balance).to.equal(alive.reduce((sum, { points }) => sum + points, 0));
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('leaves alone what follows no visit', () => {
    const hand: PointEntry = {
      id: 1,
      kind: 'earn',
      points: 5,
      cause: 'hand:abc',
      occurredOn: FIRST,
      bookedOn: FIRST,
      expiresOn: null,
      reversesId: null,
      note: 'x',
    };
    expect(amendments([hand], [])).to.deep.equal({ reverse: [], earn: [] });
  });
});
