/*
 * What a discount rule may look like. It takes off 1 to 100 per cent or an amount, not both. Off-peak hours begin before they end and name a weekday. A
 * bundle has two services or more, an n-th visit is the 2nd to the 100th, a family has 2 to 20 members within 1 to 24 months, a streak is of 2 to 36
 * months. A rule begins today or later and ends no earlier than it begins; a discount on a treatment carries a permit that still holds.
 * Rules are not edited: one is ended and another is written, so that yesterday's price can be explained tomorrow.
 */
import { permitProblem } from './benefits.js';
import { MOST_FAMILY_MONTHS, type DiscountRule, type DiscountTerms } from './discounts.js';

export type DiscountWish = Omit<DiscountRule, 'id'>;

/** Why a rule can't be written like this, with the field that is wrong; null when it can. */
export function discountProblem(wish: DiscountWish, today: string): { reason: string; field: string } | null {
  const { percent, amountRial, effectiveOn, untilOn } = wish;
  if (percent === null && amountRial === null) return { reason: 'reduction-missing', field: 'percent' };
  if (percent !== null && amountRial !== null) return { reason: 'two-reductions', field: 'amountRial' };
  if (percent !== null && (percent < 1 || percent > 100)) return { reason: 'percent-bounds', field: 'percent' };
  if (effectiveOn < today) return { reason: 'effective-in-past', field: 'effectiveOn' };
  if (untilOn !== null && untilOn < effectiveOn) return { reason: 'ends-before-it-begins', field: 'untilOn' };
  const terms = termsProblem(wish.terms);
  if (terms) return terms;
  const problem = permitProblem(wish, today);
  if (!problem) return null;
  return { reason: problem, field: problem === 'permit-missing' && !wish.permitNumber ? 'permitNumber' : 'permitUntilOn' };
}

function termsProblem(terms: DiscountTerms): { reason: string; field: string } | null {
  const outside = (n: number, least: number, most: number): boolean => n < least || n > most;
  if (terms.kind === 'off-peak') {
    if (terms.weekdays.length === 0) return { reason: 'weekdays-missing', field: 'weekdays' };
    return terms.fromTime >= terms.toTime ? { reason: 'hours-backwards', field: 'toTime' } : null;
  }
  if (terms.kind === 'together') return terms.serviceIds.length < 2 ? { reason: 'bundle-too-small', field: 'serviceIds' } : null;
  if (terms.kind === 'nth') return outside(terms.n, 2, 100) ? { reason: 'nth-bounds', field: 'n' } : null;
  if (terms.kind === 'streak') return outside(terms.months, 2, 36) ? { reason: 'streak-bounds', field: 'months' } : null;
  if (outside(terms.members, 2, 20)) return { reason: 'family-bounds', field: 'members' };
  return outside(terms.months, 1, MOST_FAMILY_MONTHS) ? { reason: 'family-months-bounds', field: 'months' } : null;
}
