/*
 * What facts can be grouped by. A dimension has a closed list of values, the same on every page of a clinic, so that pages cannot be subtracted
 * from one another: rare values of a long list are counted together as «rest», and what nobody wrote down as «unknown».
 */
import { AGE_BANDS } from '../../models/rules/age-bands.js';
import { ICD10_CHAPTERS } from '../../models/rules/icd10.js';
import { EDUCATIONS, SEXES, SOURCES } from '../../models/rules/patient-facts.js';
import { RETURN_WITHIN_DAYS } from '../../models/rules/returning.js';
import { OPINIONS, SURVEY_REASONS } from '../../models/rules/surveys.js';
import { TIERS } from '../../models/rules/tier-rule.js';
import { schemaOf, UNKNOWN, type FactTable } from './facts.js';
import type { Mirror } from './mirror.js';

export const REST = 'rest';

interface Definition {
  /** How the value reads in the facts. */
  sql: string;
  /** Values that always exist, in the order they are shown. */
  fixed?: readonly string[];
  /** Facts in which further values are found, the most frequent first. */
  found?: readonly FactTable[];
  /** How many found values are kept apart. */
  most?: number;
  hasUnknown?: boolean;
}

const upTo = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, i) => String(from + i));

const DEFINITIONS = {
  specialty: { sql: 'specialty', found: ['visits'], most: 12 },
  illness: { sql: 'illness', found: ['visits'], most: 20, hasUnknown: true },
  chapter: { sql: 'chapter', fixed: [...ICD10_CHAPTERS.map(({ key }) => key), 'own'], hasUnknown: true },
  year: { sql: 'year', found: ['visits', 'patients', 'messages', 'answers'], most: 60 },
  season: { sql: '(month - 1) // 3', fixed: upTo(0, 3) },
  monthOfSeason: { sql: '(month - 1) % 3', fixed: upTo(0, 2) },
  weekday: { sql: 'weekday', fixed: upTo(0, 6) },
  hour: { sql: 'hour', fixed: upTo(0, 23), hasUnknown: true },
  sex: { sql: 'sex', fixed: SEXES, hasUnknown: true },
  age: { sql: 'age_band', fixed: AGE_BANDS.map(({ key }) => key), hasUnknown: true },
  education: { sql: 'education', fixed: EDUCATIONS, found: ['patients'], most: 6, hasUnknown: true },
  area: { sql: 'area', found: ['patients'], most: 24, hasUnknown: true },
  tier: { sql: 'tier', fixed: TIERS },
  source: { sql: 'source', fixed: SOURCES, found: ['patients'], most: 12, hasUnknown: true },
  fate: {
    sql: `CASE WHEN state = 'delivered' THEN 'delivered' WHEN state IN ('undelivered', 'blocked', 'failed') THEN 'lost'
      WHEN state IN ('cancelled', 'expired') THEN 'stopped' ELSE 'underway' END`,
    fixed: ['delivered', 'lost', 'stopped', 'underway'],
  },
  opinion: {
    sql: `CASE WHEN recommendation >= 9 THEN 'promoter' WHEN recommendation >= 7 THEN 'passive' ELSE 'detractor' END`,
    fixed: OPINIONS,
  },
  // Counted within one opinion only: a mark beside all others would give its opinion's other marks away.
  mark: { sql: 'recommendation', fixed: upTo(0, 10) },
  // Of patients with their first visit: whether the time in which they may return is over, and whether they did.
  window: {
    sql: `CASE WHEN first_on IS NULL THEN 'none' WHEN first_on > $followedUntil::DATE THEN 'open' ELSE 'complete' END`,
    fixed: ['complete', 'open', 'none'],
  },
  returned: { sql: `CASE WHEN returned_after_days <= ${String(RETURN_WITHIN_DAYS)} THEN 'yes' ELSE 'no' END`, fixed: ['yes', 'no'] },
  reason: { sql: `unnest(string_split(reasons, '|'))`, fixed: SURVEY_REASONS },
} as const satisfies Record<string, Definition>;

export type DimensionName = keyof typeof DEFINITIONS;
/** What a patient is, as far as dashboards group by it. */
export const PERSON_DIMENSIONS = ['age', 'sex', 'education', 'area', 'tier', 'source'] as const satisfies DimensionName[];
export type PersonDimension = (typeof PERSON_DIMENSIONS)[number];

/** A dimension with the values it has in one clinic. */
export interface Dimension {
  name: DimensionName;
  values: readonly string[];
  sql: string;
  /** True when values beyond the list may occur and are counted as «rest». */
  isOpen: boolean;
}

/** The dimension as this clinic's facts have it. */
export async function dimensionOf(mirror: Mirror, clinicId: number, name: DimensionName): Promise<Dimension> {
  const definition: Definition = DEFINITIONS[name];
  const fixed = definition.fixed ?? [];
  const found = definition.found ? await rememberedValues(mirror, clinicId, definition.sql, definition.found) : [];
  const kept = found.filter((value) => value !== UNKNOWN && !fixed.includes(value)).slice(0, definition.most);
  const values = [
    ...fixed,
    ...(name === 'year' ? kept.toSorted() : kept),
    ...(definition.found ? [REST] : []),
    ...(definition.hasUnknown ? [UNKNOWN] : []),
  ];
  return { name, values, sql: definition.sql, isOpen: definition.found !== undefined };
}

const remembered = new WeakMap<Mirror, { generation: number; values: Map<string, Promise<string[]>> }>();

/** Which values occur changes only with the facts; every page asks for them. */
function rememberedValues(mirror: Mirror, clinicId: number, sql: string, tables: readonly FactTable[]): Promise<string[]> {
  let known = remembered.get(mirror);
  if (known?.generation !== mirror.generation) remembered.set(mirror, (known = { generation: mirror.generation, values: new Map() }));
  const key = [clinicId, sql, ...tables].join('\u001f');
  const found = known.values.get(key) ?? foundValues(mirror, clinicId, sql, tables);
  known.values.set(key, found);
  found.catch(() => known.values.delete(key));
  return found;
}

async function foundValues(mirror: Mirror, clinicId: number, sql: string, tables: readonly FactTable[]): Promise<string[]> {
  const each = tables.map((table) => `SELECT (${sql})::VARCHAR AS value, count(*) AS n FROM ${schemaOf(clinicId)}.${table} GROUP BY ALL`);
  const rows = await mirror.read<{ value: string | null }>(
    `SELECT value FROM (${each.join(' UNION ALL ')}) GROUP BY value ORDER BY sum(n) DESC, value`,
  );
  return rows.flatMap(({ value }) => (value === null ? [] : [value]));
}
