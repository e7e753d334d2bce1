import { appendEvent, type Actor } from '../../models/club-event.js';
import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import type { Patient } from '../../models/patient.js';
import { refuse, type Outcome } from '../errors.js';

export interface DeletePatient {
  db: Db;
  clinic: Clinic;
  actor: Actor;
  id: number;
  asOf: Date;
}

/** Takes a patient out of lists, search and messages; everything is kept and can be brought back. A second time changes nothing. */
export function deletePatient({ db, clinic, actor, id, asOf }: DeletePatient): Promise<Outcome<{ patient: Patient }>> {
  const clinicId = clinic.id;
  return db.transaction(async (): Promise<Outcome<{ patient: Patient }>> => {
    const patient = await db.records.Patient.findOne({ where: { clinicId, id } });
    if (!patient) return refuse('not-found');
    if (patient.deletedAt) return { ok: true, patient };
    await patient.update({ deletedAt: asOf, updatedAt: asOf });
    await db.execute('DELETE FROM patient_search_terms WHERE clinic_id = :clinicId AND patient_id = :id', { clinicId, id });
    await appendEvent(db, { clinicId, patientId: id, kind: 'patient.deleted', occurredAt: asOf, recordedAt: asOf, actor });
    return { ok: true, patient };
  });
}
