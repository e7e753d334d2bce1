import { expect } from 'chai';
import { addDays, addJalaliMonths, fromJalali } from '../../../models/persian/jalali.js';
import {
  membershipYears,
  referralCredit,
  standingGiftProblem,
  yearCredit,
  type StandingCredit,
  type StandingGift,
} from '../../../models/rules/standing.js';
import {
  defaultTierRule,
  overlappedVersion,
  rulesInForce,
  TIER_RULE_FIELDS,
  type TierRuleVersion,
} from '../../../models/rules/tier-rule.js';
import { tierOn, type TierFacts } from '../../../models/rules/tiers.js';

const jalali = (year: number, month: number, day: number): string => fromJalali({ year, month, day });
const rule = (overrides: Partial<TierRuleVersion> = {}): TierRuleVersion => ({ id: 1, ...defaultTierRule, ...overrides });
const hand = (on: string, untilOn: string, credits = 3, specialtyId: number | null = null): StandingCredit => ({
  kind: 'hand',
  on,
  untilOn,
  credits,
  specialtyId,
});
const facts = (overrides: Partial<TierFacts>): TierFacts => ({ visits: [], standing: [], rules: [rule()], ...overrides });
const visits = (days: string[], specialtyId = 1) => days.map((visitedOn) => ({ specialtyId, visitedOn }));

describe('a membership year', () => {
  it('is completed on the same Jalali day every year, and on 29 Esfand for who came on a leap day', () => {
    const since = jalali(1403, 12, 30);
    expect(membershipYears(since, since, jalali(1409, 1, 1))).to.deep.equal([
      jalali(1404, 12, 29),
      jalali(1405, 12, 29),
      jalali(1406, 12, 29),
      jalali(1407, 12, 29),
      jalali(1408, 12, 30),
    ]);
  });

  it('counts only inside the days asked for, and never the day of joining', () => {
    const since = jalali(1400, 5, 10);
    expect(membershipYears(since, jalali(1403, 5, 11), jalali(1405, 5, 10))).to.deep.equal([jalali(1404, 5, 10), jalali(1405, 5, 10)]);
    expect(membershipYears(since, '1900-01-01', jalali(1401, 5, 9))).to.deep.equal([]);
    expect(membershipYears(since, since, since)).to.deep.equal([]);
  });
});

describe('standing', () => {
  it('is worth what the rule says for referrals and years, and nothing where the rule does not count them', () => {
    const standing = [referralCredit(jalali(1405, 3, 1)), yearCredit(jalali(1405, 4, 1))];
    const day = jalali(1405, 8, 1);
    expect(tierOn(facts({ standing }), day).tier).to.equal('basic');
    expect(tierOn(facts({ standing, rules: [rule({ creditsPerReferral: 2, creditsPerYear: 1 })] }), day).tier).to.equal('silver');
    expect(tierOn(facts({ standing, rules: [rule({ creditsPerReferral: 5, creditsPerYear: 5 })] }), day).tier).to.equal('platinum');
  });

  it('given by hand counts to its last day, and never becomes a floor', () => {
    const [on, untilOn] = [jalali(1405, 1, 10), jalali(1405, 2, 10)];
    const given = facts({ standing: [hand(on, untilOn, 10)] });
    expect(tierOn(given, addDays(on, -1)).tier).to.equal('basic');
    expect(tierOn(given, on).tier).to.equal('platinum');
    // Three months of grace after the last day, as for any tier; then it is gone, for ever.
    expect(tierOn(given, addJalaliMonths(untilOn, 3)).tier).to.equal('platinum');
    for (const months of [4, 6, 12, 60]) expect(tierOn(given, addJalaliMonths(untilOn, months)).tier, `${months}`).to.equal('basic');
    const strict = { ...given, rules: [rule({ graceMonths: 0 })] };
    expect(tierOn(strict, untilOn).tier).to.equal('platinum');
    expect(tierOn(strict, addDays(untilOn, 1)).tier).to.equal('basic');
  });

  it('does not hold a tier up when visits alone have earned less', () => {
    const day = jalali(1405, 9, 1);
    const given = facts({
      visits: visits([1, 2, 3].map((n) => addDays(day, -n))),
      standing: [hand(jalali(1404, 1, 1), jalali(1404, 12, 1), 10)],
    });
    expect(tierOn(given, day).tier).to.equal('silver');
  });

  it('for another specialty counts for the clinic and not for this one', () => {
    const standing = [hand(jalali(1405, 1, 1), jalali(1405, 12, 29), 3, 2)];
    const day = jalali(1405, 6, 1);
    expect(tierOn(facts({ standing, rules: [rule({ specialtyId: 1 })] }), day).tier).to.equal('basic');
    expect(tierOn(facts({ standing, rules: [rule({ specialtyId: 2 })] }), day).tier).to.equal('silver');
    expect(tierOn(facts({ standing }), day).tier).to.equal('silver');
  });

  const gift: StandingGift = { credits: 2, reason: 'کمک به باشگاه', fromOn: jalali(1405, 9, 1), untilOn: jalali(1405, 12, 1) };
  const today = jalali(1405, 9, 1);
  const refusals: [string, Partial<StandingGift>, string, string][] = [
    ['no credits', { credits: 0 }, 'standing-credits', 'credits'],
    ['negative credits', { credits: -1 }, 'standing-credits', 'credits'],
    ['half credits', { credits: 1.5 }, 'standing-credits', 'credits'],
    ['too many credits', { credits: 101 }, 'standing-credits', 'credits'],
    ['no reason', { reason: '  ' }, 'standing-reason', 'reason'],
    ['a past beginning', { fromOn: addDays(today, -1) }, 'standing-in-past', 'fromOn'],
    ['an end before the beginning', { fromOn: addDays(today, 9), untilOn: addDays(today, 8) }, 'standing-ends-before', 'untilOn'],
    ['an end in ten years', { untilOn: addJalaliMonths(today, 120) }, 'standing-too-long', 'untilOn'],
  ];
  for (const [what, change, reason, field] of refusals) {
    it(`refuses ${what}`, () => {
      expect(standingGiftProblem({ ...gift, ...change }, today)).to.deep.equal({ ok: false, reason, field });
    });
  }
  it('accepts a gift of one day', () => {
    expect(standingGiftProblem({ ...gift, untilOn: gift.fromOn }, today)).to.deep.equal({ ok: true });
  });
});

