import type { Actor } from '../../models/club-event.js';
import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import { holdPair, mergeFiles, separateFiles } from '../../models/merge-book.js';
import { nationalCodeOf } from '../../models/patient-registry.js';
import type { Patient } from '../../models/patient.js';
import { factsFromMerged, type FactsOfFile, type MergeField } from '../../models/rules/merge-fields.js';
import { refuse, type Outcome } from '../errors.js';

interface Asked {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  asOf: Date;
}

export interface MergePatients extends Asked {
  form: { keptId: number; mergedId: number; chosen: ReadonlySet<MergeField> };
}

/** Makes one file of two; refuses a file with itself, and files that are not there (any more). */
export function mergePatients({ db, clinic, actor, asOf, form }: MergePatients): Promise<Outcome<{ mergeId: number; kept: Patient }>> {
  const { keptId, mergedId, chosen } = form;
  const clinicId = clinic.id;
  return db.transaction(async (): Promise<Outcome<{ mergeId: number; kept: Patient }>> => {
    if (keptId === mergedId) return refuse('merge-itself');
    const held = await holdPair(db, { clinicId, keptId, mergedId });
    const [kept, merged] = [keptId, mergedId].map((id) => held.find((patient) => patient.id === id && !patient.deletedAt));
    if (!kept || !merged) return refuse('merge-gone');
    const fromMerged = factsFromMerged(factsOf(db, kept), factsOf(db, merged), chosen);
    const { mergeId } = await mergeFiles(db, { clinicId, keptId, mergedId, fromMerged, asOf, actor });
    return { ok: true, mergeId, kept };
  });
}

/** Takes a merge back to identical rows; refuses when the file was worked with since. */
export function undoMerge({ db, clinic, actor, asOf, mergeId }: Asked & { mergeId: number }): Promise<Outcome<{ mergedId: number }>> {
  return db.transaction(async (): Promise<Outcome<{ mergedId: number }>> => {
    const separated = await separateFiles(db, { clinicId: clinic.id, mergeId, asOf, actor });
    if (separated.ok) return { ok: true, mergedId: separated.mergedId };
    return refuse(separated.reason, undefined, separated.touched ? { touched: separated.touched } : {});
  });
}

/** The facts of a file as texts that can be compared. */
function factsOf(db: Db, patient: Patient): FactsOfFile {
  const { firstName, lastName, mobile, birthOn, birthIsEstimated, sex, education, area, source, fileNumber } = patient;
  const birth = birthOn === null ? null : `${birthOn}${birthIsEstimated ? '?' : ''}`;
  return {
    name: `${firstName} ${lastName}`,
    mobile,
    nationalCode: nationalCodeOf(db, patient),
    birth,
    sex,
    education,
    area,
    source,
    fileNumber,
  };
}
