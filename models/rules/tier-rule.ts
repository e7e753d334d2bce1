/*
 * A tier rule as the manager writes it: a window (the last N Jalali months, the Jalali year, or the whole lifetime), three thresholds
 * that rise, and the months of grace before a tier falls. A changed rule is a new version with the day from which it is in force; old
 * versions stay, because the past is judged by the rule of its day.
 */

export const TIERS = ['basic', 'silver', 'gold', 'platinum'] as const;
export type Tier = (typeof TIERS)[number];

export const WINDOW_KINDS = ['months', 'jalali_year', 'lifetime'] as const;
export type WindowKind = (typeof WINDOW_KINDS)[number];

export const MAX_WINDOW_MONTHS = 120;
export const MAX_GRACE_MONTHS = 24;
export const MAX_THRESHOLD = 1000;

/** The first version of a clinic's rule is in force on every day before it was written too: 1 Farvardin 1300. */
export const FROM_THE_BEGINNING = '1921-03-21';

/** One version of a rule, in force from a day on until the next version for the same specialty (null: the whole clinic). */
export interface TierRuleVersion {
  id: number;
  specialtyId: number | null;
  effectiveOn: string;
  windowKind: WindowKind;
  /** Only for the window of months. */
  windowMonths: number | null;
  silver: number;
  gold: number;
  platinum: number;
  graceMonths: number;
}

/** The rule a new clinic begins with: 12 months, thresholds 3, 6 and 10, three months of grace, for every day of its past too. */
export const defaultTierRule = {
  specialtyId: null,
  effectiveOn: FROM_THE_BEGINNING,
  windowKind: 'months',
  windowMonths: 12,
  silver: 3,
  gold: 6,
  platinum: 10,
  graceMonths: 3,
} as const satisfies Omit<TierRuleVersion, 'id'>;

export type TierRuleField = 'windowKind' | 'windowMonths' | 'silver' | 'gold' | 'platinum' | 'graceMonths';
export type TierRuleVerdict = { ok: true } | { ok: false; reason: string; field: TierRuleField };

/** Answers whether a rule makes sense; refuses a window of 0 months, thresholds below 1 or out of order, and a grace out of bounds. */
export function tierRuleProblem(rule: Omit<TierRuleVersion, 'id' | 'effectiveOn' | 'specialtyId'>): TierRuleVerdict {
  const no = (reason: string, field: TierRuleField): TierRuleVerdict => ({ ok: false, reason, field });
  if (!WINDOW_KINDS.includes(rule.windowKind)) return no('window-unknown', 'windowKind');
  if (rule.windowKind === 'months' && !isBetween(rule.windowMonths, 1, MAX_WINDOW_MONTHS)) return no('window-months', 'windowMonths');
  for (const tier of ['silver', 'gold', 'platinum'] as const) {
    if (!isBetween(rule[tier], 1, MAX_THRESHOLD)) return no('threshold-bounds', tier);
  }
  if (rule.gold <= rule.silver) return no('gold-not-above-silver', 'gold');
  if (rule.platinum <= rule.gold) return no('platinum-not-above-gold', 'platinum');
  if (!isBetween(rule.graceMonths, 0, MAX_GRACE_MONTHS)) return no('grace-bounds', 'graceMonths');
  return { ok: true };
}

/** The tier that so much credit reaches under a rule. */
export function tierForCredit(rule: Pick<TierRuleVersion, 'silver' | 'gold' | 'platinum'>, credit: number): Tier {
  if (credit >= rule.platinum) return 'platinum';
  if (credit >= rule.gold) return 'gold';
  return credit >= rule.silver ? 'silver' : 'basic';
}

/** Whether one tier stands above another. */
export function isAbove(tier: Tier, other: Tier): boolean {
  return TIERS.indexOf(tier) > TIERS.indexOf(other);
}

/** The tier above, or null above platinum. */
export function tierAbove(tier: Tier): Exclude<Tier, 'basic'> | null {
  const above = TIERS[TIERS.indexOf(tier) + 1];
  return above === undefined || above === 'basic' ? null : above;
}

function isBetween(n: number | null, least: number, most: number): boolean {
  return n !== null && Number.isInteger(n) && n >= least && n <= most;
}