describe('rules side by side', () => {
  it('never give the tier of one specialty for visits to another', () => {
    const day = jalali(1405, 6, 1);
    const many = visits(
      Array.from({ length: 12 }, (_, n) => addDays(day, -n * 3)),
      2,
    );
    const rules = [rule({ id: 1, silver: 50, gold: 60, platinum: 70 }), rule({ id: 2, specialtyId: 1, silver: 1, gold: 2, platinum: 3 })];
    expect(tierOn(facts({ visits: many, rules }), day).tier).to.equal('basic');
    expect(tierOn(facts({ visits: many.map((visit) => ({ ...visit, specialtyId: 1 })), rules }), day)).to.deep.include({
      tier: 'platinum',
      rule: rules[1],
    });
  });

  it('end with a grace, and the past stays as it was', () => {
    const [begins, ends] = [jalali(1404, 1, 1), jalali(1405, 6, 1)];
    const numbers = { specialtyId: 1, silver: 1, gold: 2, platinum: 3, graceMonths: 2 };
    const rules = [
      rule({ id: 1, silver: 50, gold: 60, platinum: 70, graceMonths: 0 }),
      rule({ id: 2, ...numbers, effectiveOn: begins }),
      rule({ id: 3, ...numbers, effectiveOn: ends, isEnded: true }),
    ];
    const ended = facts({ visits: visits([jalali(1405, 5, 20), jalali(1405, 5, 21)]), rules });
    expect(tierOn(ended, addDays(ends, -1)).tier).to.equal('gold');
    expect(tierOn(ended, ends).tier).to.equal('gold');
    expect(tierOn(ended, jalali(1405, 7, 30)).tier).to.equal('gold');
    expect(tierOn(ended, jalali(1405, 8, 2)).tier).to.equal('basic');
    expect(rulesInForce(rules, addDays(ends, -1)).map(({ id }) => id)).to.deep.equal([1, 2]);
    expect(rulesInForce(rules, ends).map(({ id }) => id)).to.deep.equal([1]);
  });

  it('overlap only with a later version of the same rule', () => {
    const versions = [rule({ id: 1 }), rule({ id: 2, specialtyId: 1, effectiveOn: '2026-12-01' })];
    expect(overlappedVersion(versions, { specialtyId: 1, effectiveOn: '2026-11-30' })?.id).to.equal(2);
    expect(overlappedVersion(versions, { specialtyId: 1, effectiveOn: '2026-12-01' })).to.equal(null);
    expect(overlappedVersion(versions, { specialtyId: null, effectiveOn: '2026-11-30' })).to.equal(null);
    expect(overlappedVersion(versions, { specialtyId: 2, effectiveOn: '2026-11-30' })).to.equal(null);
  });

  it('has no field that does nothing: each can change somebody’s tier', () => {
    const day = jalali(1405, 6, 1);
    const base = rule({ silver: 2, gold: 4, platinum: 6, creditsPerReferral: 1, creditsPerYear: 1 });
    const matters: Record<(typeof TIER_RULE_FIELDS)[number], [Partial<TierRuleVersion>, Partial<TierFacts>]> = {
      windowKind: [{ windowKind: 'lifetime', windowMonths: null }, { visits: visits([jalali(1400, 1, 1), jalali(1400, 2, 1)]) }],
      windowMonths: [{ windowMonths: 1 }, { visits: visits([jalali(1404, 10, 1), jalali(1404, 11, 1)]) }],
      silver: [{ silver: 3 }, { visits: visits([jalali(1405, 5, 1), jalali(1405, 5, 2)]) }],
      gold: [{ gold: 3 }, { visits: visits([1, 2, 3].map((n) => jalali(1405, 5, n))) }],
      platinum: [{ platinum: 5 }, { visits: visits([1, 2, 3, 4, 5].map((n) => jalali(1405, 5, n))) }],
      graceMonths: [{ graceMonths: 0 }, { visits: visits([jalali(1404, 5, 1), jalali(1404, 5, 2)]) }],
      creditsPerReferral: [{ creditsPerReferral: 2 }, { standing: [referralCredit(jalali(1405, 5, 1))] }],
      creditsPerYear: [{ creditsPerYear: 2 }, { standing: [yearCredit(jalali(1405, 5, 1))] }],
    };
    for (const field of TIER_RULE_FIELDS) {
      const [change, about] = matters[field];
      const tier = (one: TierRuleVersion): string => tierOn(facts({ ...about, rules: [one] }), day).tier;
      expect(tier({ ...base, ...change }), field).not.to.equal(tier(base));
    }
  });
});
