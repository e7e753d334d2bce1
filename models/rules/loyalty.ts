/*
 * What kind of club a clinic keeps, and since when. A SINGLE club has members and no tiers at all; a TIERED club gives basic, silver, gold
 * and platinum; a VIP club has a group of VIP members beside everybody else and no tiers. The loyalty programme can also be off:
 * membership, messages and analytics go on, while tiers, points and benefits vanish. Each choice is a dated version; the one in force on a day
 * is the newest that began by then and was not taken back. Nothing is erased, so going back shows what a fresh computation gives.
 */

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
  const inForce = versions
    .filter((version) => version.undoneAt === null && version.effectiveOn <= day)
    .reduce<LoyaltyVersion | null>((latest, version) => (latest === null || isLater(version, latest) ? version : latest), null);
  return inForce ? loyalty(inForce.kind, inForce.isOn) : defaultLoyalty;
}

function loyalty(kind: ClubKind, isOn: boolean): Loyalty {
  return { kind, isOn, hasTiers: isOn && kind === 'tiered', hasVip: isOn && kind !== 'single', hasPoints: isOn };
}

const isLater = (one: LoyaltyVersion, other: LoyaltyVersion): boolean =>
  one.effectiveOn === other.effectiveOn ? one.id > other.id : one.effectiveOn > other.effectiveOn;
