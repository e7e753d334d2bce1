/*
 * What the club gives. A BENEFIT is an entry of the catalogue; a GRANT is one benefit given to one member, with the promise (name, cost, value,
 * last day) as it was on the day of giving. A grant is open until it is used, reversed, or its last day has passed (expired); so on any day
 * granted = open + used + expired + reversed.
 *
 * A benefit may be granted to a member when it is on offer that day; it is open to the member's tier, or to VIPs and the member is one, or to
 * everybody (no tier and no VIP chosen); the member has visited one of its specialties (when any are chosen); the member has had fewer of it
 * than the limit in the last N Jalali months (reversed ones do not count); some of the stock is left (what is open or used is taken; what
 * expired or was reversed lies on the shelf again); and the points are enough where it is bought. A discount on a treatment needs a permit
 * that holds on the day of granting and on the day of use.
 *
 * Automatic grants. Tier reached: each time a member rises into a tier for which the benefit is open, once for a member and tier for ever, so
 * that falling and rising again earns nothing new; a tier that comes from old visits brought in from a file gives nothing. Birthday: once in each Jalali year (who was born on 30 Esfand has it on 29 Esfand of a
 * common year; a birthday that is only estimated counts for nothing). Anniversary: once for each full Jalali year of membership.
 * What was missed is made up for within seven days (birthday, anniversary) or thirty-five (tier reached).
 */
import type { Tier } from './tier-rule.js';

export const BENEFIT_KINDS = ['material', 'non-material'] as const;
export type BenefitKind = (typeof BENEFIT_KINDS)[number];
export const AUTOMATICS = ['none', 'tier', 'birthday', 'anniversary'] as const;
export type Automatic = (typeof AUTOMATICS)[number];
export const GRANT_STATES = ['open', 'used', 'expired', 'reversed'] as const;
export type GrantState = (typeof GRANT_STATES)[number];

/** So many days after a birthday or an anniversary its benefit is still given, when the job did not run on the day. */
export const MAKE_UP_DAYS = 7;
/** So many days after a tier was reached its benefit is still given. */
export const TIER_MAKE_UP_DAYS = 35;

export interface Permit {
  isTreatment: boolean;
  permitNumber: string | null;
  permitUntilOn: string | null;
}

/** What decides on whether a benefit can be given. */
export interface Offer extends Permit {
  isArchived: boolean;
  openTiers: readonly Tier[];
  isOpenToVip: boolean;
  specialtyIds: readonly number[];
  pricePoints: number | null;
  limitCount: number | null;
  stock: number | null;
  offeredFromOn: string | null;
  offeredUntilOn: string | null;
}

/** Who would get it, and how. */
export interface Candidate {
  isMember: boolean;
  /** Null where the club has no tiers. */
  tier: Tier | null;
  isVip: boolean;
  visitedSpecialtyIds: readonly number[];
  /** Grants of this benefit to this member within the period of its limit, without reversed ones. */
  grantedInPeriod: number;
  /** Grants of this benefit to anybody that are open or used. */
  taken: number;
  /** The balance of whoever buys; null when it is given. */
  balance: number | null;
  /** Picked from a grant that offers a choice: the promise was made before, so tier, specialty and limit are not asked again. */
  isChosen?: boolean;
}

export type GrantRefusal =
  | 'not-a-member'
  | 'benefit-archived'
  | 'offer-not-begun'
  | 'offer-over'
  | 'permit-missing'
  | 'permit-expired'
  | 'wrong-tier'
  | 'wrong-specialty'
  | 'limit-reached'
  | 'out-of-stock'
  | 'not-for-points'
  | 'points-short';
export type UseRefusal =
  'grant-used' | 'grant-expired' | 'grant-reversed' | 'wrong-member' | 'choose-first' | 'permit-missing' | 'permit-expired';
export type Verdict<R extends string> = { ok: true } | { ok: false; reason: R };

