import { addDays, toJalali } from '../../models/persian/jalali.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { newcombeInterval, wilsonInterval, type Interval } from '../../models/statistics/intervals.js';
import type { RecommendationScore } from '../../models/statistics/recommendation-score.js';
import { SMALLEST_SHOWN } from '../../models/statistics/small-cells.js';
import type { Dimension } from '../analytics/dimensions.js';
import { schemaOf } from '../analytics/facts.js';
import { readPivot, type Counted, type Pivot, type Place } from '../analytics/pivot.js';
import { dimensionsOf, type AnalyticsDesk, type Reported } from './analytics-frame.js';
import { daysOf, earlier, placeOf, readPeriod, periodOf, shiftPeriod, twelveMonthsTo, type Period, type PeriodKind } from './period.js';
import { scoreOf } from './score-of.js';

/** How many of those who came in a stretch came again within 90 days. */
export interface Returned {
  people: number;
  share: Interval;
}

export interface OverviewReport {
  period: Period;
  before: Period;
  /** The last day that the numbers reach: the period's end, or today while it lasts. */
  until: string;
  isOver: boolean;
  members: { now: number | null; joined: number | null };
  visits: { count: number | null; before: number | null };
  returned: Returned | null;
  /** Share now minus share of the period before. */
  returnedChange: Interval | null;
  satisfaction: RecommendationScore | null;
  satisfactionBefore: RecommendationScore | null;
  tiers: { tier: string; count: number | null }[];
  messages: { fates: { fate: string; count: number | null }[]; total: number | null; delivered: Interval | null };
  /** Visits of the twelve months that end with the period, all and by specialty. */
  months: { month: Period & { kind: 'month' }; count: number | null; bySpecialty: (number | null)[] }[];
  specialties: readonly string[];
  hasVisits: boolean;
}

/** A patient came back when the next visit is at most so many days later. */
const RETURN_DAYS = 90;
const MONTHS = ['year', 'season', 'monthOfSeason'] as const;

/** The clinic at a glance in one period, beside the period before; refuses a period that is not one or has not begun. */
export async function overviewReport(
  desk: AnalyticsDesk,
  asked: { kind: PeriodKind; of: string | undefined },
): Promise<Reported<OverviewReport>> {
  const today = tehranDay(desk.asOf);
  const named = asked.of === undefined ? undefined : readPeriod(asked.kind, asked.of);
  if (named === null) return { ok: false, problems: [{ field: 'of', reason: 'period-unknown' }] };
  if (named && daysOf(named).from > today) return { ok: false, problems: [{ field: 'of', reason: 'period-ahead' }] };

  const dimensions = await dimensionsOf(desk, [...MONTHS, 'specialty', 'tier', 'fate', 'opinion']);
  const { visits, members, messages, answers, beforeMonth } = await readMonths(desk, dimensions, today);
  const years = new Set(dimensions.year.values);
  const hasNotBegun = (when: Period): boolean => beforeMonth !== null && daysOf(when).from >= daysOf(beforeMonth).from;
  const at = (pivot: Pivot, when: Period, place: Place = {}): number | null => {
    if (hasNotBegun(when)) return null;
    return years.has(String(when.year)) ? pivot.count({ ...placeOf(when), ...place }) : 0;
  };

  const period = named ?? usualPeriod(asked.kind, today, (candidate) => at(visits, candidate) !== 0);
  const before = shiftPeriod(period, -1);
  const { to } = daysOf(period);
  const until = [to, today, ...(beforeMonth ? [addDays(daysOf(beforeMonth).from, -1)] : [])].sort()[0] ?? to;
  const [returned, returnedBefore] = await Promise.all([
    returnedOf(desk, { from: daysOf(period).from, to: until }),
    returnedOf(desk, daysOf(before)),
  ]);
  const specialties = dimensions.specialty.values.filter((specialty) => visits.count({ specialty }) !== 0);
  return {
    ok: true,
    report: {
      period,
      before,
      until,
      isOver: to < today,
      members: { now: members.count({}), joined: at(members, period) },
      visits: { count: at(visits, period), before: at(visits, before) },
      returned: returned && { people: returned.of, share: wilsonInterval(returned.count, returned.of) ?? { estimate: 0, low: 0, high: 1 } },
      returnedChange: returned && returnedBefore ? newcombeInterval(returned, returnedBefore) : null,
      satisfaction: scoreOf((opinion) => at(answers, period, { opinion })),
      satisfactionBefore: scoreOf((opinion) => at(answers, before, { opinion })),
      tiers: await tiersOf(desk, dimensions.tier),
      messages: messagesOf(dimensions.fate.values, (place) => at(messages, period, place)),
      months: twelveMonthsTo(period).map((month) => ({
        month,
        count: at(visits, month),
        bySpecialty: specialties.map((specialty) => at(visits, month, { specialty })),
      })),
      specialties,
      hasVisits: visits.count({}) !== 0,
    },
  };
}

