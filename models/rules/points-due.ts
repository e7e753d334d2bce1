/*
 * What the ledger owes a member by rule, held against what it says. Every visit that stands earns what the rule of its day gives, and membership
 * earns the points of welcome of its first day. When that changes (a visit was corrected, deleted, restored, or taken back with an
 * import), the old entry is reversed and what is due now is earned anew, under the same cause with a number behind it. What a manager
 * reversed by hand, with a reason, stays reversed as long as the visit stays as it was.
 */
import { lastDayOf, visitPoints, type PointRuleVersion } from './point-rule.js';
import type { PointEntry } from './points.js';

export interface VisitThatEarns {
  id: number;
  visitedOn: string;
  serviceId: number | null;
  amountRial: number | null;
}

/** An earning that is due: its cause without a number, its points and its days. */
export interface DueEarning {
  cause: string;
  points: number;
  occurredOn: string;
  expiresOn: string | null;
}

/** The rule of a day; null when nothing is earned on it. */
export type RuleOn = (day: string) => PointRuleVersion | null;

/** What visits and membership earn a member by rule; nothing that would be 0 points. */
export function dueEarnings(
  member: { id: number; memberSinceOn: string | null; visits: readonly VisitThatEarns[] },
  ruleOn: RuleOn,
): DueEarning[] {
  const due = (cause: string, on: string, pointsBy: (rule: PointRuleVersion) => number): DueEarning[] => {
    const rule = ruleOn(on);
    const points = rule ? pointsBy(rule) : 0;
    return rule && points > 0 ? [{ cause, points, occurredOn: on, expiresOn: lastDayOf(rule, on) }] : [];
  };
  const { memberSinceOn } = member;
  return [
    ...(memberSinceOn === null ? [] : due(`welcome:${String(member.id)}`, memberSinceOn, (rule) => rule.welcome)),
    ...member.visits.flatMap((visit) => due(`visit:${String(visit.id)}`, visit.visitedOn, (rule) => visitPoints(rule, visit))),
  ];
}

/** What to reverse and what to earn so that the ledger says what is due; both empty when it does already. */
export function amendments(entries: readonly PointEntry[], due: readonly DueEarning[]): { reverse: PointEntry[]; earn: DueEarning[] } {
  const written = latestByCause(entries);
  const wanted = new Map(due.map((earning) => [earning.cause, earning]));
  const reverse: PointEntry[] = [];
  for (const [cause, { entry, isLive }] of written) {
    if (isLive && FOLLOWS_VISITS.test(cause) && !isSame(entry, wanted.get(cause))) reverse.push(entry);
  }
  const earn = due.flatMap((earning) => {
    const latest = written.get(earning.cause);
    if (latest && isSame(latest.entry, earning) && (latest.isLive || latest.isReversedByHand)) return [];
    return [{ ...earning, cause: latest ? nextCause(latest.entry.cause) : earning.cause }];
  });
  return { reverse, earn };
}

/** The newest entry of every cause, whatever the number behind it, and whether it still stands. */
export function latestByCause(
  entries: readonly PointEntry[],
): Map<string, { entry: PointEntry; isLive: boolean; isReversedByHand: boolean }> {
  const reversals = new Map(entries.flatMap((entry) => (entry.reversesId === null ? [] : [[entry.reversesId, entry] as const])));
  const latest = new Map<string, { entry: PointEntry; isLive: boolean; isReversedByHand: boolean }>();
  for (const entry of entries) {
    if (entry.kind === 'reverse') continue;
    const cause = causeWithoutNumber(entry.cause);
    const before = latest.get(cause);
    if (before && before.entry.id > entry.id) continue;
    const reversal = reversals.get(entry.id);
    latest.set(cause, { entry, isLive: reversal === undefined, isReversedByHand: reversal !== undefined && reversal.note !== null });
  }
  return latest;
}

/** The cause of what comes again after a reversal: `visit:812` → `visit:812:2` → `visit:812:3`. */
export function nextCause(cause: string): string {
  const [kind = '', subject = '', number = '1'] = cause.split(':');
  return `${kind}:${subject}:${String(Number(number) + 1)}`;
}

/** A cause without the number behind it: `visit:812:2` → `visit:812`. */
export function causeWithoutNumber(cause: string): string {
  const number = cause.indexOf(':', cause.indexOf(':') + 1);
  return number === -1 ? cause : cause.slice(0, number);
}

/** Points that paid for a benefit come back with the benefit and not alone, or the member would have both. */
export const isOfBenefit = (cause: string): boolean => cause.startsWith('grant:');

const FOLLOWS_VISITS = /^(visit|welcome):/;

const isSame = (entry: PointEntry, due: DueEarning | undefined): boolean =>
  entry.points === due?.points && entry.occurredOn === due.occurredOn && entry.expiresOn === due.expiresOn;
