/*
 * Why a patient has the tier of a day: the numbers that decided. The rule that gave the tier, the credit in its window, whether the tier
 * is earned today or kept by the grace, until when it holds, and what is missing to the next tier and by when.
 */
import { graceOpens } from './tier-window.js';
import { isAbove, tierAbove, type Tier, type TierRuleVersion } from './tier-rule.js';
import { heldUntil, lastEarned, reach, type Reach } from './tier-outlook.js';
import type { StandingKind } from './standing.js';
import {
  creditOn,
  earnedOnTrack,
  ruleInForce,
  standingByKind,
  tierOnTracks,
  tracksOf,
  versionOn,
  type Credit,
  type TierFacts,
  type Track,
} from './tiers.js';

/** Credit with the kinds of standing in it; visits and kinds make the total. */
export interface ExplainedCredit extends Credit {
  byKind: Record<StandingKind, number>;
}

/** A tier that is no longer earned but kept: earned last on a day, with the credit of that day under the rule of that day. */
export interface Grace {
  earnedOn: string;
  credit: ExplainedCredit;
  rule: TierRuleVersion;
}

export interface TierExplanation {
  on: string;
  tier: Tier;
  /** The rule that gave the tier, as it stands on the day (it may have ended); null when no rule is in force and none is remembered. */
  rule: TierRuleVersion | null;
  /** Credit in the window that ends on the day. */
  credit: ExplainedCredit;
  grace: Grace | null;
  /** The last day on which the tier is held without further visits; null when for good. Basic is always held for good. */
  holdsUntilOn: string | null;
  /** Under grace: what earns the tier again before it is lost. */
  keep: Reach | null;
  next: (Reach & { tier: Exclude<Tier, 'basic'> }) | null;
}

/** Explains the tier of a day with the numbers that decided it, from what is dated up to that day. */
export function explainTier(facts: TierFacts, day: string): TierExplanation {
  const tracks = tracksOf(facts);
  const { tier } = tierOnTracks(tracks, day);
  const track = givingTrack(tracks, tier, day);
  const rule = track ? versionOn(track, day) : null;
  if (!track || !rule) return { on: day, tier, rule: null, credit: NOTHING, grace: null, holdsUntilOn: null, keep: null, next: null };

  const grace = earnedOnTrack(track, day).tier === tier ? null : keptBy(track, rule, tier, day);
  const holdsUntilOn = tier === 'basic' ? null : heldUntil(tracks, tier, day);
  const above = tierAbove(tier);
  return {
    on: day,
    tier,
    rule,
    credit: explainedCredit(track, rule, day),
    grace,
    holdsUntilOn,
    keep: grace && tier !== 'basic' ? inTime(reach(track, tier, day), holdsUntilOn) : null,
    next: above ? nearest(tracks, above, day) : null,
  };
}

const NOTHING: ExplainedCredit = { visits: 0, standing: 0, total: 0, byKind: { hand: 0, referral: 0, year: 0 } };

const explainedCredit = (track: Track, rule: TierRuleVersion, day: string): ExplainedCredit => ({
  ...creditOn(track, rule, day),
  byKind: standingByKind(track, rule, day),
});

/** The track that gave the tier: one that earns it on the day itself goes before one that keeps it by grace. A rule that ended gives no basic. */
function givingTrack(tracks: readonly Track[], tier: Tier, day: string): Track | undefined {
  return (
    tracks.find((track) => earnedOnTrack(track, day).rule !== null && earnedOnTrack(track, day).tier === tier) ??
    tracks.find((track) => tier !== 'basic' && tierOnTracks([track], day).tier === tier)
  );
}

function keptBy(track: Track, rule: TierRuleVersion, tier: Tier, day: string): Grace | null {
  const earnedOn = lastEarned(track, tier, graceOpens(rule.graceMonths, day), day);
  const then = earnedOn === null ? null : ruleInForce(track, earnedOn);
  return earnedOn !== null && then ? { earnedOn, credit: explainedCredit(track, then, earnedOn), rule: then } : null;
}

/** Visits keep a tier only while it is still held. */
function inTime(way: Reach | null, holdsUntilOn: string | null): Reach | null {
  if (!way || holdsUntilOn === null) return way;
  if (way.fromOn > holdsUntilOn) return null;
  return way.byOn === null || way.byOn > holdsUntilOn ? { ...way, byOn: holdsUntilOn } : way;
}

/** Of several specialties the one with the fewest visits missing. */
function nearest(tracks: readonly Track[], tier: Exclude<Tier, 'basic'>, day: string): TierExplanation['next'] {
  let best: Reach | null = null;
  for (const track of tracks) {
    const way = isAbove(tier, earnedOnTrack(track, day).tier) ? reach(track, tier, day) : null;
    if (way && (!best || way.visits < best.visits)) best = way;
  }
  return best && { ...best, tier };
}
