/*
 * The guide to a first tier rule. From how often patients should come it takes the window (some visits must fit into it), from what the club
 * is for it takes the grace and the shares of members for each tier; whatever the manager types goes before these. If the desk can look after
 * only so many platinum members, the share of platinum is no more than that. Then it looks at the credit that the clinic's own members have (the best of
 * the grace) and proposes those three thresholds whose shares lie nearest to the ones asked for: the largest distance of the three is as small
 * as it can be. Where many members have the same credit no threshold can part them; the guide then says how far it is off.
 */
import { MAX_THRESHOLD, type Tier } from './tier-rule.js';

export const GUIDE_RHYTHMS = ['weekly', 'monthly', 'seasonal', 'yearly'] as const;
export type GuideRhythm = (typeof GUIDE_RHYTHMS)[number];
export const GUIDE_AIMS = ['encourage', 'recognise', 'keep'] as const;
export type GuideAim = (typeof GUIDE_AIMS)[number];

export type RisenTier = Exclude<Tier, 'basic'>;
/** Shares of all members in percent. */
export type TierShares = Record<RisenTier, number>;

/** What the manager answered; null where a question was left to the guide. */
export interface GuideAnswers {
  rhythm: GuideRhythm;
  aim: GuideAim;
  /** How many platinum members the desk can look after. */
  mostPlatinum: number | null;
  silver: number | null;
  gold: number | null;
  platinum: number | null;
  windowMonths: number | null;
  graceMonths: number | null;
}

const WINDOW_OF: Record<GuideRhythm, number> = { weekly: 6, monthly: 12, seasonal: 18, yearly: 36 };
const TERMS_OF: Record<GuideAim, { shares: TierShares; graceMonths: number }> = {
  encourage: { shares: { silver: 30, gold: 15, platinum: 5 }, graceMonths: 3 },
  recognise: { shares: { silver: 15, gold: 7, platinum: 3 }, graceMonths: 3 },
  keep: { shares: { silver: 25, gold: 10, platinum: 4 }, graceMonths: 6 },
};

/** How far a share may lie from the one asked for, in points of percent. */
export const WITHIN_POINTS = 2;

/** Window, grace and wanted shares that follow from the answers, in a club of so many members. */
export function guideTerms(answers: GuideAnswers, members: number): { windowMonths: number; graceMonths: number; shares: TierShares } {
  const { shares, graceMonths } = TERMS_OF[answers.aim];
  const platinum = answers.platinum ?? shares.platinum;
  const most = answers.mostPlatinum === null || members === 0 ? 100 : (answers.mostPlatinum / members) * 100;
  return {
    windowMonths: answers.windowMonths ?? WINDOW_OF[answers.rhythm],
    graceMonths: answers.graceMonths ?? graceMonths,
    shares: { silver: answers.silver ?? shares.silver, gold: answers.gold ?? shares.gold, platinum: Math.min(platinum, most) },
  };
}

/** Answers whether the answers make sense together; the three shares leave some members basic. */
export function guideProblem(answers: GuideAnswers): { ok: true } | { ok: false; reason: string; field: 'silver' } {
  const { shares } = guideTerms(answers, 0);
  return shares.silver + shares.gold + shares.platinum > MOST_RISEN ? { ok: false, reason: 'shares-sum', field: 'silver' } : { ok: true };
}

const MOST_RISEN = 95;

export interface GuideProposal extends Record<RisenTier, number> {
  /** The shares that the thresholds give. */
  shares: TierShares;
  /** The largest distance from a share asked for, in points. */
  offBy: number;
  isWithin: boolean;
  /** When it is not within: so many members have this very credit, and no threshold parts them. */
  crowd: { credit: number; members: number } | null;
}

/** The thresholds whose shares lie nearest to the wanted ones; `counts` says how many members have each credit. */
export function proposeThresholds(counts: ReadonlyMap<number, number>, wanted: TierShares): GuideProposal {
  const members = [...counts.values()].reduce((sum, n) => sum + n, 0);
  const highest = Math.max(0, ...counts.keys());
  const last = Math.min(MAX_THRESHOLD, highest + 3);
  const atLeast = sharesFrom(counts, members, last);
  const from = (threshold: number): number => atLeast[threshold] ?? 0;

  const platinum = plan(last, (p) => ({ off: Math.abs(from(p) - wanted.platinum), sum: Math.abs(from(p) - wanted.platinum), then: null }));
  const best = (tier: 'gold' | 'silver', above: readonly (Step | undefined)[]): (Step | undefined)[] =>
    plan(last, (threshold) => {
      let nearest: Step | undefined;
      for (let next = threshold + 1; next <= last; next += 1) {
        const rest = above[next];
        if (!rest) continue;
        const off = Math.abs(from(threshold) - from(next) - wanted[tier]);
        const step = { off: Math.max(off, rest.off), sum: off + rest.sum, then: next };
        if (!nearest || isNearer(step, nearest)) nearest = step;
      }
      return nearest;
    });
  const gold = best('gold', platinum);
  const silver = best('silver', gold);

  let at = 1;
  for (let threshold = 2; threshold <= last; threshold += 1) {
    const [step, known] = [silver[threshold], silver[at]];
    if (step && (!known || isNearer(step, known))) at = threshold;
  }
  const goldAt = silver[at]?.then ?? 2;
  const chosen = { silver: at, gold: goldAt, platinum: gold[goldAt]?.then ?? 3 };
  const shares = {
    silver: from(chosen.silver) - from(chosen.gold),
    gold: from(chosen.gold) - from(chosen.platinum),
    platinum: from(chosen.platinum),
  };
  const offBy = silver[at]?.off ?? 0;
  const isWithin = offBy <= WITHIN_POINTS;
  return { ...chosen, shares, offBy, isWithin, crowd: isWithin ? null : crowdAt(counts, chosen) };
}

interface Step {
  /** The largest distance of this tier and those above. */
  off: number;
  sum: number;
  /** The threshold of the tier above. */
  then: number | null;
}

const isNearer = (one: Step, other: Step): boolean => one.off < other.off || (one.off === other.off && one.sum < other.sum);

const plan = (last: number, step: (threshold: number) => Step | undefined): (Step | undefined)[] =>
  Array.from({ length: last + 1 }, (_, threshold) => (threshold === 0 ? undefined : step(threshold)));

/** For each threshold the share of members who reach it. */
function sharesFrom(counts: ReadonlyMap<number, number>, members: number, last: number): number[] {
  const reach = new Array<number>(last + 1).fill(0);
  for (const [credit, n] of counts)
    for (let threshold = 0; threshold <= Math.min(credit, last); threshold += 1) reach[threshold] = (reach[threshold] ?? 0) + n;
  return reach.map((n) => (members === 0 ? 0 : (n / members) * 100));
}

/** The largest group of members that stands at a threshold or right below it. */
function crowdAt(counts: ReadonlyMap<number, number>, chosen: Record<RisenTier, number>): { credit: number; members: number } | null {
  const credits = [...counts.keys()].sort((a, b) => a - b);
  const near = new Set<number>();
  for (const threshold of [chosen.silver, chosen.gold, chosen.platinum]) {
    const at = credits.find((credit) => credit >= threshold);
    const below = credits.findLast((credit) => credit < threshold);
    for (const credit of [at, below]) if (credit !== undefined) near.add(credit);
  }
  const groups = [...near].map((credit) => ({ credit, members: counts.get(credit) ?? 0 }));
  return groups.sort((a, b) => b.members - a.members || a.credit - b.credit)[0] ?? null;
}