/** Whether a benefit may be given to a member on a day, or the first reason why not. */
export function mayGrant(offer: Offer, who: Candidate, day: string): Verdict<GrantRefusal> {
  const permit = permitProblem(offer, day);
  if (!who.isMember) return no('not-a-member');
  if (offer.isArchived) return no('benefit-archived');
  if (offer.offeredFromOn !== null && day < offer.offeredFromOn) return no('offer-not-begun');
  if (offer.offeredUntilOn !== null && day > offer.offeredUntilOn) return no('offer-over');
  if (permit) return no(permit);
  if (!who.isChosen) {
    if (!isOpenTo(offer, who)) return no('wrong-tier');
    if (offer.specialtyIds.length > 0 && !offer.specialtyIds.some((id) => who.visitedSpecialtyIds.includes(id)))
      return no('wrong-specialty');
    if (offer.limitCount !== null && who.grantedInPeriod >= offer.limitCount) return no('limit-reached');
  }
  if (offer.stock !== null && who.taken >= offer.stock) return no('out-of-stock');
  if (who.balance === null) return { ok: true };
  if (offer.pricePoints === null) return no('not-for-points');
  return who.balance >= offer.pricePoints ? { ok: true } : no('points-short');
}

/** A grant as far as its state is concerned; days in Tehran. */
export interface GrantDays {
  grantedOn: string;
  validUntilOn: string;
  usedOn: string | null;
  reversedOn: string | null;
}

/** Whether a grant may be used on a day by this patient (null: whoever holds it), or why not. */
export function mayUse(
  grant: GrantDays & { patientId: number; isChoice: boolean },
  permit: Permit,
  { day, patientId }: { day: string; patientId: number | null },
): Verdict<UseRefusal> {
  if (patientId !== null && patientId !== grant.patientId) return no('wrong-member');
  const state = grantStateOn(grant, day);
  if (state === 'used') return no('grant-used');
  if (state === 'reversed') return no('grant-reversed');
  if (state === 'expired') return no('grant-expired');
  const problem = permitProblem(permit, day);
  if (problem) return no(problem);
  return grant.isChoice ? no('choose-first') : { ok: true };
}

/** The state of a grant on a day; null before it was given. */
export function grantStateOn({ grantedOn, validUntilOn, usedOn, reversedOn }: GrantDays, day: string): GrantState | null {
  if (grantedOn > day) return null;
  if (reversedOn !== null && reversedOn <= day) return 'reversed';
  if (usedOn !== null && usedOn <= day) return 'used';
  return validUntilOn < day ? 'expired' : 'open';
}

export type GrantBalance = Record<GrantState | 'granted', number>;

/** How many of these grants were given by a day, and what had become of them on it; the four states always add up to `granted`. */
export function grantBalance(grants: readonly GrantDays[], day: string): GrantBalance {
  const balance: GrantBalance = { granted: 0, open: 0, used: 0, expired: 0, reversed: 0 };
  for (const grant of grants) {
    const state = grantStateOn(grant, day);
    if (state === null) continue;
    balance.granted += 1;
    balance[state] += 1;
  }
  return balance;
}

/** Whether a person may take a grant or its use back: the manager always, others only what they did themselves on the same day. */
export function mayReverse(
  grant: { grantedOn: string; grantedBy: number | null; usedOn: string | null; usedBy: number | null },
  who: { id: number; isManager: boolean },
  day: string,
): boolean {
  if (who.isManager) return true;
  return grant.usedOn === null ? grant.grantedBy === who.id && grant.grantedOn === day : grant.usedBy === who.id && grant.usedOn === day;
}

/** Whether a permit is needed on a day and lacking; null when all is well. */
export function permitProblem(
  { isTreatment, permitNumber, permitUntilOn }: Permit,
  day: string,
): 'permit-missing' | 'permit-expired' | null {
  if (!isTreatment) return null;
  if (!permitNumber || permitUntilOn === null) return 'permit-missing';
  return permitUntilOn < day ? 'permit-expired' : null;
}

function isOpenTo({ openTiers, isOpenToVip }: Offer, { tier, isVip }: Candidate): boolean {
  if (openTiers.length === 0 && !isOpenToVip) return true;
  return (tier !== null && openTiers.includes(tier)) || (isOpenToVip && isVip);
}

const no = <R extends string>(reason: R): { ok: false; reason: R } => ({ ok: false, reason });
