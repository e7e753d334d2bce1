import { Transaction } from 'sequelize';
import { appendEvents, type Actor, type EventKind, type NewEvent } from './club-event.js';
import type { Db } from './database.js';
import { tehranDay } from './persian/tehran-time.js';
import { isCause, LINES_AS_TEXT, readLines } from './point-lines.js';
import { grouped } from './rules/grouped.js';
import { ledgerOn, type EntryKind, type PointEntry } from './rules/points.js';

/** The ledgers of some patients as they are before something is added. */
export type Ledgers = ReadonlyMap<number, readonly PointEntry[]>;

/** A line to add. */
export interface NewEntry {
  patientId: number;
  kind: EntryKind;
  points: number;
  cause: string;
  occurredOn: string;
  expiresOn?: string | null;
  reversesId?: number | null;
  note?: string | null;
}

interface Writing {
  clinicId: number;
  asOf: Date;
  actor: Actor;
}

const ENTRIES = `SELECT id, patient_id AS "patientId", kind, points, cause, occurred_on AS "occurredOn", booked_on AS "bookedOn",
  expires_on AS "expiresOn", reverses_id AS "reversesId", note FROM point_entries`;

/** A patient's whole ledger, in the order in which it was written. */
export async function entriesOf(db: Db, { clinicId, patientId }: { clinicId: number; patientId: number }): Promise<PointEntry[]> {
  return db.select<PointEntry>(`${ENTRIES} WHERE clinic_id = :clinicId AND patient_id = :patientId ORDER BY id`, { clinicId, patientId });
}

/**
 * The ledgers of those patients that the clinic has, whose rows are held until the transaction ends: whoever reads them here is the only one
 * who adds to them. The words of notes are left out. The lock is the kind that a row's reference to its patient does not collide with
 * (SQLite writers queue anyway).
 */
export async function heldLedgers(db: Db, clinicId: number, patientIds: readonly number[]): Promise<Ledgers> {
  const where = { clinicId, id: [...new Set(patientIds)] };
  const lock = Transaction.LOCK.NO_KEY_UPDATE;
  const held = await db.records.Patient.findAll({ attributes: ['id'], where, order: [['id', 'ASC']], lock, raw: true });
  const ids = held.map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const rows = await db.select<{ patientId: number; lines: string }>(
    `SELECT patient_id AS "patientId", ${LINES_AS_TEXT} AS lines FROM point_entries
     WHERE clinic_id = :clinicId AND patient_id IN (:ids) GROUP BY patient_id`,
    { clinicId, ids },
  );
  const written = new Map(rows.map(({ patientId, lines }) => [patientId, readLines(lines)]));
  return new Map(ids.map((id) => [id, written.get(id) ?? []]));
}

/** The day on which a line is written now: today, but never before the last line (a clock may have been set back). */
export function bookingDay(entries: readonly PointEntry[], asOf: Date): string {
  return entries.reduce((day, { bookedOn }) => (bookedOn > day ? bookedOn : day), tehranDay(asOf));
}

/** Adds lines to held ledgers: the lines, what is then left of every lot, and one event for each patient and kind. */
export async function addEntries(db: Db, writing: Writing, before: Ledgers, news: readonly NewEntry[]): Promise<void> {
  if (news.length === 0) return;
  const { clinicId, asOf, actor } = writing;
  const unsound = news.find(({ cause }) => !isCause(cause));
  if (unsound) throw new RangeError(`no cause of points: ${unsound.cause}`);
  const lines = news.map((entry) => ({
    expiresOn: null,
    reversesId: null,
    note: null,
    ...entry,
    id: 0,
    bookedOn: bookingDay(before.get(entry.patientId) ?? [], asOf),
  }));
  const createdBy = actor.kind === 'staff' ? actor.id : null;
  const rows = lines.map((line) => [
    clinicId,
    line.patientId,
    line.kind,
    line.points,
    line.cause,
    line.occurredOn,
    line.bookedOn,
    line.expiresOn,
    line.reversesId,
    line.note,
    createdBy,
    asOf,
  ]);
  const ids = new Map<string, number>();
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const written = await db.execute<{ id: number; cause: string }>(
      `INSERT INTO point_entries
         (clinic_id, patient_id, kind, points, cause, occurred_on, booked_on, expires_on, reverses_id, note, created_by, created_at)
       VALUES :rows RETURNING id, cause`,
      { rows: rows.slice(from, from + ROWS_AT_ONCE) },
    );
    for (const { id, cause } of written) ids.set(cause, id);
  }
  for (const line of lines) line.id = ids.get(line.cause) ?? 0;
  const added = grouped(lines, (line) => line.patientId);
  await writeLots(
    db,
    clinicId,
    [...added].flatMap(([patientId, own]) => changedLots(patientId, before.get(patientId) ?? [], own)),
  );
  await appendEvents(
    db,
    [...added.values()].flatMap((own) => eventsOf(own, writing)),
  );
}

type Line = PointEntry & { patientId: number };
type LotRow = [entryId: number, patientId: number, expiresOn: string | null, leftPoints: number];

const DONE = { earn: 'points.earned', spend: 'points.spent', reverse: 'points.reversed' } as const satisfies Record<EntryKind, EventKind>;
const CAUSES_TOLD = 3;
const ROWS_AT_ONCE = 2_000;
/** On the last of all days everything has either been used or has ended. */
const END_OF_TIME = '9999-12-31';

function eventsOf(lines: readonly Line[], { clinicId, asOf, actor }: Writing): NewEvent[] {
  return [...grouped(lines, (line) => line.kind)].map(([kind, own]) => ({
    clinicId,
    patientId: own[0]?.patientId ?? null,
    kind: DONE[kind],
    occurredAt: asOf,
    recordedAt: asOf,
    actor,
    payload: {
      points: own.reduce((sum, line) => sum + line.points, 0),
      causes: own.slice(0, CAUSES_TOLD).map((line) => line.cause),
      entries: own.length,
    },
  }));
}

/** What was not used of each lot, ended or not, where that changed. It depends on no day. */
function changedLots(patientId: number, before: readonly PointEntry[], added: readonly PointEntry[]): LotRow[] {
  const known = new Map(ledgerOn(before, END_OF_TIME).lots.map((lot) => [lot.entryId, lot.left + lot.expired]));
  return ledgerOn([...before, ...added], END_OF_TIME)
    .lots.filter((lot) => known.get(lot.entryId) !== lot.left + lot.expired)
    .map((lot) => [lot.entryId, patientId, lot.expiresOn, lot.left + lot.expired]);
}

/** Writes anew what is left of every lot of these patients, when entries have come to them from another file or gone back to it. */
export async function rewriteLots(db: Db, clinicId: number, patientIds: readonly number[]): Promise<void> {
  const ledgers = await heldLedgers(db, clinicId, patientIds);
  await writeLots(
    db,
    clinicId,
    [...ledgers].flatMap(([patientId, entries]) => changedLots(patientId, [], entries)),
  );
}

async function writeLots(db: Db, clinicId: number, lots: readonly LotRow[]): Promise<void> {
  for (let from = 0; from < lots.length; from += ROWS_AT_ONCE) {
    await db.execute(
      `INSERT INTO point_lots (entry_id, patient_id, expires_on, left_points, clinic_id) VALUES :rows
       ON CONFLICT (entry_id) DO UPDATE SET left_points = excluded.left_points`,
      { rows: lots.slice(from, from + ROWS_AT_ONCE).map((lot) => [...lot, clinicId]) },
    );
  }
}
