/*
 * VIP stands beside the tiers. The manager gives it with a reason, from a day until a day, for 24 months at most; it can be ended sooner, and it
 * ends by itself after its last day. A member has one term at a time. VIP changes no tier and is no floor under one: what the visits give, they give.
 */
import { addJalaliMonths } from '../persian/jalali.js';

export const VIP_MONTHS = 24;

/** One term: the days from which and until which (included) it was given, and the day it was ended, which no longer counts. */
export interface VipTerm {
  id: number;
  fromOn: string;
  untilOn: string;
  endedOn: string | null;
}

export interface VipWish {
  reason: string;
  fromOn: string;
  untilOn: string;
}

export type VipVerdict = { ok: true } | { ok: false; reason: string; field: 'reason' | 'fromOn' | 'untilOn' };

/** Whether a term holds on a day. */
export const isVipOn = (term: VipTerm, day: string): boolean =>
  term.fromOn <= day && day <= term.untilOn && (term.endedOn === null || day < term.endedOn);

/** Answers whether a term may be given; refuses no reason, a beginning in the past, an end before it or after 24 months, and a second term at a time. */
export function vipVerdict(terms: readonly VipTerm[], wish: VipWish, today: string): VipVerdict {
  const no = (reason: string, field: 'reason' | 'fromOn' | 'untilOn'): VipVerdict => ({ ok: false, reason, field });
  if (wish.reason.trim() === '') return no('reason-missing', 'reason');
  if (wish.fromOn < today) return no('from-in-past', 'fromOn');
  if (wish.untilOn < wish.fromOn) return no('until-before-from', 'untilOn');
  if (wish.untilOn > addJalaliMonths(wish.fromOn, VIP_MONTHS) || wish.fromOn > addJalaliMonths(today, VIP_MONTHS))
    return no('until-too-late', 'untilOn');
  const meets = terms.some(({ fromOn, untilOn, endedOn }) => {
    if (endedOn !== null && endedOn <= fromOn) return false;
    return fromOn <= wish.untilOn && wish.fromOn <= untilOn && (endedOn === null || wish.fromOn < endedOn);
  });
  return meets ? no('vip-already', 'fromOn') : { ok: true };
}
