/*
 * The shape of the mirror: plain facts with everything a dashboard groups by already in the row. What is unknown is the word
 * «unknown» (only the hour is null), so that it is counted like any other group and never lost.
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

/** Raise this when a column changes: mirrors of another shape are made again. */
export const SHAPE = 3;
export const UNKNOWN = 'unknown';

const PERSON = { patient_id: BIGINT, person_bit: UBIGINT } as const;
const ABOUT = { sex: VARCHAR, education: VARCHAR, area: VARCHAR, tier: VARCHAR, source: VARCHAR } as const;

/**
 * One row per visit, with the patient's attributes and the Jalali parts of its time; weekday 0 is Saturday. From all visits of
 * a patient the mirror adds is_first, and returned_after_days: how long until the patient came again on a later day.
 */
const VISITS = {
  visit_id: BIGINT,
  ...PERSON,
  specialty: VARCHAR,
  service: VARCHAR,
  illness: VARCHAR,
  illness_code: VARCHAR,
  chapter: VARCHAR,
  physician: VARCHAR,
  amount_rial: BIGINT,
  visited_on: DATE,
  year: SMALLINT,
  month: TINYINT,
  weekday: TINYINT,
  hour: TINYINT,
  age_band: VARCHAR,
  ...ABOUT,
} as const;

/** One row per patient; birth year and month-and-day (1230 for 30 Esfand) are Jalali; year and month are those of becoming a member. */
const PATIENTS = {
  ...PERSON,
  status: VARCHAR,
  birth_year: SMALLINT,
  birth_day: SMALLINT,
  ...ABOUT,
  enrolled_on: DATE,
  member_since_on: DATE,
  year: SMALLINT,
  month: TINYINT,
} as const;

const MESSAGES = {
  message_id: BIGINT,
  ...PERSON,
  purpose: VARCHAR,
  programme: VARCHAR,
  state: VARCHAR,
  year: SMALLINT,
  month: TINYINT,
} as const;
/** One row per answer; its reasons are the chosen keys with | between them. */
const ANSWERS = {
  answer_id: BIGINT,
  ...PERSON,
  specialty: VARCHAR,
  recommendation: TINYINT,
  year: SMALLINT,
  month: TINYINT,
  reasons: VARCHAR,
} as const;

export const FACTS = { visits: VISITS, patients: PATIENTS, messages: MESSAGES, answers: ANSWERS } as const;
export type FactTable = keyof typeof FACTS;

/** How far the mirror has read each clinic's event log. */
export const REFRESHES = `CREATE TABLE IF NOT EXISTS refreshes (
  clinic_id BIGINT PRIMARY KEY, shape INTEGER, watermark BIGINT, last_event VARCHAR, tail INTEGER, refreshed_ms BIGINT)`;

/** The schema that holds one clinic's facts. */
export const schemaOf = (clinicId: number): string => `clinic_${String(Number(clinicId))}`;

/** The columns of a table as SQL. */
export const columnsOf = (columns: Readonly<Record<string, DuckDBType>>): string =>
  Object.entries(columns)
    .map(([name, type]) => `"${name}" ${type.toString()}`)
    .join(', ');

/** Appends rows in chunks of whole vectors: forty times quicker than value by value. */
export async function appendRows(
  connection: DuckDBConnection,
  schema: string,
  table: FactTable,
  rows: readonly (readonly DuckDBValue[])[],
): Promise<void> {
  const types: DuckDBType[] = Object.values(FACTS[table]);
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
