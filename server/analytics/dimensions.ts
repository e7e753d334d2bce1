/*
 * What facts can be grouped by. A dimension has a closed list of values, the same on every page of a clinic, so that pages cannot be subtracted
 * from one another: rare values of a long list are counted together as «rest», and what nobody wrote down as «unknown».
 */
import { AGE_BANDS } from '../../models/rules/age-bands.js';
import { ICD10_CHAPTERS } from '../../models/rules/icd10.js';
import { EDUCATIONS, SEXES, SOURCES } from '../../models/rules/patient-facts.js';
import { TIERS } from '../../models/rules/tier-rule.js';
import { schemaOf, UNKNOWN } from './facts.js';
import type { Mirror } from './mirror.js';

export const REST = 'rest';
const LONGEST_LIST = 24;

interface Source {
  /** The column as text; facts about patients say how it reads from their table, when they have it. */
  visits: string;
  patients?: string;
  /** Values that always exist, in the order they are shown. */
  fixed?: readonly string[];
  /** Whether values beyond the fixed ones are found in the facts (of visits or of patients). */
  found?: 'visits' | 'patients';
  most?: number;
  hasUnknown: boolean;
}

const upTo = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
const same = (column: string): Pick<Source, 'visits' | 'patients'> => ({ visits: column, patients: column });
const ageSql = `CASE
  WHEN birth_year IS NULL THEN '${UNKNOWN}'
  ${AGE_BANDS.toReversed()
    .map(
      ({ key, from }) =>
        `WHEN $year - birth_year - CASE WHEN $day >= least(birth_day, $lastDay) THEN 0 ELSE 1 END >= ${String(from)} THEN '${key}'`,
    )
    .join('\n  ')}
  ELSE '${UNKNOWN}' END`;

const SOURCES_OF = {
  specialty: { visits: 'specialty', found: 'visits', hasUnknown: false },
  illness: { visits: 'illness', found: 'visits', most: 20, hasUnknown: true },
  chapter: { visits: 'chapter', fixed: [...ICD10_CHAPTERS.map(({ key }) => key), 'own'], hasUnknown: true },
  year: { visits: 'year', patients: 'member_year', found: 'visits', hasUnknown: false },
  season: { visits: 'season', fixed: upTo(0, 3), hasUnknown: false },
  monthOfSeason: { visits: '(month - 1) % 3', fixed: upTo(0, 2), hasUnknown: false },
  weekday: { visits: 'weekday', fixed: upTo(0, 6), hasUnknown: false },
  hour: { visits: 'hour', fixed: upTo(0, 23), hasUnknown: true },
  sex: { ...same('sex'), fixed: SEXES, hasUnknown: true },
  age: { visits: 'age_band', patients: ageSql, fixed: AGE_BANDS.map(({ key }) => key), hasUnknown: true },
  education: { ...same('education'), fixed: EDUCATIONS, found: 'patients', hasUnknown: true },
  area: { ...same('area'), found: 'patients', hasUnknown: true },
  tier: { ...same('tier'), fixed: TIERS, hasUnknown: false },
  source: { ...same('source'), fixed: SOURCES, found: 'patients', hasUnknown: true },
} as const satisfies Record<string, Source>;

export type DimensionName = keyof typeof SOURCES_OF;
/** What a patient is, as far as dashboards group by it. */
export const PERSON_DIMENSIONS = ['age', 'sex', 'education', 'area', 'tier', 'source'] as const satisfies DimensionName[];

/** A dimension with the values it has in one clinic. */
export interface Dimension {
  name: DimensionName;
  values: readonly string[];
  sql: { visits: string; patients: string | null };
  /** True when rare values are counted as «rest». */
  isCut: boolean;
}

/** The dimension as this clinic's facts have it. */
export async function dimensionOf(mirror: Mirror, clinicId: number, name: DimensionName): Promise<Dimension> {
  const source: Source = SOURCES_OF[name];
  const fixed = source.fixed ?? [];
  const found = source.found ? await foundValues(mirror, clinicId, source, source.found) : [];
  const extra = found.filter((value) => value !== UNKNOWN && !fixed.includes(value));
  const kept = extra.slice(0, source.most ?? LONGEST_LIST);
  const isCut = kept.length < extra.length;
  const values = [
    ...fixed,
    ...(name === 'year' ? kept.toSorted() : kept),
    ...(isCut ? [REST] : []),
    ...(source.hasUnknown ? [UNKNOWN] : []),
  ];
  return { name, values, isCut, sql: { visits: source.visits, patients: source.patients ?? null } };
}

async function foundValues(mirror: Mirror, clinicId: number, source: Source, table: 'visits' | 'patients'): Promise<string[]> {
  const rows = await mirror.read<{ value: string | null }>(
    `SELECT (${source[table] ?? ''})::VARCHAR AS value FROM ${schemaOf(clinicId)}.${table} GROUP BY ALL ORDER BY count(*) DESC, value`,
  );
  return rows.flatMap(({ value }) => (value === null ? [] : [value]));
}
