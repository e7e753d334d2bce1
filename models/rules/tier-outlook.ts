/*
 * What lies ahead of a patient on a day, if the rules stay as they are written now.
 * A tier is HELD UNTIL the last day on which the patient still has it without any further visit.
 * A tier can be REACHED with M further visits by day B: any M counted visits, on whatever days from today to B (one visit a day), earn
 * it on the day of the last of them; fewer than M would not earn it today. B is the last day for which that is true: on the day after B a
 * visit that counts today has left the window, or (for M of two and more) the window no longer holds a first visit made today. When fewer
 * than M days are left until B, more visits by a later day are named instead, and in the window of a Jalali year that is running out, the
 * visits of the next year.
 */
import { addDays, daysBetween } from '../persian/jalali.js';
import { isAbove, type Tier, type TierRuleVersion } from './tier-rule.js';
import { graceOpens, leavesGrace, leavesWindow, nextYearStart, windowOpens } from './tier-window.js';
import { creditOn, earnedOnTrack, ruleInForce, tierOnTracks, type Track } from './tiers.js';

/** How a tier can be reached: so many further visits, counted from `fromOn`, by a day (null: no last day). */
export interface Reach {
  rule: TierRuleVersion;
  visits: number;
  fromOn: string;
  byOn: string | null;
}

/** The last day on which a tier is still held without further visits; null when it is held for good. */
export function heldUntil(tracks: readonly Track[], tier: Tier, day: string): string | null {
  const asKnown = tracks.map((track) => upTo(track, day));
  const graces = new Set(asKnown.flatMap((track) => track.versions.map((version) => version.graceMonths)));
  const changes = asKnown.flatMap((track) => changeDays(track, graceOpens(Math.max(0, ...graces), day)));
  const falls = changes.flatMap((change) => [...graces].map((months) => leavesGrace(months, addDays(change, -1))));
  for (const candidate of ordered([...changes, ...falls], day)) {
    if (isAbove(tier, tierOnTracks(asKnown, candidate).tier)) return addDays(candidate, -1);
  }
  return null;
}

/** The last day up to and with `day`, not before `fromOn`, on which the tier was earned on a track; null when on none. */
export function lastEarned(track: Track, tier: Tier, fromOn: string, day: string): string | null {
  const starts = [fromOn, ...changeDays(upTo(track, day), fromOn).filter((change) => change <= day)].sort().reverse();
  let end = day;
  for (const start of starts) {
    if (earnedOnTrack(track, start).tier === tier) return end;
    end = addDays(start, -1);
  }
  return null;
}

/** How a tier above the earned one can be reached on a track, or null when one visit a day can't. */
export function reach(track: Track, tier: Exclude<Tier, 'basic'>, day: string): Reach | null {
  const asKnown = upTo(track, day);
  const now = reachFrom(asKnown, tier, day, asKnown.days.at(-1) === day ? 0 : 1);
  if (now || ruleInForce(track, day)?.windowKind !== 'jalali_year') return now;
  return reachFrom(asKnown, tier, nextYearStart(day), 1);
}

/** Walks the stretches of constant credit; the need grows when a visit leaves, and the walk ends when a visit of today would. */
function reachFrom(track: Track, tier: Exclude<Tier, 'basic'>, fromOn: string, firstDayCounts: 0 | 1): Reach | null {
  const rule = ruleInForce(track, fromOn);
  if (!rule) return null;
  let visits = rule[tier] - creditOn(track, rule, fromOn).total;
  for (const start of ordered(changeDays(track, fromOn, [fromOn]), fromOn)) {
    const need = needOn(track, tier, start, visits > 1 ? fromOn : start);
    if (need <= visits) continue;
    const byOn = addDays(start, -1);
    if (visits > 0 && daysBetween(fromOn, byOn) + firstDayCounts >= visits) return { rule, visits, fromOn, byOn };
    visits = need;
  }
  return Number.isFinite(visits) && visits > 0 ? { rule, visits, fromOn, byOn: null } : null;
}

/** Further visits needed if the last of them is on a day and the first on `firstOn`; infinite when the window has lost that one. */
function needOn(track: Track, tier: Exclude<Tier, 'basic'>, day: string, firstOn: string): number {
  const rule = ruleInForce(track, day);
  if (!rule || windowOpens(rule, day) > firstOn) return Infinity;
  return rule[tier] - creditOn(track, rule, day).total;
}

/** Every day after `day` on which credit or rule can change without further visits. */
function changeDays(track: Track, day: string, alsoLeaving: readonly string[] = []): string[] {
  const days: string[] = [];
  for (const version of track.versions) {
    if (version.effectiveOn > day) days.push(version.effectiveOn);
    for (const visit of [...track.days, ...alsoLeaving, ...track.standing.map((credit) => credit.on)]) {
      const leaves = leavesWindow(version, visit);
      if (leaves !== null && leaves > day) days.push(leaves);
    }
  }
  for (const { on, untilOn } of track.standing) days.push(on, ...(untilOn === null ? [] : [addDays(untilOn, 1)]));
  days.push(...track.days);
  return days.filter((change) => change > day);
}

/** What is known on a day: nothing that is dated later, and yet the rules that are already written for later. */
function upTo(track: Track, day: string): Track {
  return { ...track, days: track.days.filter((visit) => visit <= day), standing: track.standing.filter((credit) => credit.on <= day) };
}

const ordered = (days: readonly string[], after: string): string[] => [...new Set(days)].filter((day) => day > after).sort();
