/*
 * Keeps the mirror behind the club by one look at the event log: patients whose visits, attributes or messages changed since the last look have
 * their rows replaced; an import, a changed list or very many changes rebuild the clinic's facts beside the old ones and swap them.
 */
import type { Db } from '../../models/database.js';
import { FACT_TABLES, factsSql, incomingColumns, schemaOf, SHAPE, SOURCE_TABLES } from './facts.js';
import type { Mirror, MirrorWriter } from './mirror.js';
import { allFacts, factsOf } from './sources.js';

export interface RefreshCounts {
  /** True when all facts were made again. */
  isRebuilt: boolean;
  /** Patients whose rows were replaced; on a rebuild, all of them. */
  patients: number;
  visits: number;
}

export interface RefreshRequest {
  db: Db;
  mirror: Mirror;
  clinicId: number;
  asOf: Date;
  /** Hears how many visits have been read so far. */
  onProgress?: (visits: number) => void;
}

/** More changed patients than this are quicker to rebuild than to replace. */
const MOST_REPLACED = 5_000;
const BATCH = 500;
/** On PostgreSQL an event may appear after one with a higher number: so many numbers back are looked at again. */
const OVERLAP = 1_000;

/** Brings one clinic's facts up to the event log; answers what was done. */
export async function refreshFacts(request: RefreshRequest): Promise<RefreshCounts> {
  const { db, mirror, clinicId } = request;
  const state = await stateOf(mirror, clinicId);
  const news = state && (await newsSince(db, clinicId, state));
  if (!news) return rebuild(request);
  if (news.isNothing) return { isRebuilt: false, patients: 0, visits: 0 };
  const changed = await changedPatients(db, clinicId, news.from);
  if (!changed || changed.length > MOST_REPLACED) return rebuild(request);
  return replace(request, changed, news.mark);
}

/** Whether the clinic has facts at all, and the instant of their last refresh. */
export async function refreshedAt(mirror: Mirror, clinicId: number): Promise<Date | null> {
  const state = await stateOf(mirror, clinicId);
  return state ? new Date(state.refreshedMs) : null;
}

/** How far the mirror has read: the last event, what it was, and how many lay in the overlap before it. */
interface Mark {
  watermark: number;
  lastEvent: string;
  tail: number;
}
interface State extends Mark {
  refreshedMs: number;
}

async function stateOf(mirror: Mirror, clinicId: number): Promise<State | null> {
  const [state] = await mirror.read<State>(
    `SELECT watermark, last_event AS "lastEvent", tail, refreshed_ms AS "refreshedMs" FROM refreshes
     WHERE clinic_id = $clinicId AND shape = $shape`,
    { clinicId, shape: SHAPE },
  );
  return state ?? null;
}

/** What the event log holds beyond a mark; null when the mark is not of this log (another database, an older backup). */
async function newsSince(db: Db, clinicId: number, state: Mark): Promise<{ isNothing: boolean; from: number; mark: Mark } | null> {
  const mark = await markOf(db, clinicId);
  if (state.watermark > 0 && (await eventAt(db, clinicId, state.watermark)) !== state.lastEvent) return null;
  const tail = state.watermark === mark.watermark ? mark.tail : await tailOf(db, clinicId, state.watermark);
  const isNothing = mark.watermark === state.watermark && tail === state.tail;
  // A fuller tail means that earlier numbers have appeared since: the overlap is looked at again.
  return { isNothing, from: tail === state.tail ? state.watermark : state.watermark - OVERLAP, mark };
}

async function markOf(db: Db, clinicId: number): Promise<Mark> {
  const [last] = await db.select<{ id: number | null }>('SELECT MAX(id) AS id FROM club_events WHERE clinic_id = :clinicId', { clinicId });
  const watermark = last?.id ?? 0;
  return { watermark, lastEvent: await eventAt(db, clinicId, watermark), tail: await tailOf(db, clinicId, watermark) };
}

async function eventAt(db: Db, clinicId: number, id: number): Promise<string> {
  const [event] = await db.select<{ kind: string; recordedAt: Date }>(
    'SELECT kind, recorded_at AS "recordedAt" FROM club_events WHERE clinic_id = :clinicId AND id = :id',
    { clinicId, id },
  );
  return event ? `${event.kind} ${event.recordedAt.toISOString()}` : '';
}

