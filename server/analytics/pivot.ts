/*
 * Every dashboard reads one kind of statement: counts of a clinic's visits or patients by some dimensions, with all totals. What may not be shown is
 * decided here, before any report sees a number; a filter is a dimension too, read at one of its values.
 */
import { jalaliMonthLength, toJalali } from '../../models/persian/jalali.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { followedUntil } from '../../models/rules/returning.js';
import { hiddenCells, latticeIndex, latticeLength, SMALLEST_SHOWN } from '../../models/statistics/small-cells.js';
import { REST, type Dimension, type DimensionName } from './dimensions.js';
import { ageBandSql, schemaOf, UNKNOWN, type FactTable } from './facts.js';
import type { Mirror, MirrorValues } from './mirror.js';

/** What is counted: in which facts, which of their rows, and whether each person is one row. */
const COUNTED = {
  visits: { table: 'visits', where: 'TRUE', isOnePerPerson: false },
  patients: { table: 'patients', where: 'TRUE', isOnePerPerson: true },
  members: { table: 'patients', where: `status = 'member' AND year IS NOT NULL`, isOnePerPerson: true },
  messages: { table: 'messages', where: 'TRUE', isOnePerPerson: false },
  answers: { table: 'answers', where: 'TRUE', isOnePerPerson: false },
  promoters: { table: 'answers', where: 'recommendation >= 9', isOnePerPerson: false },
  passives: { table: 'answers', where: 'recommendation IN (7, 8)', isOnePerPerson: false },
  detractors: { table: 'answers', where: 'recommendation <= 6', isOnePerPerson: false },
  reasons: { table: 'answers', where: `reasons <> ''`, isOnePerPerson: false },
  journeys: { table: 'patients', where: 'TRUE', isOnePerPerson: true },
  opinions: { table: 'answers', where: 'TRUE', isOnePerPerson: false },
} as const satisfies Record<string, { table: FactTable; where: string; isOnePerPerson: boolean }>;
export type Counted = keyof typeof COUNTED;

/** Facts that are joined when they are asked for: patients with their first visit, answers with how the patient came to know the clinic. */
const JOINED: Partial<Record<Counted, (schema: string) => string>> = {
  journeys: (schema) => `(SELECT p.*, v.visited_on AS first_on, v.returned_after_days FROM ${schema}.patients p
    LEFT JOIN ${schema}.visits v ON v.patient_id = p.patient_id AND v.is_first)`,
  opinions: (schema) => `(SELECT a.*, p.source FROM ${schema}.answers a JOIN ${schema}.patients p USING (patient_id))`,
};

/** A place in a pivot: a value for some dimensions; the others stand at their total. */
export type Place = Partial<Record<DimensionName, string>>;

export interface PivotRequest {
  mirror: Mirror;
  clinicId: number;
  counted: Counted;
  dimensions: readonly Dimension[];
  /** Ages of patients are their ages at this instant. */
  asOf: Date;
  /** Only what lies before this Jalali month is counted. */
  beforeMonth?: { year: number; month: number } | undefined;
}

export interface Pivot {
  /** How many were counted there; null when it must not be shown. */
  count(place: Place): number | null;
}

/** More cells than this cannot be read in a moment; nearly all of them would be hidden anyway. */
export const MOST_CELLS = 130_000;

/** How many cells a pivot of these dimensions would have. */
export const pivotSize = (dimensions: readonly Dimension[]): number => latticeLength(dimensions.map(({ values }) => values.length));

