import { chiSquareTest } from '../../models/statistics/chi-square.js';
import type { Interval } from '../../models/statistics/intervals.js';
import { seasonalIndex } from '../../models/statistics/seasonal-index.js';
import type { Dimension } from '../analytics/dimensions.js';
import { readPivot, type Pivot, type Place } from '../analytics/pivot.js';
import { chosenFilters, dimensionsOf, tooManyFilters, unknownFilters, type AnalyticsDesk, type Reported } from './analytics-frame.js';

export interface SeasonCell {
  /** Visits of the group for this illness in this season; null when it must not be shown. */
  count: number | null;
  /** Their share of the group's visits of the season. */
  share: number | null;
  /** How many times the whole year's level, with its interval. */
  index: Interval | null;
  /** Log of the p value that this season differs from the rest of the year; null when a number is hidden or fewer than five are expected. */
  logP: number | null;
}

export interface SeasonRow {
  value: string;
  count: number | null;
  share: number | null;
  /** Share among everybody else's visits, and how certain the difference is; only when a group was asked for. */
  others: { share: number; logP: number } | null;
  seasons: SeasonCell[];
}

export interface SeasonsReport {
  level: 'illness' | 'chapter';
  filters: Place;
  /** Whether the filters name a group of people, so that there are others to compare with. */
  isGroup: boolean;
  rows: SeasonRow[];
  /** All visits of the group by season, and altogether. */
  seasons: (number | null)[];
  total: number | null;
  /** The choices of every filter. */
  choices: Record<'specialty' | 'year' | 'sex' | 'age' | 'education' | 'area', readonly string[]>;
  focus: { value: string; seasons: SeasonCell[]; everybody: SeasonCell[] } | null;
}

const FILTERS = ['specialty', 'year', 'sex', 'age', 'education', 'area'] as const;
const GROUP = ['sex', 'age', 'education', 'area'] as const;
const SEASONS = ['0', '1', '2', '3'] as const;

export type SeasonsAsked = Partial<Record<(typeof FILTERS)[number], string | undefined>> & {
  level: 'illness' | 'chapter';
  focus?: string | undefined;
};

/** Which illnesses come in which season, for everybody or for a group; refuses a filter value that the clinic does not know. */
export async function seasonsReport(desk: AnalyticsDesk, { level, focus, ...asked }: SeasonsAsked): Promise<Reported<SeasonsReport>> {
  const dimensions = await dimensionsOf(desk, [...FILTERS, 'season', 'illness', 'chapter']);
  const filters = chosenFilters(asked);
  const illness = dimensions[level];
  const used = [illness, dimensions.season, ...FILTERS.filter((name) => filters[name] !== undefined).map((name) => dimensions[name])];
  const problems = [
    ...unknownFilters(filters, dimensions),
    ...(focus !== undefined && !illness.values.includes(focus) ? [{ field: 'focus', reason: 'filter-unknown' }] : []),
  ];
  problems.push(...(problems.length === 0 ? tooManyFilters(used, 'area') : []));
  if (problems.length > 0) return { ok: false, problems };
  const pivot = await readPivot({ mirror: desk.mirror, clinicId: desk.clinic.id, counted: 'visits', dimensions: used, asOf: desk.asOf });
  return { ok: true, report: reportOf(pivot, { level, focus, filters, illness, dimensions }) };
}

function reportOf(
  pivot: Pivot,
  asked: {
    level: SeasonsReport['level'];
    focus: string | undefined;
    filters: Place;
    illness: Dimension;
    dimensions: Record<(typeof FILTERS)[number], Dimension>;
  },
): SeasonsReport {
  const { level, filters, illness, dimensions } = asked;
  const isGroup = GROUP.some((name) => filters[name] !== undefined);
  const wider: Place = chosenFilters({ specialty: filters.specialty, year: filters.year });
  const rows = illness.values
    .map((value) => rowOf(pivot, level, value, filters, isGroup ? wider : null))
    .filter((row) => row.count !== 0)
    .toSorted((a, b) => rank(b) - rank(a));
  const focus = asked.focus ?? strongest(rows) ?? rows.find(({ value }) => !isLeftover(value))?.value ?? null;
  return {
    level,
    filters,
    isGroup,
    rows,
    seasons: SEASONS.map((season) => pivot.count({ ...filters, season })),
    total: pivot.count(filters),
    choices: Object.fromEntries(FILTERS.map((name) => [name, dimensions[name].values])) as SeasonsReport['choices'],
    focus:
      focus === null
        ? null
        : { value: focus, seasons: cellsOf(pivot, level, focus, filters), everybody: cellsOf(pivot, level, focus, wider) },
  };
}

const isLeftover = (value: string): boolean => value === 'rest' || value === 'unknown';
/** The most frequent first; what is left over and what is hidden come last. */
const rank = (row: SeasonRow): number => (isLeftover(row.value) ? -2 : (row.count ?? -1));

function rowOf(pivot: Pivot, level: 'illness' | 'chapter', value: string, filters: Place, wider: Place | null): SeasonRow {
  const count = pivot.count({ ...filters, [level]: value });
  const total = pivot.count(filters);
  const seasons = cellsOf(pivot, level, value, filters);
  return {
    value,
    count,
    share: ratio(count, total),
    others: wider && othersOf(count, total, pivot.count({ ...wider, [level]: value }), pivot.count(wider)),
    seasons,
  };
}

function cellsOf(pivot: Pivot, level: 'illness' | 'chapter', value: string, filters: Place): SeasonCell[] {
  const ofYear = pivot.count({ ...filters, [level]: value });
  const visitsOfYear = pivot.count(filters);
  return SEASONS.map((season) => {
    const count = pivot.count({ ...filters, season, [level]: value });
    const visits = pivot.count({ ...filters, season });
    const share = ratio(count, visits);
    if (count === null || visits === null || ofYear === null || visitsOfYear === null) return { count, share, index: null, logP: null };
    const index = seasonalIndex([count, ofYear - count], [visits, visitsOfYear - visits])[0] ?? null;
    const rest = { count: ofYear - count, visits: visitsOfYear - visits };
    return { count, share, index, logP: logOfDifference(count, visits, rest.count, rest.visits) };
  });
}

function othersOf(count: number | null, total: number | null, everyCount: number | null, everyTotal: number | null): SeasonRow['others'] {
  if (count === null || total === null || everyCount === null || everyTotal === null || everyTotal === total) return null;
  const others = { count: everyCount - count, total: everyTotal - total };
  const logP = logOfDifference(count, total, others.count, others.total);
  return logP === null ? null : { share: others.count / others.total, logP };
}

/** Log of the p value that two shares differ; null where the chi-square test asks for more visits. */
function logOfDifference(count: number, of: number, otherCount: number, otherOf: number): number | null {
  const test = chiSquareTest([
    [count, of - count],
    [otherCount, otherOf - otherCount],
  ]);
  return test && test.smallestExpected >= 5 ? test.logP : null;
}

/** The illness that leans on a season most surely. */
function strongest(rows: readonly SeasonRow[]): string | null {
  const leaning = rows
    .filter((row) => !isLeftover(row.value))
    .map((row) => ({ value: row.value, logP: Math.min(...row.seasons.map(surely)) }));
  const best = leaning.toSorted((a, b) => a.logP - b.logP)[0];
  return best && best.logP < 0 ? best.value : null;
}

/** Only a season above the year's level counts. */
const surely = ({ index, logP }: SeasonCell): number => (index !== null && index.low > 1 && logP !== null ? logP : 0);

const ratio = (count: number | null, of: number | null): number | null => (count === null || of === null || of === 0 ? null : count / of);
