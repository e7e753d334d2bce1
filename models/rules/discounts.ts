/*
 * What a visit costs after a discount. Rules do not add up: of all rules that hold for a visit, and a benefit that the member brings, the one
 * that takes off the most is used, and of equals the one that was written first. What is left to pay is rounded down to whole thousands of
 * toman, in the member's favour, and is never below zero.
 *
 * OFF-PEAK: the visit begins on one of the weekdays between two hours (the first counts, the last does not); an unknown hour gets nothing.
 * TOGETHER: with this visit all services of the bundle were had on the same day. NTH: every n-th visit for a service (4 means the 4th, 8th …).
 * FAMILY: at least k members on the same mobile, this one among them, came within the last N Jalali months. STREAK: a visit in each of so
 * many Jalali months in a row, this one included; it holds at every such number (3 means month 3, 6 …) for the first visit of the month.
 * A rule holds from a day to a day, for one specialty or all. A discount on a treatment holds only while its permit does. The benefit
 * that a member chose or was given (a grant that is a discount) stands beside the rules as one more.
 */
import { addJalaliMonths, jalaliMonthStart, weekday } from '../persian/jalali.js';
import { permitProblem, type Permit } from './benefits.js';

export const DISCOUNT_KINDS = ['off-peak', 'together', 'nth', 'family', 'streak'] as const;
export type DiscountKind = (typeof DISCOUNT_KINDS)[number];

export type DiscountTerms =
  | { kind: 'off-peak'; weekdays: readonly number[]; fromTime: string; toTime: string }
  | { kind: 'together'; serviceIds: readonly number[] }
  | { kind: 'nth'; serviceId: number; n: number }
  | { kind: 'family'; members: number; months: number }
  | { kind: 'streak'; months: number };

/** How much is taken off: a percentage (1–100) or an amount. */
export interface Reduction {
  percent: number | null;
  amountRial: number | null;
}

export interface DiscountRule extends Permit, Reduction {
  id: number;
  name: string;
  terms: DiscountTerms;
  specialtyId: number | null;
  effectiveOn: string;
  untilOn: string | null;
}

/** The visit whose price is asked for; `time` is HH:MM, null when it is not known. */
export interface PricedVisit {
  on: string;
  time: string | null;
  specialtyId: number;
  serviceId: number | null;
  listRial: number;
}

/** What happened before: the member's other visits up to that day, and the days on which others on the same mobile came. */
export interface PricePast {
  own: readonly { on: string; serviceId: number | null }[];
  family: readonly { patientId: number; on: string }[];
}

/** A grant that is a discount, which the member brings to the visit. */
export interface BroughtGrant extends Reduction {
  id: number;
  name: string;
}

export interface Price {
  listRial: number;
  discountRial: number;
  payRial: number;
  /** What took it off; null when nothing did. */
  by: { kind: DiscountKind | 'grant'; name: string; ruleId: number | null; grantId: number | null } | null;
}

/** What is left to pay is rounded down to whole thousands of toman. */
export const ROUNDED_TO_RIAL = 10_000;
/** How far back a family's visits are looked at, at the most. */
export const MOST_FAMILY_MONTHS = 24;

/** What a visit costs: the list amount, what is taken off, what is left, and by which rule. */
export function priceOf(visit: PricedVisit, past: PricePast, rules: readonly DiscountRule[], grant: BroughtGrant | null = null): Price {
  const offers: { off: number; by: NonNullable<Price['by']> }[] = [...rules]
    .sort((a, b) => a.id - b.id)
    .filter((rule) => holdsFor(rule, visit, past))
    .map((rule) => ({
      off: takenOff(rule, visit.listRial),
      by: { kind: rule.terms.kind, name: rule.name, ruleId: rule.id, grantId: null },
    }));
  if (grant)
    offers.push({ off: takenOff(grant, visit.listRial), by: { kind: 'grant', name: grant.name, ruleId: null, grantId: grant.id } });
  const best = offers.reduce<(typeof offers)[number] | null>((most, offer) => (offer.off > (most?.off ?? 0) ? offer : most), null);
  if (!best) return { listRial: visit.listRial, discountRial: 0, payRial: visit.listRial, by: null };
  const payRial = Math.floor((visit.listRial - best.off) / ROUNDED_TO_RIAL) * ROUNDED_TO_RIAL;
  return { listRial: visit.listRial, discountRial: visit.listRial - payRial, payRial, by: best.by };
}

function takenOff({ percent, amountRial }: Reduction, listRial: number): number {
  const off = percent === null ? (amountRial ?? 0) : Math.floor((listRial * percent) / 100);
  return Math.min(Math.max(off, 0), listRial);
}

function holdsFor(rule: DiscountRule, visit: PricedVisit, past: PricePast): boolean {
  if (visit.on < rule.effectiveOn || (rule.untilOn !== null && visit.on > rule.untilOn)) return false;
  if (rule.specialtyId !== null && rule.specialtyId !== visit.specialtyId) return false;
  return permitProblem(rule, visit.on) === null && termsHold(rule.terms, visit, past);
}

function termsHold(terms: DiscountTerms, visit: PricedVisit, past: PricePast): boolean {
  const own = past.own.filter((other) => other.on <= visit.on);
  if (terms.kind === 'off-peak')
    return visit.time !== null && terms.weekdays.includes(weekday(visit.on)) && visit.time >= terms.fromTime && visit.time < terms.toTime;
  if (terms.kind === 'together') {
    const had = new Set([visit.serviceId, ...own.filter((other) => other.on === visit.on).map((other) => other.serviceId)]);
    return visit.serviceId !== null && terms.serviceIds.includes(visit.serviceId) && terms.serviceIds.every((id) => had.has(id));
  }
  if (terms.kind === 'nth')
    return visit.serviceId === terms.serviceId && (own.filter((other) => other.serviceId === terms.serviceId).length + 1) % terms.n === 0;
  if (terms.kind === 'family') {
    const since = addJalaliMonths(visit.on, -terms.months);
    const others = new Set(past.family.filter((one) => one.on > since && one.on <= visit.on).map((one) => one.patientId));
    return others.size + 1 >= terms.members;
  }
  return isStreak(terms.months, visit.on, own);
}

/** Whether this is the first visit of its Jalali month and ends a row of months whose length is a multiple of `length`. */
function isStreak(length: number, on: string, own: PricePast['own']): boolean {
  const months = new Set(own.map((other) => jalaliMonthStart(other.on)));
  let month = jalaliMonthStart(on);
  if (months.has(month)) return false;
  let row = 1;
  for (month = addJalaliMonths(month, -1); months.has(month); month = addJalaliMonths(month, -1)) row += 1;
  return row % length === 0;
}
