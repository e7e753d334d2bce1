/*
 * Standing: credit that is not a visit. There are three kinds. A REFERRAL counts on the day it succeeded (the newcomer's first visit) and a
 * full membership YEAR on its day (the same Jalali day every year; who became a member on 30 Esfand has it on 29 Esfand of a common year).
 * Both count like a visit of that day, as long as it is inside the window, and are worth what the tier rule says. Credit given by HAND is
 * worth what was given, has a reason and an end date, and counts on every day from its first to its last, whatever the window. Taking it back is
 * dated too: from that day on it counts no more, and the days before stay as they were. No standing is a floor: when it ends it is gone.
 */
import { addJalaliMonths, toJalali } from '../persian/jalali.js';
import type { TierRuleVersion } from './tier-rule.js';

export const STANDING_KINDS = ['hand', 'referral', 'year'] as const;
export type StandingKind = (typeof STANDING_KINDS)[number];

export const MAX_STANDING_CREDITS = 100;
export const MAX_STANDING_MONTHS = 60;

/**
 * Credit that is not a visit. With an end date it counts on every day from `on` up to and with `untilOn`, whatever the window; without
 * one it counts like a visit of the day `on`. Null for the specialty counts toward every rule.
 */
export interface StandingCredit {
  kind: StandingKind;
  on: string;
  untilOn: string | null;
  credits: number;
  specialtyId: number | null;
}

/** What one standing credit is worth under a rule version. */
export function standingWorth({ kind, credits }: StandingCredit, rule: TierRuleVersion): number {
  if (kind === 'referral') return credits * rule.creditsPerReferral;
  return kind === 'year' ? credits * rule.creditsPerYear : credits;
}

/** The days from `fromOn` to `untilOn` on which a full membership year was completed. */
export function membershipYears(memberSinceOn: string, fromOn: string, untilOn: string): string[] {
  const days: string[] = [];
  const born = toJalali(memberSinceOn).year;
  const first = Math.max(1, toJalali(fromOn < memberSinceOn ? memberSinceOn : fromOn).year - born);
  for (let years = first; ; years += 1) {
    const day = addJalaliMonths(memberSinceOn, 12 * years);
    if (day > untilOn) return days;
    if (day >= fromOn) days.push(day);
  }
}

/** A completed membership year, as standing. */
export const yearCredit = (on: string): StandingCredit => ({ kind: 'year', on, untilOn: null, credits: 1, specialtyId: null });

/** A referral that succeeded, as standing of who referred. */
export const referralCredit = (on: string): StandingCredit => ({ kind: 'referral', on, untilOn: null, credits: 1, specialtyId: null });

/** What is asked for when credit is given by hand. */
export interface StandingGift {
  credits: number;
  reason: string;
  fromOn: string;
  untilOn: string;
}

export type GiftVerdict = { ok: true } | { ok: false; reason: string; field: keyof StandingGift };

/** Answers whether credit may be given by hand: a whole number, with a reason, from today or later, and with an end that is near enough. */
export function standingGiftProblem({ credits, reason, fromOn, untilOn }: StandingGift, today: string): GiftVerdict {
  const no = (why: string, field: keyof StandingGift): GiftVerdict => ({ ok: false, reason: why, field });
  if (!Number.isInteger(credits) || credits < 1 || credits > MAX_STANDING_CREDITS) return no('standing-credits', 'credits');
  if (reason.trim() === '') return no('standing-reason', 'reason');
  if (fromOn < today) return no('standing-in-past', 'fromOn');
  if (untilOn < fromOn) return no('standing-ends-before', 'untilOn');
  if (untilOn > addJalaliMonths(today, MAX_STANDING_MONTHS)) return no('standing-too-long', 'untilOn');
  return { ok: true };
}
