/*
 * How points are earned, as the manager writes it: so many points for every full 10,000 toman of a visit's amount, points for certain
 * services beside that, points of welcome with the first visit, for a referral that came, and for an answered survey (for answering, never for what the
 * answer says); and after how many Jalali months earned points end, or never. A changed rule is a new version with the day from which it is in
 * force. Every earning follows the version of its own day: before the first version nothing is earned, and on a day on which the
 * programme was off nothing is earned either.
 */
import { addJalaliMonths } from '../persian/jalali.js';
import { loyaltyOn, type LoyaltyVersion } from './loyalty.js';
import { MAX_ENTRY_POINTS } from './points.js';
import { remembered } from './remembered.js';

export const MAX_RULE_POINTS = 100_000;
export const MAX_PER_TEN_THOUSAND = 1_000;
export const MAX_EXPIRY_MONTHS = 120;
export const MAX_POINT_VALUE_RIAL = 1_000_000;

/** 10,000 toman in rial. */
export const TEN_THOUSAND_TOMAN = 100_000;

/** One version of the rule, in force from a day on until the next one. */
export interface PointRuleVersion {
  id: number;
  effectiveOn: string;
  perTenThousandToman: number;
  /** Points by the id of the service. */
  servicePoints: Readonly<Record<string, number>>;
  welcome: number;
  referral: number;
  answer: number;
  /** Null: points stay for good. */
  expiryMonths: number | null;
  /** What the clinic reckons a point to cost; null when it does not say. */
  pointValueRial: number | null;
}
export type PointRuleWish = Omit<PointRuleVersion, 'id'>;

export type PointRuleVerdict = { ok: true } | { ok: false; reason: string; field: string };

/** Answers whether a rule makes sense; refuses numbers that are negative, broken or too large, and an expiry of 0 months. */
export function pointRuleProblem(rule: Omit<PointRuleWish, 'effectiveOn'>): PointRuleVerdict {
  const no = (reason: string, field: string): PointRuleVerdict => ({ ok: false, reason, field });
  if (!isWhole(rule.perTenThousandToman, 0, MAX_PER_TEN_THOUSAND)) return no('per-amount-bounds', 'perTenThousandToman');
  for (const field of ['welcome', 'referral', 'answer'] as const) {
    if (!isWhole(rule[field], 0, MAX_RULE_POINTS)) return no('points-bounds', field);
  }
  for (const [serviceId, points] of Object.entries(rule.servicePoints)) {
    if (!isWhole(points, 0, MAX_RULE_POINTS)) return no('points-bounds', `service${serviceId}`);
  }
  if (rule.expiryMonths !== null && !isWhole(rule.expiryMonths, 1, MAX_EXPIRY_MONTHS)) return no('expiry-bounds', 'expiryMonths');
  if (rule.pointValueRial !== null && !isWhole(rule.pointValueRial, 1, MAX_POINT_VALUE_RIAL)) return no('value-bounds', 'pointValue');
  return { ok: true };
}

/** The rule of a day: the newest that began by then; null before the first, and while the programme is off. */
export function pointRuleOn(
  { rules, loyalty }: { rules: readonly PointRuleVersion[]; loyalty: readonly LoyaltyVersion[] },
  day: string,
): PointRuleVersion | null {
  const inForce = rules
    .filter(({ effectiveOn }) => effectiveOn <= day)
    .reduce<PointRuleVersion | null>((latest, rule) => (latest === null || isLater(rule, latest) ? rule : latest), null);
  return inForce && loyaltyOn(loyalty, day).hasPoints ? inForce : null;
}

/** What a visit earns under a rule; never more than one entry holds. */
export function visitPoints(
  rule: Pick<PointRuleVersion, 'perTenThousandToman' | 'servicePoints'>,
  visit: { serviceId: number | null; amountRial: number | null },
): number {
  const byAmount = Math.floor((visit.amountRial ?? 0) / TEN_THOUSAND_TOMAN) * rule.perTenThousandToman;
  const byService = visit.serviceId === null ? 0 : (rule.servicePoints[String(visit.serviceId)] ?? 0);
  return Math.min(byAmount + byService, MAX_ENTRY_POINTS);
}

/** The last day of points that were earned on a day; null when they stay. */
export function lastDayOf(rule: Pick<PointRuleVersion, 'expiryMonths'>, earnedOn: string): string | null {
  return rule.expiryMonths === null ? null : monthsLater(`${String(rule.expiryMonths)} ${earnedOn}`);
}

// A file of visits asks the same few hundred days thousands of times; the calendar is slower than a look-up.
const monthsLater = remembered((asked: string): string => {
  const [months = '', day = ''] = asked.split(' ');
  return addJalaliMonths(day, Number(months));
});

const isLater = (one: PointRuleVersion, other: PointRuleVersion): boolean =>
  one.effectiveOn === other.effectiveOn ? one.id > other.id : one.effectiveOn > other.effectiveOn;

const isWhole = (n: number, least: number, most: number): boolean => Number.isInteger(n) && n >= least && n <= most;
