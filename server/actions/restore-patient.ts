import { appendEvent } from '../../models/club-event.js';
import { nationalCodeOf, refreshSearchTerms } from '../../models/patient-registry.js';
import type { Patient } from '../../models/patient.js';
import { refuse, type Outcome } from '../errors.js';
import type { DeletePatient } from './delete-patient.js';
import { onceMoreAfterRace, refuseTaken } from './patient-identity.js';

/** Brings a deleted patient back as they were; refuses when the national code or file number went to somebody else meanwhile, or the file became part of another one. */
export function restorePatient({ db, clinic, actor, id, asOf }: DeletePatient): Promise<Outcome<{ patient: Patient }>> {
  const clinicId = clinic.id;
  return onceMoreAfterRace(() =>
    db.transaction(async (): Promise<Outcome<{ patient: Patient }>> => {
      const patient = await db.records.Patient.findOne({ where: { clinicId, id } });
      if (!patient) return refuse('not-found');
      if (!patient.deletedAt) return { ok: true, patient };
      const [merge] = await db.select('SELECT id FROM merges WHERE clinic_id = :clinicId AND merged_id = :id AND undone_at IS NULL', {
        clinicId,
        id,
      });
      if (merge) return refuse('merged-away');
      const taken = await refuseTaken(db, clinicId, { nationalCode: nationalCodeOf(db, patient), fileNumber: patient.fileNumber }, id);
      if (taken) return taken;
      await patient.update({ deletedAt: null, updatedAt: asOf });
      await refreshSearchTerms(db, patient);
      await appendEvent(db, { clinicId, patientId: id, kind: 'patient.restored', occurredAt: asOf, recordedAt: asOf, actor });
      return { ok: true, patient };
    }),
  );
}
