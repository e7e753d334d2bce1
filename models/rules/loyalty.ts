/*
 * What kind of club a clinic keeps, and since when. A SINGLE club has members and no tiers at all; a TIERED club gives basic, silver, gold
 * and platinum; a VIP club has a group of VIP members beside everybody else and no tiers. The loyalty programme can also be off:
 * membership, messages and analytics go on, while tiers, points and benefits vanish. Each choice is a dated version; the one in force on a day
 * is the newest that began by then and was not taken back. Nothing is erased, so going back shows what a fresh computation gives.
 */

import { addJalaliMonths } from '../persian/jalali.js';
import { FROM_THE_BEGINNING } from './tier-rule.js';

export const CLUB_KINDS = ['single', 'tiered', 'vip'] as const;
export type ClubKind = (typeof CLUB_KINDS)[number];

/** One dated choice of the manager; `undoneAt` is when it was taken back. */
export interface LoyaltyVersion {
  id: number;
  effectiveOn: string;
  kind: ClubKind;
  isOn: boolean;
  undoneAt: Date | null;
}

/** What the club offers on a day: pages, texts and exports ask these questions and nothing else. */
export interface Loyalty {
  kind: ClubKind;
  isOn: boolean;
  /** Basic, silver, gold and platinum are shown. */
  hasTiers: boolean;
  /** Members can be VIP. */
  hasVip: boolean;
  /** Points and benefits are given and shown. */
  hasPoints: boolean;
}

/** What a club may offer or not: pages and entries of the navigation that stand on one of these vanish without it. */
export type Offer = 'hasTiers' | 'hasVip' | 'hasPoints';

/** A clinic that never chose keeps a tiered club that is on. */
export const defaultLoyalty: Loyalty = loyalty('tiered', true);

/** What the club offers on a day, given every version in any order. */
export function loyaltyOn(versions: readonly LoyaltyVersion[], day: string): Loyalty {
  const inForce = lastChoice(versions.filter((version) => version.effectiveOn <= day));
  return inForce ? loyalty(inForce.kind, inForce.isOn) : defaultLoyalty;
}

export interface ClubWish {
  effectiveOn: string;
  kind: ClubKind;
  isOn: boolean;
}

export type ClubVerdict = { ok: true; isNew: boolean } | { ok: false; reason: string; field: 'effectiveOn' };

/** How far ahead a choice may begin, in Jalali months. */
export const CHOICE_MONTHS_AHEAD = 24;

/**
 * Answers whether the manager may choose this, and whether it is anything new. A choice begins today or within 24 months, and after every choice that
 * stands; the first one of a clinic that has just opened may be for all its past. What is in force on that day anyway is nothing new.
 */
export function choiceVerdict(
  versions: readonly LoyaltyVersion[],
  wish: ClubWish,
  { today, hasJustOpened }: { today: string; hasJustOpened: boolean },
): ClubVerdict {
  const no = (reason: string): ClubVerdict => ({ ok: false, reason, field: 'effectiveOn' });
  const last = lastChoice(versions);
  const isForAllPast = wish.effectiveOn === FROM_THE_BEGINNING && last === null && hasJustOpened;
  if (wish.effectiveOn < today && last?.effectiveOn === wish.effectiveOn && isSame(last, wish)) return { ok: true, isNew: false };
  if (wish.effectiveOn < today && !isForAllPast) return no('begins-in-past');
  if (wish.effectiveOn > addJalaliMonths(today, CHOICE_MONTHS_AHEAD)) return no('begins-too-late');
  if (isSame(loyaltyOn(versions, wish.effectiveOn), wish)) return { ok: true, isNew: false };
  if (last && last.effectiveOn >= wish.effectiveOn) return no('choice-stands');
  return { ok: true, isNew: true };
}

/** The choice that can be taken back: the one that begins last of those that stand; null when there is none. */
export function lastChoice(versions: readonly LoyaltyVersion[]): LoyaltyVersion | null {
  const standing = versions.filter((version) => version.undoneAt === null);
  return standing.reduce<LoyaltyVersion | null>(
    (latest, version) => (latest === null || isLater(version, latest) ? version : latest),
    null,
  );
}

const isSame = (one: Pick<ClubWish, 'kind' | 'isOn'>, other: Pick<ClubWish, 'kind' | 'isOn'>): boolean =>
  one.kind === other.kind && one.isOn === other.isOn;

function loyalty(kind: ClubKind, isOn: boolean): Loyalty {
  return { kind, isOn, hasTiers: isOn && kind === 'tiered', hasVip: isOn && kind !== 'single', hasPoints: isOn };
}

const isLater = (one: LoyaltyVersion, other: LoyaltyVersion): boolean =>
  one.effectiveOn === other.effectiveOn ? one.id > other.id : one.effectiveOn > other.effectiveOn;
