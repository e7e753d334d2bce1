/*
 * A tier rule as the manager writes it: a window (the last N Jalali months, the Jalali year, or the whole lifetime), three thresholds
 * that rise, the months of grace before a tier falls, and what a referral and a membership year are worth. There is one rule for the whole
 * clinic and there can be one for each specialty beside it. A changed rule is a new version with the day from which it is in force; old
 * versions stay, because the past is judged by the rule of its day. A rule ends by a version that says so: from its day on the rule gives
 * nothing, and who had a tier by it keeps it for the months of grace.
 */

export const TIERS = ['basic', 'silver', 'gold', 'platinum'] as const;
export type Tier = (typeof TIERS)[number];

export const WINDOW_KINDS = ['months', 'jalali_year', 'lifetime'] as const;
export type WindowKind = (typeof WINDOW_KINDS)[number];

export const MAX_WINDOW_MONTHS = 120;
export const MAX_GRACE_MONTHS = 24;
export const MAX_THRESHOLD = 1000;
export const MAX_STANDING_WORTH = 100;

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
  /** What a successful referral and a full membership year are worth; 0 when they don't count. */
  creditsPerReferral: number;
  creditsPerYear: number;
  /** The rule ends on `effectiveOn`; the other numbers are those it had. */
  isEnded: boolean;
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
  creditsPerReferral: 0,
  creditsPerYear: 0,
  isEnded: false,
} as const satisfies Omit<TierRuleVersion, 'id'>;

/** What decides between two versions of one day beside the day itself. */
export const TIER_RULE_FIELDS = [
  'windowKind',
  'windowMonths',
  'silver',
  'gold',
  'platinum',
  'graceMonths',
  'creditsPerReferral',
  'creditsPerYear',
] as const;
export type TierRuleField = (typeof TIER_RULE_FIELDS)[number];
export type TierRuleVerdict = { ok: true } | { ok: false; reason: string; field: TierRuleField };

/** Answers whether a rule makes sense; refuses a window of 0 months, thresholds below 1 or out of order, and a grace or a worth out of bounds. */
export function tierRuleProblem(rule: Pick<TierRuleVersion, TierRuleField>): TierRuleVerdict {
  const no = (reason: string, field: TierRuleField): TierRuleVerdict => ({ ok: false, reason, field });
  if (!WINDOW_KINDS.includes(rule.windowKind)) return no('window-unknown', 'windowKind');
  if (rule.windowKind === 'months' && !isBetween(rule.windowMonths, 1, MAX_WINDOW_MONTHS)) return no('window-months', 'windowMonths');
  for (const tier of ['silver', 'gold', 'platinum'] as const) {
    if (!isBetween(rule[tier], 1, MAX_THRESHOLD)) return no('threshold-bounds', tier);
  }
  if (rule.gold <= rule.silver) return no('gold-not-above-silver', 'gold');
  if (rule.platinum <= rule.gold) return no('platinum-not-above-gold', 'platinum');
  if (!isBetween(rule.graceMonths, 0, MAX_GRACE_MONTHS)) return no('grace-bounds', 'graceMonths');
  for (const worth of ['creditsPerReferral', 'creditsPerYear'] as const) {
    if (!isBetween(rule[worth], 0, MAX_STANDING_WORTH)) return no('worth-bounds', worth);
  }
  return { ok: true };
}

/** A new version as the manager writes it: for the clinic or a specialty, from a day on. */
export type TierRuleWish = Omit<TierRuleVersion, 'id' | 'isEnded'>;

/**
 * The version already written that a new one of the same rule would run into: the next one that begins after it. Between two versions
 * nothing can be put, because what was written for later was written knowing what stood before it.
 */
export function overlappedVersion(
  versions: readonly TierRuleVersion[],
  { specialtyId, effectiveOn }: Pick<TierRuleVersion, 'specialtyId' | 'effectiveOn'>,
): TierRuleVersion | null {
  return versions.find((version) => version.specialtyId === specialtyId && version.effectiveOn > effectiveOn) ?? null;
}

/** The versions in force on a day, one for each rule that has not ended. */
export function rulesInForce(versions: readonly TierRuleVersion[], day: string): TierRuleVersion[] {
  const newest = new Map<number | null, TierRuleVersion>();
  for (const version of versions) {
    if (version.effectiveOn > day) continue;
    const known = newest.get(version.specialtyId);
    if (!known || version.effectiveOn > known.effectiveOn || (version.effectiveOn === known.effectiveOn && version.id > known.id))
      newest.set(version.specialtyId, version);
  }
  return [...newest.values()].filter((version) => !version.isEnded);
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
