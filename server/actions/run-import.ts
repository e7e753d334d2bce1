import { appendEvent, type Actor } from '../../models/club-event.js';
import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import { countsOf, keepBadRows, noteProgress, takeUpImport, type ImportCounts } from '../../models/import-book.js';
import type { Purpose } from '../../models/rules/consent.js';
import { settleVisits } from '../../models/settle-visits.js';
import { refuse, type Outcome } from '../errors.js';
import { FileRefused } from '../files/file-limits.js';
import { ImportCatalogue } from './import-catalogue.js';
import { importChunk, type ChunkResult, type ImportRun } from './import-chunk.js';
import { closeAll, openImportFiles, readInChunks, type ImportFiles, type PlannedFile, type ReadRow } from '../files/import-files.js';

export interface RunImport extends ImportFiles {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  importId: number;
  /** The clock: an import of many rows says again and again that it is alive. */
  clock: () => Date;
  consents: readonly Purpose[];
}

const PATIENTS_AT_ONCE = 1000;

export type ImportEnd = Outcome<{ counts: ImportCounts; wasCancelled: boolean }>;

/**
 * Starts an import that is waiting, or takes it up where it stopped. Rows come in by the hundreds, each hundred all or nothing; bad rows are kept with
 * their reasons; tiers are worked out at the end. Refuses files and maps that do not fit, and a second import of the clinic at the same time. An import
 * that was cancelled keeps what it brought; it can be undone. `ended` tells when all is done; a failure is noted with the import before it is thrown.
 */
export async function startImport(request: RunImport): Promise<Outcome<{ ended: Promise<ImportEnd> }>> {
  const { db, importId, clock } = request;
  const clinicId = request.clinic.id;
  const opened = await openImportFiles(request);
  if (!opened.ok) return opened;
  if (await takeUpImport(db, { clinicId, id: importId, now: clock() })) return { ok: true, ended: toTheEnd(request, opened.files) };
  await closeAll(opened.files);
  return refuse('import-not-now');
}

async function toTheEnd(request: RunImport, files: PlannedFile[]): Promise<ImportEnd> {
  const { db, importId } = request;
  try {
    return await bringIn(request, files);
  } catch (error) {
    const reason = error instanceof FileRefused ? error.reason : 'import-broke-off';
    await db.records.Import.update(
      { state: 'failed', error: reason },
      { where: { clinicId: request.clinic.id, id: importId, state: 'running' } },
    );
    if (error instanceof FileRefused) return refuse(error.reason, 'file', error.row === undefined ? {} : { row: error.row });
    throw error;
  } finally {
    await closeAll(files);
  }
}

async function bringIn(request: RunImport, files: PlannedFile[]): Promise<ImportEnd> {
  const { db, actor, importId, clock } = request;
  const clinicId = request.clinic.id;
  const record = await db.records.Import.findOne({ where: { clinicId, id: importId }, rejectOnEmpty: true });
  const asOf = clock();
  await record.update({ rowsTotal: files.reduce((sum, { table }) => sum + table.rowCount, 0) });
  const run: ImportRun = { db, clinicId, importId, actor, asOf, consents: request.consents, catalogue: new ImportCatalogue(db, clinicId) };
  let counts = countsOf(record);
  let rowsRead = Number(record.rowsRead);
  let toSkip = rowsRead;
  let wasCancelled = false;
  for (const file of files) {
    for await (const rows of readInChunks(file, asOf)) {
      const fresh = toSkip === 0 ? rows : rows.slice(toSkip);
      toSkip -= rows.length - fresh.length;
      if (fresh.length === 0) continue;
      const next = await inOneTransaction(run, file, fresh, counts, rowsRead + fresh.length, clock);
      if (!next) {
        wasCancelled = true;
        break;
      }
      counts = next;
      rowsRead += fresh.length;
    }
    if (wasCancelled) break;
  }
  await reviewPatients(run, clock);
  await finish(run, { counts, wasCancelled, now: clock() });
  return { ok: true, counts, wasCancelled };
}

/** The new counts, or null when the import was cancelled and nothing of these rows stays. */
async function inOneTransaction(
  run: ImportRun,
  { plan, isOfPatients }: PlannedFile,
  rows: readonly ReadRow[],
  before: ImportCounts,
  rowsRead: number,
  clock: () => Date,
): Promise<ImportCounts | null> {
  const { db, clinicId, importId } = run;
  try {
    return await db.transaction(async () => {
      const result = await importChunk(run, plan, rows);
      await keepBadRows(
        db,
        clinicId,
        importId,
        result.bad.map((bad) => ({ ...bad, isOfPatientsFile: isOfPatients })),
      );
      const counts = addUp(before, rows, result);
      if (!(await noteProgress(db, { clinicId, id: importId, rowsRead, counts, now: clock() }))) throw new Cancelled();
      return counts;
    });
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    run.catalogue.forget();
    return null;
  }
}

class Cancelled extends Error {}

function addUp(before: ImportCounts, rows: readonly ReadRow[], result: ChunkResult): ImportCounts {
  const forgiven = rows.reduce((sum, { answer }) => sum + (answer.ok ? answer.forgiven.length : 0), 0);
  return {
    rows: before.rows + rows.length,
    visits: before.visits + result.visits,
    patients: before.patients + result.patients,
    duplicates: before.duplicates + result.duplicates,
    bad: before.bad + result.bad.length,
    forgiven: before.forgiven + forgiven,
  };
}

/** Tiers, visit counts and last visits of everybody whose visits came in. */
async function reviewPatients({ db, clinicId, importId, actor }: ImportRun, clock: () => Date): Promise<void> {
  const touched = await db.select<{ id: number }>(
    'SELECT DISTINCT patient_id AS id FROM visits WHERE clinic_id = :clinicId AND import_id = :importId',
    { clinicId, importId },
  );
  const ids = touched.map(({ id }) => id).sort((a, b) => a - b);
  for (let from = 0; from < ids.length; from += PATIENTS_AT_ONCE) {
    const patientIds = ids.slice(from, from + PATIENTS_AT_ONCE);
    await settleVisits(db, { clinicId, patientIds, asOf: clock(), actor, cause: 'import.done' });
  }
}

async function finish(run: ImportRun, done: { counts: ImportCounts; wasCancelled: boolean; now: Date }): Promise<void> {
  const { db, clinicId, importId, actor } = run;
  const { counts, wasCancelled, now } = done;
  await db.transaction(async () => {
    await db.records.Import.update({ finishedAt: now }, { where: { clinicId, id: importId } });
    await db.records.Import.update({ state: 'done' }, { where: { clinicId, id: importId, state: 'running' } });
    await appendEvent(db, {
      clinicId,
      kind: 'import.done',
      occurredAt: now,
      recordedAt: now,
      actor,
      subjectKind: 'import',
      subjectId: importId,
      payload: { ...counts, wasCancelled },
    });
  });
}
