/*
 * The shape of the mirror: plain facts with everything a dashboard groups by already in the row. What is unknown is the word
 * «unknown» (only the hour is null), so that it is counted like any other group and never lost.
 *
 * Rows come in as they stand in the club's database (INCOMING); DuckDB joins them into facts, which is many times quicker than
 * joining them where they come from.
 */
import {
  BIGINT,
  DATE,
  DuckDBDataChunk,
  SMALLINT,
  TINYINT,
  UBIGINT,
  VARCHAR,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import { AGE_BANDS } from '../../models/rules/age-bands.js';

/** Raise this when a column changes: mirrors of another shape are made again. */
export const SHAPE = 4;
export const UNKNOWN = 'unknown';

const PERSON = { patient_id: BIGINT, person_bit: UBIGINT } as const;

/** Rows as they are read; an answer's reasons are the chosen keys with | between them. Days are also given as Jalali year, month and month-and-day (1230 is 30 Esfand); weekday 0 is Saturday. */
const INCOMING = {
  illnesses: { illness_id: BIGINT, illness: VARCHAR, illness_code: VARCHAR, chapter: VARCHAR },
  patients: {
    ...PERSON,
    status: VARCHAR,
    birth_year: SMALLINT,
    birth_day: SMALLINT,
    sex: VARCHAR,
    education: VARCHAR,
    area: VARCHAR,
    tier: VARCHAR,
    source: VARCHAR,
    enrolled_on: DATE,
    member_since_on: DATE,
    year: SMALLINT,
    month: TINYINT,
  },
  visits: {
    visit_id: BIGINT,
    ...PERSON,
    specialty: VARCHAR,
    service: VARCHAR,
    illness_id: BIGINT,
    physician: VARCHAR,
    amount_rial: BIGINT,
    visited_on: DATE,
    year: SMALLINT,
    month: TINYINT,
    day_of_year: SMALLINT,
    last_day: SMALLINT,
    weekday: TINYINT,
    hour: TINYINT,
  },
  messages: { message_id: BIGINT, ...PERSON, purpose: VARCHAR, programme: VARCHAR, state: VARCHAR, year: SMALLINT, month: TINYINT },
  answers: {
    answer_id: BIGINT,
    ...PERSON,
    specialty: VARCHAR,
    recommendation: TINYINT,
    year: SMALLINT,
    month: TINYINT,
    reasons: VARCHAR,
  },
} as const;
export type SourceTable = keyof typeof INCOMING;
export const SOURCE_TABLES = Object.keys(INCOMING) as SourceTable[];

/** Tables of facts that dashboards read. */
export const FACT_TABLES = ['patients', 'visits', 'messages', 'answers'] as const satisfies SourceTable[];
export type FactTable = (typeof FACT_TABLES)[number];

/** How far the mirror has read each clinic's event log. */
export const REFRESHES = `CREATE TABLE IF NOT EXISTS refreshes (
  clinic_id BIGINT PRIMARY KEY, shape INTEGER, watermark BIGINT, last_event VARCHAR, tail INTEGER, refreshed_ms BIGINT)`;

/** The schema that holds one clinic's facts. */
export const schemaOf = (clinicId: number): string => `clinic_${String(Number(clinicId))}`;

/** The columns that rows come in with, as SQL. */
export const incomingColumns = (table: SourceTable): string =>
  Object.entries<DuckDBType>(INCOMING[table])
    .map(([name, type]) => `"${name}" ${type.toString()}`)
    .join(', ');

/** The statement that makes facts of the rows that have come in. Only patients and visits that are not deleted come in, so the join drops the rest. */
export function factsSql(schema: string, table: FactTable): string {
  if (table !== 'visits') return `SELECT f.* FROM ${schema}.incoming_${table} f JOIN ${schema}.incoming_patients p USING (patient_id)`;
  return `SELECT v.* EXCLUDE (illness_id, day_of_year, last_day),
      coalesce(i.illness, '${UNKNOWN}') AS illness, coalesce(i.illness_code, '${UNKNOWN}') AS illness_code, coalesce(i.chapter, '${UNKNOWN}') AS chapter,
      ${ageBandSql('v.year', 'v.day_of_year', 'v.last_day')} AS age_band, p.sex, p.education, p.area, p.tier, p.source,
      o.nth = 1 AS is_first, o.next_on - v.visited_on AS returned_after_days
    FROM ${schema}.incoming_visits v
    JOIN ${schema}.incoming_patients p USING (patient_id)
    JOIN (
      SELECT visit_id, row_number() OVER (PARTITION BY patient_id ORDER BY visited_on, visit_id) AS nth,
        min(visited_on) OVER (PARTITION BY patient_id ORDER BY visited_on RANGE BETWEEN INTERVAL 1 DAY FOLLOWING AND UNBOUNDED FOLLOWING) AS next_on
      FROM ${schema}.incoming_visits) o USING (visit_id)
    LEFT JOIN ${schema}.incoming_illnesses i USING (illness_id)`;
}

/** The age band on a Jalali day, given its year, month-and-day and the last day of its year; who is born on 30 Esfand has a birthday on the last day of every Esfand. */
export function ageBandSql(year: string, day: string, lastDay: string): string {
  const age = `${year} - birth_year - (CASE WHEN ${day} >= least(birth_day, ${lastDay}) THEN 0 ELSE 1 END)`;
  const bands = AGE_BANDS.toReversed().map(({ key, from }) => `WHEN ${age} >= ${String(from)} THEN '${key}'`);
  return `CASE WHEN birth_year IS NULL THEN '${UNKNOWN}' ${bands.join(' ')} ELSE '${UNKNOWN}' END`;
}

/** Appends rows in chunks of whole vectors: forty times quicker than value by value. */
export async function appendRows(
  connection: DuckDBConnection,
  schema: string,
  table: SourceTable,
  rows: readonly (readonly DuckDBValue[])[],
): Promise<void> {
  const types = Object.values<DuckDBType>(INCOMING[table]);
  const appender = await connection.createAppender(`incoming_${table}`, schema);
  for (let from = 0; from < rows.length; from += VECTOR_ROWS) {
    const part = rows.slice(from, from + VECTOR_ROWS);
    const chunk = DuckDBDataChunk.create(types, part.length);
    chunk.setColumns(types.map((_, column) => part.map((row) => row[column] ?? null)));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

const VECTOR_ROWS = 2048;
