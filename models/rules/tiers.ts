/*
 * Tiers. On any day, the tier that a patient has EARNED is the highest one whose threshold is at most the credit in the window that ends
 * on that day, under the rule version in force on that day. Credit is counted visits plus standing. With a grace of G months the tier
 * that a patient HAS on a day is the best earned tier on any day from G months before up to that day: a rise is immediate, a fall comes
 * only after the grace. Nothing else matters (no memory of what was shown before), so every past date can be worked out again and
 * gives the same answer. With rules for several specialties beside the clinic's the best of them counts, and it names the one that gave it.
 * A visit of another specialty never counts toward a specialty's rule; of standing, only what was given for another specialty does not.
 */
import { countedDays, countedVisits, type AttendedVisit } from './counting.js';
import { standingWorth, STANDING_KINDS, type StandingCredit, type StandingKind } from './standing.js';
import { isAbove, tierForCredit, type Tier, type TierRuleVersion } from './tier-rule.js';
import { graceOpens, windowOpens } from './tier-window.js';

/** Everything that the tier of one patient depends on, beside the day. */
export interface TierFacts {
  visits: readonly AttendedVisit[];
  standing: readonly StandingCredit[];
  rules: readonly TierRuleVersion[];
}

/** The facts of one rule's specialty, or of the whole clinic, put in order for many questions. */
export interface Track {
  specialtyId: number | null;
  /** Newest first. */
  versions: readonly TierRuleVersion[];
  /** Days of counted visits, oldest first. */
  days: readonly string[];
  standing: readonly StandingCredit[];
}

/** Credit on a day: counted visits in the window and standing. */
export interface Credit {
  visits: number;
  standing: number;
  total: number;
}

/** A tier and the rule version that gave it; basic names the first rule in force, null when there is none. */
export interface TierAnswer {
  tier: Tier;
  rule: TierRuleVersion | null;
}

/** The facts of a patient, one track for the clinic and for each specialty that has a rule. Work it out once, ask it many days. */
export function tracksOf(facts: TierFacts): Track[] {
  const counted = countedVisits(facts.visits);
  return rulesByTrack(facts.rules).map(({ specialtyId, versions }) => ({
    specialtyId,
    versions,
    days: countedDays(counted, specialtyId),
    standing:
      specialtyId === null
        ? facts.standing
        : facts.standing.filter((credit) => credit.specialtyId === null || credit.specialtyId === specialtyId),
  }));
}

/** The same patient's tracks under other rules; only rules of specialties that are among the tracks. */
export function tracksUnder(tracks: readonly Track[], rules: readonly TierRuleVersion[]): Track[] {
  return rulesByTrack(rules).map(({ specialtyId, versions }) => {
    const { days = [], standing = [] } = tracks.find((track) => track.specialtyId === specialtyId) ?? {};
    return { specialtyId, versions, days, standing };
  });
}

/** The rule version of a track in force on a day, or null before the first one and after the rule ended. */
export function ruleInForce(track: Pick<Track, 'versions'>, day: string): TierRuleVersion | null {
  const version = versionOn(track, day);
  return version?.isEnded ? null : version;
}

/** The version that speaks for a day, be it the one that ends the rule; null before the first one. */
export function versionOn(track: Pick<Track, 'versions'>, day: string): TierRuleVersion | null {
  return track.versions.find((version) => version.effectiveOn <= day) ?? null;
}

/** The credit of a track in the window that ends on a day. */
export function creditOn(track: Track, rule: TierRuleVersion, day: string): Credit {
  const opens = windowOpens(rule, day);
  const visits = firstAfter(track.days, day) - firstAtOrAfter(track.days, opens);
  let standing = 0;
  for (const credit of track.standing) if (counts(credit, opens, day)) standing += standingWorth(credit, rule);
  return { visits, standing, total: visits + standing };
}

/** The standing in the credit of a day, by its kinds. */
export function standingByKind(track: Track, rule: TierRuleVersion, day: string): Record<StandingKind, number> {
  const opens = windowOpens(rule, day);
  const sumOf = (kind: StandingKind): number =>
    track.standing.reduce(
      (sum, credit) => (credit.kind === kind && counts(credit, opens, day) ? sum + standingWorth(credit, rule) : sum),
      0,
    );
  return Object.fromEntries(STANDING_KINDS.map((kind) => [kind, sumOf(kind)])) as Record<StandingKind, number>;
}

const counts = ({ on, untilOn }: StandingCredit, opens: string, day: string): boolean =>
  on <= day && (untilOn === null ? on >= opens : day <= untilOn);

/** The tier earned on a day, without grace. */
export function earnedTier(facts: TierFacts, day: string): TierAnswer {
  return bestOf(tracksOf(facts).map((track) => earnedOnTrack(track, day)));
}

/** The tier that the patient has on a day: the best earned on any day of the grace that ends on it. */
export function tierOn(facts: TierFacts, day: string): TierAnswer {
  return tierOnTracks(tracksOf(facts), day);
}

/** The same for facts that are already in order. */
export function tierOnTracks(tracks: readonly Track[], day: string): TierAnswer {
  return bestOf(tracks.map((track) => tierOnTrack(track, day)));
}