/** Counts by dimensions, with everything hidden that could speak of fewer than five people. */
export async function readPivot(request: PivotRequest): Promise<Pivot> {
  const { dimensions, counted } = request;
  if (pivotSize(dimensions) > MOST_CELLS) throw new RangeError('the pivot has too many cells');
  const sizes = dimensions.map(({ values }) => values.length);
  const counts = new Float64Array(latticeLength(sizes));
  const people = new Float64Array(counts.length);
  const [low, high] = [new Uint32Array(counts.length), new Uint32Array(counts.length)];
  const indexOf = (row: CubeRow): number =>
    latticeIndex(
      sizes,
      dimensions.map((dimension, d) => positionOf(dimension, row[`d${String(d)}`])),
    );
  const rows = await cube(request);
  for (const row of rows) {
    const index = indexOf(row);
    counts[index] = row.n;
    people[index] = row.people;
    low[index] = row.low;
    high[index] = row.high;
  }
  for (const row of await exactPeople(request, rows)) people[indexOf(row)] = row.people;
  const hidden = hiddenCells({ sizes, people, counts, together: COUNTED[counted].isOnePerPerson ? sumOf(people) : unionOf(low, high) });
  return {
    count: (place) => {
      const index = latticeIndex(
        sizes,
        dimensions.map((dimension) => positionOf(dimension, place[dimension.name] ?? null)),
      );
      return hidden[index] === 1 ? null : (counts[index] ?? 0);
    },
  };
}

/** Counts of one cell; dimensions at their total are null. */
interface CubeRow {
  n: number;
  people: number;
  /** The or-ed person bits, in two halves. */
  low: number;
  high: number;
  [dimension: string]: string | number | null;
}

const places = new WeakMap<Dimension, Map<string, number>>();

/** 0 for the total, 1 and on for the values. */
function positionOf(dimension: Dimension, value: string | number | null | undefined): number {
  if (value === null || value === undefined) return 0;
  let known = places.get(dimension);
  if (!known) places.set(dimension, (known = new Map(dimension.values.map((each, i) => [each, i + 1]))));
  const position = known.get(String(value));
  if (position === undefined) throw new RangeError(`${dimension.name} has no value ${String(value)}`);
  return position;
}

/** People who are one row each add up. */
const sumOf =
  (people: Float64Array) =>
  (cells: readonly number[]): number =>
    cells.reduce((sum, cell) => sum + (people[cell] ?? 0), 0);

/** Set bits of several cells or-ed together are a sure lower bound of the people in them. */
const unionOf =
  (low: Uint32Array, high: Uint32Array) =>
  (cells: readonly number[]): number =>
    setBits(cells.reduce((bits, cell) => bits | (low[cell] ?? 0), 0)) + setBits(cells.reduce((bits, cell) => bits | (high[cell] ?? 0), 0));

