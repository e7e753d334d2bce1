import { appendEvent, type Actor } from '../../models/club-event.js';
import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import { isAlive } from '../../models/import-book.js';
import { patientsOfImport, takeBack, type Undone } from '../../models/import-undo.js';
import { refuse, type Outcome } from '../errors.js';

export interface UndoImport {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  id: number;
  clock: () => Date;
}

/** Few enough that the desk never waits long for its turn to write. */
const PATIENTS_AT_ONCE = 500;

/**
 * Takes an import back: its visits go, and so do the patients it brought, except those the club has had to do with since; these stay and are
 * counted. Tiers are worked out again. Refuses an import that is running, has not begun, or was taken back before; null when there is none.
 */
export async function undoImport({ db, clinic, actor, id, clock }: UndoImport): Promise<Outcome<{ undone: Undone }> | null> {
  const clinicId = clinic.id;
  const record = await db.records.Import.findOne({ where: { clinicId, id } });
  if (!record) return null;
  if (record.state === 'undone') return refuse('import-undone-before');
  if (record.state === 'uploaded') return refuse('import-not-begun');
  if (isAlive(record, clock())) return refuse('import-running');
  const undone: Undone = { visits: 0, patients: 0, keptVisits: 0, keptPatients: 0 };
  const ids = await patientsOfImport(db, clinicId, id);
  for (let from = 0; from < ids.length; from += PATIENTS_AT_ONCE) {
    const patientIds = ids.slice(from, from + PATIENTS_AT_ONCE);
    const part = await db.transaction(() => takeBack(db, { clinicId, importId: id, patientIds, actor, asOf: clock() }));
    for (const name of Object.keys(undone) as (keyof Undone)[]) undone[name] += part[name];
  }
  await db.transaction(async () => {
    const asOf = clock();
    await record.update({ state: 'undone', undoneAt: asOf });
    await appendEvent(db, {
      clinicId,
      kind: 'import.undone',
      occurredAt: asOf,
      recordedAt: asOf,
      actor,
      subjectKind: 'import',
      subjectId: id,
      payload: { ...undone },
    });
  });
  return { ok: true, undone };
}
