import { createHash } from 'node:crypto';
import type { Db, Row, Value } from './database.js';
import { MOVED_TABLES } from './merged-tables.js';

/** The two files of a merge. */
export interface MergedPair {
  clinicId: number;
  keptId: number;
  mergedId: number;
}

/** What has to be known to take a merge back. */
export interface Snapshot {
  /** The rows of both files as they were. */
  patients: Row[];
  terms: { term: string; id: number }[];
  referrals: Row[];
  codes: { id: number; patientId: number; isCurrent: number }[];
  /** Keys of the rows that moved, by table. */
  moved: Record<string, number[]>;
  /** Keys of the rows that the merge itself wrote, by table. */
  added: Record<string, number[]>;
  /** How everything stood after the merge, by table: a later change is seen by it. */
  after: Record<string, string>;
}

/** The part of a snapshot that has to be taken before anything changes. */
export async function snapshotBefore(db: Db, pair: MergedPair): Promise<Pick<Snapshot, 'patients' | 'terms' | 'referrals' | 'codes'>> {
  const values = valuesOf(pair);
  return {
    patients: await db.select('SELECT * FROM patients WHERE clinic_id = :clinicId AND id IN (:keptId, :mergedId) ORDER BY id', values),
    terms: await db.select(
      'SELECT term, patient_id AS id FROM patient_search_terms WHERE clinic_id = :clinicId AND patient_id IN (:keptId, :mergedId)',
      values,
    ),
    referrals: await db.select(REFERRALS, values),
    codes: await db.select(CODES, values),
  };
}

/** One text for each table of the pair that changes when anything in it does. Reading a page changes none of them (a code to hand on is made by reading). */
export async function fingerprints(db: Db, pair: MergedPair): Promise<Record<string, string>> {
  const values = valuesOf(pair);
  const prints: Record<string, string> = {};
  const print = async (table: string, sql: string): Promise<void> => {
    const rows = await db.select(sql, values);
    prints[table] = createHash('sha256').update(JSON.stringify(rows)).digest('base64url');
  };
  for (const entry of MOVED_TABLES) {
    if ('isTouchedByReading' in entry) continue;
    await print(entry.table, `SELECT * FROM ${entry.table} WHERE ${BOTH} ORDER BY ${keyOf(entry)}`);
  }
  await print('patients', 'SELECT * FROM patients WHERE clinic_id = :clinicId AND id IN (:keptId, :mergedId) ORDER BY id');
  await print('referrals', REFERRALS);
  await print('member_departures', `SELECT * FROM member_departures WHERE ${BOTH} ORDER BY id`);
  return prints;
}

/** The tables of the pair in which something was written after the merge. */
export async function touchedSince(db: Db, pair: MergedPair, after: Record<string, string>): Promise<string[]> {
  const now = await fingerprints(db, pair);
  return Object.keys(after).filter((table) => now[table] !== undefined && now[table] !== after[table]);
}

/** Writes rows as they were: those that are there are set back, those that are gone come again. */
export async function putBack(db: Db, table: 'patients' | 'referrals', rows: readonly Row[]): Promise<void> {
  for (const row of rows) {
    const columns = Object.keys(row);
    const values: Record<string, Value> = {};
    for (const [column, value] of Object.entries(row)) values[`v_${column}`] = plain(column, value);
    const changes = columns.filter((column) => column !== 'id' && column !== 'clinic_id').map((column) => `${column} = :v_${column}`);
    const there = await db.execute(
      `UPDATE ${table} SET ${changes.join(', ')} WHERE clinic_id = :v_clinic_id AND id = :v_id RETURNING id`,
      values,
    );
    if (there.length > 0) continue;
    await db.execute(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((column) => `:v_${column}`).join(', ')})`, values);
  }
}

/** The highest key of every table whose rows move, before the merge writes anything. */
export async function newestKeys(db: Db, clinicId: number): Promise<Record<string, number>> {
  const newest: Record<string, number> = {};
  for (const entry of MOVED_TABLES) {
    const [row] = await db.select<{ id: number | null }>(
      `SELECT MAX(${keyOf(entry)}) AS id FROM ${entry.table} WHERE clinic_id = :clinicId`,
      { clinicId },
    );
    newest[entry.table] = row?.id ?? 0;
  }
  return newest;
}

/** The rows of the kept file that came after those keys. What tells of the ledger of points stays with the ledger. */
export async function addedSince(db: Db, pair: MergedPair, newest: Readonly<Record<string, number>>): Promise<Record<string, number[]>> {
  const added: Record<string, number[]> = {};
  for (const entry of MOVED_TABLES) {
    if (entry.table === 'point_lots') continue;
    const rows = await db.select<{ id: number }>(
      `SELECT id FROM ${entry.table} WHERE clinic_id = :clinicId AND patient_id = :keptId AND id > :newest
       ${entry.table === 'club_events' ? `AND kind NOT LIKE 'points.%'` : ''}`,
      { ...valuesOf(pair), newest: newest[entry.table] ?? 0 },
    );
    if (rows.length > 0) added[entry.table] = rows.map(({ id }) => id);
  }
  return added;
}

/** The key column of a moved table. */
export const keyOf = (entry: (typeof MOVED_TABLES)[number]): string => ('key' in entry ? entry.key : 'id');

/** The values that every statement about a pair takes. */
export const valuesOf = ({ clinicId, keptId, mergedId }: MergedPair): Record<string, number> => ({ clinicId, keptId, mergedId });

const BOTH = 'clinic_id = :clinicId AND patient_id IN (:keptId, :mergedId)';
const REFERRALS = `SELECT * FROM referrals WHERE clinic_id = :clinicId
  AND (referrer_id IN (:keptId, :mergedId) OR referred_id IN (:keptId, :mergedId)) ORDER BY id`;
const CODES = `SELECT id, patient_id AS "patientId", CASE WHEN is_current = TRUE THEN 1 ELSE 0 END AS "isCurrent" FROM referral_codes
  WHERE ${BOTH} ORDER BY id`;

/** A snapshot is kept as JSON, in which an instant is a text. */
function plain(column: string, value: unknown): Value {
  if (column.endsWith('_at') && typeof value === 'string') return new Date(value);
  return value as Value;
}