async function tailOf(db: Db, clinicId: number, watermark: number): Promise<number> {
  const [row] = await db.select<{ n: number }>(
    'SELECT COUNT(*) AS n FROM club_events WHERE clinic_id = :clinicId AND id > :from AND id <= :watermark',
    { clinicId, from: watermark - OVERLAP, watermark },
  );
  return row?.n ?? 0;
}

/** Patients that events after `from` concern; null when an event concerns everybody. */
async function changedPatients(db: Db, clinicId: number, from: number): Promise<number[] | null> {
  const [everybody] = await db.select(
    `SELECT id FROM club_events WHERE clinic_id = :clinicId AND id > :from
     AND kind IN ('import.done', 'import.undone', 'catalogue.changed') LIMIT 1`,
    { clinicId, from },
  );
  if (everybody) return null;
  const rows = await db.select<{ patientId: number }>(
    `SELECT DISTINCT patient_id AS "patientId" FROM club_events WHERE clinic_id = :clinicId AND id > :from AND patient_id IS NOT NULL
     AND (kind LIKE 'patient.%' OR kind LIKE 'visit.%' OR kind LIKE 'message.%' OR kind IN ('tier.changed', 'survey.answered'))
     LIMIT ${String(MOST_REPLACED + 1)}`,
    { clinicId, from },
  );
  return rows.map(({ patientId }) => patientId);
}

async function rebuild({ db, mirror, clinicId, asOf, onProgress }: RefreshRequest): Promise<RefreshCounts> {
  const mark = await markOf(db, clinicId);
  return mirror.write(async (writer) => {
    const schema = schemaOf(clinicId);
    const counts = { illnesses: 0, patients: 0, visits: 0, messages: 0, answers: 0 };
    await makeIncoming(writer, schema);
    for (const table of SOURCE_TABLES) {
      for await (const rows of allFacts(db, clinicId, table)) {
        await writer.append(schema, table, rows);
        counts[table] += rows.length;
        if (table === 'visits') onProgress?.(counts.visits);
      }
    }
    await writer.atomically(async () => {
      for (const table of FACT_TABLES) await writer.run(`CREATE OR REPLACE TABLE ${schema}.${table} AS ${factsSql(schema, table)}`);
      await finish(writer, schema, clinicId, mark, asOf);
    });
    return { isRebuilt: true, patients: counts.patients, visits: counts.visits };
  });
}

async function replace({ db, mirror, clinicId, asOf }: RefreshRequest, patientIds: number[], mark: Mark): Promise<RefreshCounts> {
  return mirror.write(async (writer) => {
    const schema = schemaOf(clinicId);
    let visits = 0;
    await makeIncoming(writer, schema);
    for (const some of batches(patientIds)) {
      for (const table of FACT_TABLES) {
        const rows = await factsOf(db, clinicId, table, some);
        if (table === 'visits') visits += rows.length;
        await writer.append(schema, table, rows);
      }
    }
    await writer.append(schema, 'illnesses', await factsOf(db, clinicId, 'illnesses', []));
    await writer.atomically(async () => {
      for (const table of FACT_TABLES) {
        for (const some of batches(patientIds)) {
          await writer.run(`DELETE FROM ${schema}.${table} WHERE patient_id IN (${some.map(Number).join(',')})`);
        }
        await writer.run(`INSERT INTO ${schema}.${table} ${factsSql(schema, table)}`);
      }
      await finish(writer, schema, clinicId, mark, asOf);
    });
    return { isRebuilt: false, patients: patientIds.length, visits };
  });
}

const batches = (ids: readonly number[]): number[][] =>
  Array.from({ length: Math.ceil(ids.length / BATCH) }, (_, i) => ids.slice(i * BATCH, (i + 1) * BATCH));

async function makeIncoming(writer: MirrorWriter, schema: string): Promise<void> {
  await writer.run(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
  for (const table of SOURCE_TABLES) await writer.run(`CREATE OR REPLACE TABLE ${schema}.incoming_${table} (${incomingColumns(table)})`);
}

async function finish(writer: MirrorWriter, schema: string, clinicId: number, mark: Mark, asOf: Date): Promise<void> {
  for (const table of SOURCE_TABLES) await writer.run(`DROP TABLE ${schema}.incoming_${table}`);
  await writer.run(`INSERT OR REPLACE INTO refreshes VALUES ($clinicId, $shape, $watermark, $lastEvent, $tail, $refreshedMs)`, {
    clinicId,
    shape: SHAPE,
    ...mark,
    refreshedMs: asOf.getTime(),
  });
}