/** So many days a month may be left out until enough people have come in it. */
const PATIENCE_DAYS = 10;

interface Months {
  visits: Pivot;
  members: Pivot;
  messages: Pivot;
  answers: Pivot;
  /** The month that was left out, with everything in it. */
  beforeMonth: (Period & { kind: 'month' }) | null;
}

/**
 * What is counted by months. In its first days a month counts few people, and hiding them would hide its neighbours and their totals with them: such a
 * month is left out until it can be shown, ten days at the longest.
 */
async function readMonths(
  desk: AnalyticsDesk,
  dimensions: Record<(typeof MONTHS)[number] | 'specialty' | 'fate' | 'opinion', Dimension>,
  today: string,
): Promise<Months> {
  const time = MONTHS.map((name) => dimensions[name]);
  const read = (counted: Counted, beforeMonth: Months['beforeMonth'], ...more: Dimension[]): Promise<Pivot> =>
    readPivot({
      mirror: desk.mirror,
      clinicId: desk.clinic.id,
      counted,
      dimensions: [...time, ...more],
      asOf: desk.asOf,
      ...(beforeMonth ? { beforeMonth } : {}),
    });
  const readAll = async (beforeMonth: Months['beforeMonth']): Promise<Months> => ({
    visits: await read('visits', beforeMonth, dimensions.specialty),
    members: await read('members', beforeMonth),
    messages: await read('messages', beforeMonth, dimensions.fate),
    answers: await read('answers', beforeMonth, dimensions.opinion),
    beforeMonth,
  });
  const all = await readAll(null);
  const month = periodOf('month', today);
  if (month.kind !== 'month' || toJalali(today).day > PATIENCE_DAYS) return all;
  const place = placeOf(month);
  if (!dimensions.year.values.includes(String(month.year))) return all;
  const isThin =
    [all.visits, all.members, all.messages, all.answers].some((pivot) => pivot.count(place) === null) ||
    dimensions.specialty.values.some((specialty) => all.visits.count({ ...place, specialty }) === null);
  return isThin ? readAll(month) : all;
}

/** The last whole period; the one that lasts when the last whole one is empty and it is not. */
function usualPeriod(kind: PeriodKind, today: string, hasVisits: (period: Period) => boolean): Period {
  const current = periodOf(kind, today);
  const last = shiftPeriod(current, -1);
  return !hasVisits(last) && hasVisits(current) ? current : last;
}

/** Of those who came in the same stretch 90 days earlier, who came again within 90 days; null when the answer would speak of one to four people. */
async function returnedOf(
  { mirror, clinic }: AnalyticsDesk,
  stretch: { from: string; to: string },
): Promise<{ count: number; of: number } | null> {
  const [row] = await mirror.read<{ of: number; count: number }>(
    `SELECT count(*) AS "of", count(*) FILTER (days <= ${String(RETURN_DAYS)}) AS "count" FROM (
       SELECT patient_id, arg_min(coalesce(returned_after_days, 1000000), visited_on) AS days FROM ${schemaOf(clinic.id)}.visits
       WHERE visited_on BETWEEN $from::DATE AND $to::DATE GROUP BY patient_id)`,
    earlier(stretch, RETURN_DAYS),
  );
  const { of = 0, count = 0 } = row ?? {};
  const isSmall = (people: number): boolean => people > 0 && people < SMALLEST_SHOWN;
  return of === 0 || isSmall(of) || isSmall(count) || isSmall(of - count) ? null : { count, of };
}

async function tiersOf(desk: AnalyticsDesk, tier: Parameters<typeof readPivot>[0]['dimensions'][number]): Promise<OverviewReport['tiers']> {
  const pivot = await readPivot({ mirror: desk.mirror, clinicId: desk.clinic.id, counted: 'members', dimensions: [tier], asOf: desk.asOf });
  return tier.values.map((value) => ({ tier: value, count: pivot.count({ tier: value }) }));
}

function messagesOf(values: readonly string[], count: (place: Place) => number | null): OverviewReport['messages'] {
  const fates = values.map((fate) => ({ fate, count: count({ fate }) }));
  const of = (name: string): number | null => fates.find(({ fate }) => fate === name)?.count ?? null;
  const [delivered, lost] = [of('delivered'), of('lost')];
  return {
    fates,
    total: count({}),
    delivered: delivered === null || lost === null ? null : wilsonInterval(delivered, delivered + lost),
  };
}
