import type { Dimension } from '../analytics/dimensions.js';
import { readPivot, type Pivot, type Place } from '../analytics/pivot.js';
import {
  chosenFilters,
  dimensionsOf,
  tooManyFilters,
  unknownFilters,
  type AnalyticsDesk,
  type FilterProblem,
  type Reported,
} from './analytics-frame.js';

export interface HourGroup {
  filters: Place;
  total: number | null;
  /** Visits by hour of the shown hours, then those whose hour is unknown; null when a number must not be shown. */
  hours: (number | null)[];
}

export interface HoursReport {
  /** The hours in which the clinic has visits at all, in order. */
  hours: number[];
  /** Visits of the group: one line per hour (the last is the unknown hour), one number per weekday, Saturday first. */
  week: (number | null)[][];
  weekdays: (number | null)[];
  group: HourGroup;
  /** What the group is compared with: a second group, or everybody; null when the group is everybody. */
  than: (HourGroup & { isEverybody: boolean }) | null;
  choices: Record<'specialty' | 'year' | 'sex' | 'age' | 'education' | 'area', readonly string[]>;
}

const GROUP = ['sex', 'age', 'education', 'area'] as const;
const FILTERS = ['specialty', 'year', ...GROUP] as const;
type Asked = Partial<Record<(typeof GROUP)[number], string | undefined>>;

export interface HoursAsked {
  specialty?: string | undefined;
  year?: string | undefined;
  group: Asked;
  than: Asked;
}

/** When in the week a group comes, beside another group or everybody; refuses a filter value that the clinic does not know. */
export async function hoursReport(desk: AnalyticsDesk, asked: HoursAsked): Promise<Reported<HoursReport>> {
  const dimensions = await dimensionsOf(desk, [...FILTERS, 'hour', 'weekday']);
  const everywhere = chosenFilters({ specialty: asked.specialty, year: asked.year });
  const group = { ...everywhere, ...chosenFilters(asked.group) };
  const second = chosenFilters(asked.than);
  const used = FILTERS.filter((name) => group[name] !== undefined || second[name] !== undefined).map((name) => dimensions[name]);
  const cube = [dimensions.hour, dimensions.weekday, ...used];
  const problems: FilterProblem[] = [
    ...unknownFilters(group, dimensions),
    ...unknownFilters(second, dimensions, (name) => `than${name.charAt(0).toUpperCase()}${name.slice(1)}`),
  ];
  problems.push(...(problems.length === 0 ? tooManyFilters(cube, 'area') : []));
  if (problems.length > 0) return { ok: false, problems };

  const pivot = await readPivot({ mirror: desk.mirror, clinicId: desk.clinic.id, counted: 'visits', dimensions: cube, asOf: desk.asOf });
  const hours = hoursInUse(pivot, dimensions.hour);
  const isEverybody = Object.keys(second).length === 0;
  const isGroup = GROUP.some((name) => group[name] !== undefined);
  return {
    ok: true,
    report: {
      hours,
      week: [...hours.map(String), 'unknown'].map((hour) =>
        dimensions.weekday.values.map((weekday) => pivot.count({ ...group, hour, weekday })),
      ),
      weekdays: dimensions.weekday.values.map((weekday) => pivot.count({ ...group, weekday })),
      group: groupOf(pivot, hours, group),
      than: isGroup || !isEverybody ? { ...groupOf(pivot, hours, { ...everywhere, ...second }), isEverybody } : null,
      choices: Object.fromEntries(FILTERS.map((name) => [name, dimensions[name].values])) as HoursReport['choices'],
    },
  };
}

const groupOf = (pivot: Pivot, hours: readonly number[], filters: Place): HourGroup => ({
  filters,
  total: pivot.count(filters),
  hours: [...hours.map(String), 'unknown'].map((hour) => pivot.count({ ...filters, hour })),
});

/** From the first to the last hour in which anybody ever came. */
function hoursInUse(pivot: Pivot, hour: Dimension): number[] {
  const used = hour.values.filter((value) => value !== 'unknown' && pivot.count({ hour: value }) !== 0).map(Number);
  if (used.length === 0) return [];
  const first = Math.min(...used);
  return Array.from({ length: Math.max(...used) - first + 1 }, (_, i) => first + i);
}