/** What a member's row keeps of a day: the tier, the rule that gave it, and the credit under that rule. */
export function standingOn(facts: TierFacts, day: string): TierAnswer & { credit: number } {
  const tracks = tracksOf(facts);
  const answer = tierOnTracks(tracks, day);
  const track = tracks.find((candidate) => candidate.specialtyId === (answer.rule?.specialtyId ?? null)) ?? tracks[0];
  const rule = track ? ruleInForce(track, day) : null;
  return { ...answer, credit: track && rule ? creditOn(track, rule, day).total : 0 };
}

/** The best credit under a rule on any day of its grace: what it would have given to this patient if it had always been in force. */
export function peakCredit(track: Track, rule: TierRuleVersion, day: string): number {
  const from = graceOpens(rule.graceMonths, day);
  const days = [day, from, ...track.days, ...track.standing.map((credit) => credit.on)].filter((d) => d >= from && d <= day);
  return Math.max(...new Set(days.map((d) => creditOn(track, rule, d).total)));
}

/** The first day whose visits can matter to the tier of a day; visits before it need not be read. */
export function visitsMatterFrom(rules: readonly TierRuleVersion[], day: string): string {
  const needed = tracksOf({ visits: [], standing: [], rules }).flatMap(({ versions }) => {
    const last = versionOn({ versions }, day);
    if (!last) return [];
    const from = graceOpens(last.graceMonths, day);
    const oldest = versionOn({ versions }, from);
    return versions
      .filter((version) => version === oldest || (version.effectiveOn > from && version.effectiveOn <= day))
      .filter((version) => !version.isEnded)
      .map((version) => windowOpens(version, from));
  });
  return needed.sort()[0] ?? day;
}

/** The tier earned on a day by one track. */
export function earnedOnTrack(track: Track, day: string): TierAnswer {
  const rule = ruleInForce(track, day);
  if (!rule) return { tier: 'basic', rule: null };
  return { tier: tierForCredit(rule, creditOn(track, rule, day).total), rule };
}

/** Credit can only rise on the day of a visit, of a standing credit or of a new rule, so the best day is one of those or the first. */
function tierOnTrack(track: Track, day: string): TierAnswer {
  const last = versionOn(track, day);
  if (!last) return { tier: 'basic', rule: null };
  let best = earnedOnTrack(track, day);
  if (last.graceMonths === 0 || !isAbove(attainable(track), best.tier)) return best;
  const from = graceOpens(last.graceMonths, day);
  best = better(best, earnedOnTrack(track, from));
  for (let i = firstAfter(track.days, from); i < track.days.length; i += 1) {
    const visit = track.days[i] ?? day;
    if (visit >= day) break;
    best = better(best, earnedOnTrack(track, visit));
  }
  for (const { effectiveOn } of track.versions)
    if (effectiveOn > from && effectiveOn < day) best = better(best, earnedOnTrack(track, effectiveOn));
  for (const { on } of track.standing) if (on > from && on < day) best = better(best, earnedOnTrack(track, on));
  return best;
}

/** A tier that no day can exceed: what all visits and all standing together would reach under the kindest version. */
function attainable(track: Track): Tier {
  let highest: Tier = 'basic';
  for (const version of track.versions) {
    let most = track.days.length;
    for (const credit of track.standing) most += standingWorth(credit, version);
    const tier = tierForCredit(version, most);
    if (isAbove(tier, highest)) highest = tier;
  }
  return highest;
}

const better = (a: TierAnswer, b: TierAnswer): TierAnswer => (isAbove(b.tier, a.tier) ? b : a);
const bestOf = (answers: readonly TierAnswer[]): TierAnswer =>
  answers.reduce(better, { tier: 'basic', rule: answers.find((answer) => answer.rule)?.rule ?? null });

// A review asks with one list of rules a hundred thousand times: its order is worked out once.
const known = new WeakMap<readonly TierRuleVersion[], Pick<Track, 'specialtyId' | 'versions'>[]>();

function rulesByTrack(rules: readonly TierRuleVersion[]): Pick<Track, 'specialtyId' | 'versions'>[] {
  const before = known.get(rules);
  if (before) return before;
  const keys = [...new Set(rules.map((rule) => rule.specialtyId))].sort((a, b) => (a ?? -1) - (b ?? -1));
  const tracks = keys.map((specialtyId) => ({
    specialtyId,
    versions: newestFirst(rules.filter((rule) => rule.specialtyId === specialtyId)),
  }));
  known.set(rules, tracks);
  return tracks;
}

function newestFirst(versions: readonly TierRuleVersion[]): TierRuleVersion[] {
  return [...versions].sort((a, b) => (a.effectiveOn === b.effectiveOn ? b.id - a.id : a.effectiveOn < b.effectiveOn ? 1 : -1));
}

/** Index of the first day that is not before a day. */
function firstAtOrAfter(days: readonly string[], day: string): number {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle] ?? '') < day) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the first day that is after a day. */
function firstAfter(days: readonly string[], day: string): number {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle] ?? '') <= day) low = middle + 1;
    else high = middle;
  }
  return low;
}