function setBits(word: number): number {
  let bits = word;
  bits -= (bits >>> 1) & 0x55555555;
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/**
 * One statement for the table and all its totals: rows are counted by the values as they stand, and only those few counts are sorted into the
 * dimension's values and added up. Set bits of the or-ed person bits are a sure lower bound of people, forty times cheaper than counting them.
 */
async function cube(request: PivotRequest): Promise<CubeRow[]> {
  const { mirror, counted, dimensions } = request;
  const { isOnePerPerson } = COUNTED[counted];
  const names = namesOf(dimensions);
  const half = (shift: number): string => `coalesce((bit_or(bits) >> ${String(shift)}) & 4294967295, 0)::BIGINT`;
  const people = isOnePerPerson
    ? ['coalesce(sum(rows), 0)::BIGINT AS people', '0 AS low', '0 AS high']
    : ['coalesce(bit_count(bit_or(bits)), 0)::BIGINT AS people', `${half(0)} AS low`, `${half(32)} AS high`];
  const raw = [...names, 'count(*) AS rows', ...(isOnePerPerson ? [] : ['bit_or(person_bit) AS bits'])].join(', ');
  const sorted = [
    ...dimensions.map((dimension, d) => `${keptValue(dimension, d)} AS d${String(d)}`),
    'rows',
    ...(isOnePerPerson ? [] : ['bits']),
  ];
  return mirror.read<CubeRow>(
    `WITH raw AS MATERIALIZED (SELECT ${raw} FROM (${rawFacts(request)}) GROUP BY ALL)
     SELECT ${[...names, 'coalesce(sum(rows), 0)::BIGINT AS n', ...people].join(', ')} FROM (SELECT ${sorted.join(', ')} FROM raw)
     ${names.length > 0 ? `GROUP BY CUBE (${names.join(', ')})` : ''}`,
    valuesOf(request),
  );
}

/** The exact number of people in cells with many visits and few set bits: a handful of faithful patients, or bits that fell together. */
async function exactPeople(request: PivotRequest, rows: readonly CubeRow[]): Promise<CubeRow[]> {
  const { mirror, counted, dimensions } = request;
  if (COUNTED[counted].isOnePerPerson) return [];
  const unsure = rows.filter(({ n, people }) => people < SMALLEST_SHOWN && n >= SMALLEST_SHOWN);
  const names = namesOf(dimensions);
  const bySet = new Map<string, CubeRow[]>();
  for (const row of unsure) {
    const set = names.filter((name) => row[name] !== null).join(', ');
    bySet.set(set, [...(bySet.get(set) ?? []), row]);
  }
  const exact: CubeRow[] = [];
  for (const [set, cells] of bySet) {
    const used = set === '' ? [] : set.split(', ');
    const keys = cells.map((row) => used.map((name) => String(row[name])).join('\u001f')).join('\u001e');
    const where = used.length > 0 ? `WHERE concat_ws(chr(31), ${set}) IN (SELECT unnest(string_split($keys, chr(30))))` : '';
    const found = await mirror.read<CubeRow>(
      `SELECT ${[...used, 'count(DISTINCT patient_id) AS people'].join(', ')} FROM (${keptFacts(request)}) ${where}
       ${used.length > 0 ? 'GROUP BY ALL' : ''}`,
      { ...valuesOf(request), ...(used.length > 0 ? { keys } : {}) },
    );
    exact.push(...found);
  }
  return exact;
}

const namesOf = (dimensions: readonly Dimension[]): string[] => dimensions.map((_, d) => `d${String(d)}`);

/** The facts with one text column per dimension, as they stand. */
function rawFacts({ clinicId, counted, dimensions, beforeMonth }: PivotRequest): string {
  const { table, where, isOnePerPerson } = COUNTED[counted];
  const columns = dimensions.map((dimension, d) => `${rawValue(dimension, table)} AS d${String(d)}`);
  const person = isOnePerPerson ? [] : ['person_bit', 'patient_id'];
  const cut = beforeMonth ? `AND (year IS NULL OR year * 12 + month < ${String(beforeMonth.year * 12 + beforeMonth.month)})` : '';
  return `SELECT ${[...columns, ...person].join(', ') || '1'} FROM ${JOINED[counted]?.(schemaOf(clinicId)) ?? `${schemaOf(clinicId)}.${table}`} WHERE ${where} ${cut}`;
}

/** The same with what is not among a dimension's values as «rest». */
function keptFacts(request: PivotRequest): string {
  const columns = request.dimensions.map((dimension, d) => `${keptValue(dimension, d)} AS d${String(d)}`);
  return `SELECT ${[...columns, 'patient_id'].join(', ')} FROM (${rawFacts(request)})`;
}

function rawValue(dimension: Dimension, table: FactTable): string {
  const sql = dimension.name === 'age' && table === 'patients' ? ageBandSql('$year', '$day', '$lastDay') : dimension.sql;
  return `coalesce((${sql})::VARCHAR, '${UNKNOWN}')`;
}

function keptValue(dimension: Dimension, d: number): string {
  const name = `d${String(d)}`;
  if (!dimension.isOpen) return name;
  return `CASE WHEN ${name} IN (${dimension.values.map((_, v) => `$v${String(d)}_${String(v)}`).join(', ')}) THEN ${name} ELSE '${REST}' END`;
}

function valuesOf({ dimensions, counted, asOf }: PivotRequest): MirrorValues {
  const values: MirrorValues = {};
  dimensions.forEach((dimension, d) => {
    if (dimension.isOpen) dimension.values.forEach((value, v) => (values[`v${String(d)}_${String(v)}`] = value));
    if (dimension.name === 'age' && COUNTED[counted].table === 'patients') {
      const { year, month, day } = toJalali(tehranDay(asOf));
      Object.assign(values, { year, day: month * 100 + day, lastDay: 1200 + jalaliMonthLength(year, 12) });
    }
    if (dimension.name === 'window') values['followedUntil'] = followedUntil(tehranDay(asOf));
  });
  return values;
}
