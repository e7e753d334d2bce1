import { expect } from 'chai';
import fc from 'fast-check';
import { isHourly, slotAfter, slotAtOrBefore, slotsBetween } from '../../jobs/cron-slots.js';
import { TIMETABLE } from '../../jobs/timetable.js';
import { instantOf } from '../../models/persian/tehran-time.js';

const at = (day: string, time: string, seconds = 0): Date => new Date(instantOf(day, time).getTime() + seconds * 1000);

describe('slots of the timetable', () => {
  const cases: [string, Date, Date, Date][] = [
    ['*/20 * * * * *', at('2026-11-22', '10:00', 47), at('2026-11-22', '10:00', 40), at('2026-11-22', '10:01')],
    ['*/20 * * * * *', at('2026-11-22', '10:00', 40), at('2026-11-22', '10:00', 40), at('2026-11-22', '10:01')],
    ['30 * * * * *', at('2026-11-22', '10:00', 29), at('2026-11-22', '09:59', 30), at('2026-11-22', '10:00', 30)],
    ['0 5,20,35,50 * * * *', at('2026-11-22', '10:00'), at('2026-11-22', '09:50'), at('2026-11-22', '10:05')],
    ['0 30 2 * * *', at('2026-11-22', '02:29'), at('2026-11-21', '02:30'), at('2026-11-22', '02:30')],
    ['0 30 2 * * *', at('2026-11-22', '02:30'), at('2026-11-22', '02:30'), at('2026-11-23', '02:30')],
    // 30 Esfand 1403 exists; the night after it is Nowruz.
    ['0 30 2 * * *', at('2025-03-21', '00:10'), at('2025-03-20', '02:30'), at('2025-03-21', '02:30')],
    // Until 1401 the clocks went forward at midnight of 2 Farvardin, and back in Shahrivar.
    ['0 30 2 * * *', at('2022-03-22', '12:00'), at('2022-03-22', '02:30'), at('2022-03-23', '02:30')],
    ['0 30 2 * * *', at('2022-09-22', '01:00'), at('2022-09-21', '02:30'), at('2022-09-22', '02:30')],
  ];
  for (const [cron, instant, before, after] of cases) {
    it(`are found around ${instant.toISOString()} for ${cron}`, () => {
      expect(slotAtOrBefore(cron, instant).toISOString()).to.equal(before.toISOString());
      expect(slotAfter(cron, instant).toISOString()).to.equal(after.toISOString());
    });
  }

  it('are counted between two instants, both left out', () => {
    expect(slotsBetween('*/20 * * * * *', at('2026-11-22', '10:00'), at('2026-11-22', '10:01'), 99)).to.equal(2);
    expect(slotsBetween('0 30 2 * * *', at('2026-11-19', '02:30'), at('2026-11-22', '02:30'), 99)).to.equal(2);
    expect(slotsBetween('*/20 * * * * *', at('2026-11-19', '02:30'), at('2026-11-22', '02:30'), 50)).to.equal(50);
  });

  it('follow each other without a hole', () => {
    const line = fc.constantFrom(...TIMETABLE.map(({ cron }) => cron));
    fc.assert(
      fc.property(line, fc.integer({ min: 1_600_000_000, max: 1_800_000_000 }), (cron, second) => {
        const instant = new Date(second * 1000);
        const before = slotAtOrBefore(cron, instant);
        expect(before <= instant).to.equal(true);
        expect(slotAtOrBefore(cron, before)).to.deep.equal(before);
        const after = slotAfter(cron, instant);
        expect(after > instant).to.equal(true);
        expect(slotAtOrBefore(cron, new Date(after.getTime() - 1))).to.deep.equal(before);
      }),
    );
  });

  it('refuse a cron that the timetable has no use for', () => {
    for (const cron of ['* * * * *', '0 0 0 1 * *', '0 99 * * * *', '0 x * * * *', '']) {
      expect(() => slotAfter(cron, new Date(0)), cron).to.throw(RangeError);
    }
  });

  it('know what is repeated when the clock goes back', () => {
    expect(TIMETABLE.filter(({ cron }) => !isHourly(cron)).map(({ name }) => name)).to.deep.equal([
      'review-tiers',
      'grant-benefits',
      'clean-sessions',
    ]);
  });
});
