import { basename } from 'node:path';
import type { Actor } from '../../models/club-event.js';
import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import type { ImportCounts } from '../../models/import-book.js';
import type { Import } from '../../models/import.js';
import type { Purpose } from '../../models/rules/consent.js';
import type { Outcome } from '../errors.js';
import type { ImportFiles } from '../files/import-files.js';
import { startImport } from './run-import.js';

export interface ImportFile extends ImportFiles {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  clock: () => Date;
  /** What the clinic vouches that these patients have allowed; none unless it says so. */
  consents?: readonly Purpose[];
}

/** Imports a clinic's file from beginning to end. A file or map that is refused leaves no trace. */
export async function importFile(request: ImportFile): Promise<Outcome<{ counts: ImportCounts; importId: number }>> {
  const { db, clinic, actor, clock, file, patientsFile, map, consents = [] } = request;
  const record = await beginImport({
    db,
    clinic,
    actor,
    asOf: clock(),
    file,
    patientsFile: patientsFile ?? null,
    options: { map, consents },
  });
  const importId = Number(record.id);
  const started = await startImport({ ...request, importId, consents });
  const done = started.ok ? await started.ended : started;
  if (done.ok) return { ok: true, counts: done.counts, importId };
  await db.execute(`DELETE FROM imports WHERE clinic_id = :clinicId AND id = :importId AND state = 'uploaded'`, {
    clinicId: clinic.id,
    importId,
  });
  return done;
}

/** Enters an import into the clinic's list of imports; nothing of its files is read yet. */
export function beginImport(begun: {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  asOf: Date;
  file: { fileName: string };
  patientsFile?: { fileName: string } | null;
  options: Record<string, unknown>;
}): Promise<Import> {
  const { db, clinic, actor, asOf, file, patientsFile, options } = begun;
  return db.records.Import.create({
    clinicId: clinic.id,
    fileName: shortName(file.fileName),
    patientsFileName: patientsFile ? shortName(patientsFile.fileName) : null,
    state: 'uploaded',
    optionsJson: options,
    createdBy: actor.kind === 'staff' ? actor.id : null,
    createdAt: asOf,
  });
}

const shortName = (fileName: string): string => basename(fileName).slice(-200);

/** Keeps how the files of a waiting import are to be read. */
export async function keepMapping(
  { db, clinic, id }: { db: Db; clinic: Pick<Clinic, 'id'>; id: number },
  options: Record<string, unknown>,
): Promise<void> {
  await db.records.Import.update({ optionsJson: options }, { where: { clinicId: clinic.id, id, state: 'uploaded' } });
}
