import { expect } from 'chai';
import fc from 'fast-check';
import { tehranParts } from '../../../models/persian/tehran-time.js';
import { MOST_TRIES, canStillBeAsked, mayLeaveAt, nextPollAt, nextTryAt } from '../../../models/rules/message-timing.js';

const at = (iso: string): Date => new Date(iso);

describe('message timing', () => {
  it('lets messages of care leave at any hour', () => {
    expect(mayLeaveAt('service', at('2026-11-22T22:00:00Z'))).to.deep.equal(at('2026-11-22T22:00:00Z'));
  });

  const cases: [string, string, string][] = [
    ['09:00 sharp leaves', '2026-11-22T05:30:00Z', '2026-11-22T05:30:00Z'],
    ['20:59 leaves', '2026-11-22T17:29:59Z', '2026-11-22T17:29:59Z'],
    ['21:00 waits for the next morning', '2026-11-22T17:30:00Z', '2026-11-23T05:30:00Z'],
    ['23:59 waits for the next morning', '2026-11-22T20:29:00Z', '2026-11-23T05:30:00Z'],
    ['00:30 waits for this morning', '2026-11-22T21:00:00Z', '2026-11-23T05:30:00Z'],
    ['08:59 waits a minute', '2026-11-22T05:29:00Z', '2026-11-22T05:30:00Z'],
    ['summer time of 1400 counts', '2021-07-01T17:00:00Z', '2021-07-02T04:30:00Z'],
  ];
  for (const [name, asOf, leaves] of cases) {
    it(`keeps quiet hours: ${name}`, () => {
      expect(mayLeaveAt('promotion', at(asOf)).toISOString()).to.equal(at(leaves).toISOString());
    });
  }

  it('never lets promotion or a survey leave in quiet hours, and never holds it longer than a night', () => {
    fc.assert(
      fc.property(
        fc.date({ min: at('2015-01-01'), max: at('2035-01-01'), noInvalidDate: true }),
        fc.constantFrom('promotion', 'survey'),
        (asOf, purpose) => {
          const leaves = mayLeaveAt(purpose, asOf);
          const { hour } = tehranParts(leaves);
          return hour >= 9 && hour < 21 && leaves >= asOf && leaves.getTime() - asOf.getTime() <= 12 * 3_600_000;
        },
      ),
    );
  });

  it('doubles the pause between tries, scatters it by a quarter at most, and stops after eight', () => {
    const asOf = at('2026-11-22T08:00:00Z');
    for (let tries = 1; tries < MOST_TRIES; tries += 1) {
      const plain = 30_000 * 2 ** (tries - 1);
      expect(nextTryAt(tries, asOf, 0)?.getTime()).to.equal(asOf.getTime() + plain);
      expect(nextTryAt(tries, asOf, 1)?.getTime()).to.equal(asOf.getTime() + plain * 1.25);
    }
    expect(nextTryAt(MOST_TRIES, asOf, 0)).to.equal(null);
  });

  it('asks about delivery after 1, 5, 15, 60 min, 6 h, 24 h and last at 47 h', () => {
    const hours: (number | null)[] = [];
    for (let at: Date | null = new Date(0); at; at = nextPollAt(new Date(0), at)) hours.push(at.getTime() / 60_000);
    expect(hours).to.deep.equal([0, 1, 5, 15, 60, 360, 1440, 2820]);
  });

  it('asks once more after days of downtime', () => {
    expect(nextPollAt(new Date(0), new Date(30 * 60_000))).to.deep.equal(new Date(60 * 60_000));
    expect(nextPollAt(new Date(0), new Date(72 * 3_600_000))).to.equal(null);
  });

  it('trusts an inquiry for less than twelve hours', () => {
    expect(canStillBeAsked(at('2026-11-22T00:00:00Z'), at('2026-11-22T11:29:00Z'))).to.equal(true);
    expect(canStillBeAsked(at('2026-11-22T00:00:00Z'), at('2026-11-22T11:30:00Z'))).to.equal(false);
  });
});
