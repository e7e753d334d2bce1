import { expect } from 'chai';
import fc from 'fast-check';
import { dueVisitsBetween, linkExpiresAt, mayAnswer, mayAskAfterVisit, opinionOf, type AskedVisit } from '../../../models/rules/surveys.js';

const visitedAt = new Date('2026-11-22T06:30:00Z');
const hoursLater = (hours: number) => new Date(visitedAt.getTime() + hours * 3_600_000);
const asked = (overrides: Partial<AskedVisit> = {}): AskedVisit => ({
  visitedAt,
  hasTime: true,
  isLatestOfDay: true,
  hasConsent: true,
  hasMobile: true,
  lastAskedAt: null,
  ...overrides,
});

describe('surveys', () => {
  const table: [string, Partial<AskedVisit>, number, string][] = [
    ['just under two hours', {}, 1.99, 'too-early'],
    ['two hours', {}, 2, 'asked'],
    ['three days', {}, 72, 'asked'],
    ['just over three days', {}, 72.01, 'too-late'],
    ['a visit without an hour, same evening', { hasTime: false }, 10, 'too-early'],
    ['a visit without an hour, a day and two hours later', { hasTime: false }, 26, 'asked'],
    ['an earlier visit of the same day', { isLatestOfDay: false }, 5, 'later-visit-that-day'],
    ['a patient who did not allow surveys', { hasConsent: false }, 5, 'no-consent'],
    ['a patient without a mobile', { hasMobile: false }, 5, 'no-mobile'],
    ['a patient asked 29 days ago', { lastAskedAt: hoursLater(5 - 29 * 24) }, 5, 'asked-recently'],
    ['a patient asked 30 days ago', { lastAskedAt: hoursLater(5 - 30 * 24) }, 5, 'asked'],
  ];
  for (const [name, overrides, hours, outcome] of table) {
    it(`answers ${outcome} for ${name}`, () => {
      const answer = mayAskAfterVisit(asked(overrides), hoursLater(hours));
      expect(answer.ok ? 'asked' : answer.reason).to.equal(outcome);
    });
  }

  it('never asks about a visit outside the stretch it searches', () => {
    fc.assert(
      fc.property(fc.integer({ min: -200, max: 200 }), fc.boolean(), (hours, hasTime) => {
        const asOf = hoursLater(hours);
        const { from, until } = dueVisitsBetween(asOf);
        if (mayAskAfterVisit(asked({ hasTime }), asOf).ok) expect(visitedAt >= from && visitedAt <= until).to.equal(true);
      }),
    );
  });

  it('answers a link once, for seven days', () => {
    const expiresAt = linkExpiresAt(visitedAt);
    expect(mayAnswer({ expiresAt, answeredAt: null }, hoursLater(7 * 24 - 1))).to.deep.equal({ ok: true });
    expect(mayAnswer({ expiresAt, answeredAt: null }, hoursLater(7 * 24))).to.deep.equal({ ok: false, reason: 'expired' });
    expect(mayAnswer({ expiresAt, answeredAt: visitedAt }, hoursLater(1))).to.deep.equal({ ok: false, reason: 'used' });
  });

  it('reads 0–6 as detracting, 7–8 as passive and 9–10 as promoting', () => {
    expect([0, 6, 7, 8, 9, 10].map(opinionOf)).to.deep.equal(['detractor', 'detractor', 'passive', 'passive', 'promoter', 'promoter']);
  });
});
