import fc from 'fast-check';
import { addDays, addJalaliMonths, jalaliYearStart } from '../../../models/persian/jalali.js';
import type { Tier, TierRuleVersion } from '../../../models/rules/tier-rule.js';
import type { TierFacts } from '../../../models/rules/tiers.js';

const RANK: Tier[] = ['basic', 'silver', 'gold', 'platinum'];

/** The rule of the club read word by word and worked out day by day: slow, and too simple to be wrong in the same way. */
export function oracleEarned(facts: TierFacts, day: string): Tier {
  return highest(specialties(facts).map((specialtyId) => earnedBy(facts, specialtyId, day)));
}

/** The best earned tier of every day of the grace, one day after the other. */
export function oracleTier(facts: TierFacts, day: string): Tier {
  return highest(
    specialties(facts).map((specialtyId) => {
      const rule = inForce(facts, specialtyId, day);
      const tiers: Tier[] = ['basic'];
      if (!rule) return 'basic';
      for (let d = addJalaliMonths(day, -rule.graceMonths); d <= day; d = addDays(d, 1)) tiers.push(earnedBy(facts, specialtyId, d));
      return highest(tiers);
    }),
  );
}

/** The credit under the rule of one specialty (null: the clinic), counted visit by visit. */
export function oracleCredit(facts: TierFacts, rule: TierRuleVersion, day: string): number {
  const before = rule.windowKind === 'months' ? addJalaliMonths(day, -(rule.windowMonths ?? 0)) : addDays(jalaliYearStart(day), -1);
  const isInside = (d: string): boolean => d <= day && (rule.windowKind === 'lifetime' || d > before);
  const seen = new Set<string>();
  for (const visit of facts.visits) {
    if (rule.specialtyId !== null && visit.specialtyId !== rule.specialtyId) continue;
    if (isInside(visit.visitedOn)) seen.add(`${visit.visitedOn} ${visit.specialtyId}`);
  }
  const standing = facts.standing
    .filter((credit) => rule.specialtyId === null || credit.specialtyId === null || credit.specialtyId === rule.specialtyId)
    .filter((credit) => credit.on <= day && (credit.untilOn === null ? isInside(credit.on) : day <= credit.untilOn));
  const worth = { hand: 1, referral: rule.creditsPerReferral, year: rule.creditsPerYear };
  return seen.size + standing.reduce((sum, credit) => sum + credit.credits * worth[credit.kind], 0);
}

export const day1400 = '2021-03-21';
export const arbitraryDay = (spanDays = 1500): fc.Arbitrary<string> =>
  fc.integer({ min: 0, max: spanDays }).map((n) => addDays(day1400, n));
export const arbitraryVisits = (max = 25): fc.Arbitrary<{ specialtyId: number; visitedOn: string }[]> =>
  fc.array(fc.record({ specialtyId: fc.integer({ min: 1, max: 2 }), visitedOn: arbitraryDay() }), { maxLength: max });

export const arbitraryRule = (specialtyIds: (number | null)[] = [null, null, 1, 2]): fc.Arbitrary<TierRuleVersion> =>
  fc
    .record({
      id: fc.integer({ min: 1, max: 99 }),
      specialtyId: fc.constantFrom(...specialtyIds),
      effectiveOn: fc.oneof(fc.constant(addDays(day1400, -800)), arbitraryDay()),
      windowKind: fc.constantFrom('months' as const, 'months' as const, 'jalali_year' as const, 'lifetime' as const),
      windowMonths: fc.integer({ min: 1, max: 18 }),
      silver: fc.integer({ min: 1, max: 3 }),
      goldAbove: fc.integer({ min: 1, max: 3 }),
      platinumAbove: fc.integer({ min: 1, max: 4 }),
      graceMonths: fc.integer({ min: 0, max: 4 }),
      creditsPerReferral: fc.integer({ min: 0, max: 2 }),
      creditsPerYear: fc.integer({ min: 0, max: 2 }),
      isEnded: fc.constantFrom(false, false, false, true),
    })
    .map(({ goldAbove, platinumAbove, ...rule }) => ({
      ...rule,
      windowMonths: rule.windowKind === 'months' ? rule.windowMonths : null,
      gold: rule.silver + goldAbove,
      platinum: rule.silver + goldAbove + platinumAbove,
    }));

export const arbitraryFacts = (maxRules = 4): fc.Arbitrary<TierFacts> =>
  fc.record({
    visits: arbitraryVisits(),
    standing: fc.array(
      fc
        .record({
          kind: fc.constantFrom('hand' as const, 'referral' as const, 'year' as const),
          on: arbitraryDay(),
          days: fc.integer({ min: 0, max: 500 }),
          credits: fc.integer({ min: 1, max: 3 }),
          specialtyId: fc.constantFrom(null, 1),
        })
        .map(({ days, ...credit }) =>
          credit.kind === 'hand'
            ? { ...credit, untilOn: addDays(credit.on, days) }
            : { ...credit, credits: 1, untilOn: null, specialtyId: null },
        ),
      { maxLength: 3 },
    ),
    rules: fc.uniqueArray(arbitraryRule(), { minLength: 1, maxLength: maxRules, selector: (rule) => rule.id }).map((rules) => [...rules]),
  });

function earnedBy(facts: TierFacts, specialtyId: number | null, day: string): Tier {
  const rule = inForce(facts, specialtyId, day);
  if (!rule || rule.isEnded) return 'basic';
  const credit = oracleCredit(facts, rule, day);
  return credit >= rule.platinum ? 'platinum' : credit >= rule.gold ? 'gold' : credit >= rule.silver ? 'silver' : 'basic';
}

function inForce(facts: TierFacts, specialtyId: number | null, day: string): TierRuleVersion | undefined {
  return facts.rules
    .filter((rule) => rule.specialtyId === specialtyId && rule.effectiveOn <= day)
    .sort((a, b) => b.effectiveOn.localeCompare(a.effectiveOn) || b.id - a.id)[0];
}

const specialties = (facts: TierFacts): (number | null)[] => [...new Set(facts.rules.map((rule) => rule.specialtyId))];
const highest = (tiers: Tier[]): Tier => tiers.reduce((best, tier) => (RANK.indexOf(tier) > RANK.indexOf(best) ? tier : best), 'basic');
