import type { Actor } from '../../models/club-event.js';
import { appendEvent } from '../../models/club-event.js';
import type { Clinic } from '../../models/clinic.js';
import { stateConsents } from '../../models/consent-book.js';
import type { Db } from '../../models/database.js';
import { findLookalikes, type Lookalike } from '../../models/patient-duplicates.js';
import { registerPatients } from '../../models/patient-registry.js';
import type { Patient } from '../../models/patient.js';
import type { Outcome } from '../errors.js';
import type { EnrollForm } from '../forms/patient-form.js';
import { onceMoreAfterRace, refuseTaken } from './patient-identity.js';

export interface EnrollPatient {
  db: Db;
  clinic: Clinic;
  actor: Actor;
  form: EnrollForm;
  asOf: Date;
}

export type Enrolled = Outcome<{ patient: Patient; isNew: boolean }> | { ok: false; reason: 'lookalikes'; lookalikes: Lookalike[] };

/**
 * Puts a patient into the club as a prospect, with the consents that were given. The same submission twice gives the same patient. Refuses a
 * national code or file number that another patient has; shows patients who look like this one unless the desk said `anyway`.
 */
export function enrollPatient({ db, clinic, actor, form, asOf }: EnrollPatient): Promise<Enrolled> {
  const clinicId = clinic.id;
  const { consents, submissionKey, anyway, ...facts } = form;
  return onceMoreAfterRace(() =>
    db.transaction(async (): Promise<Enrolled> => {
      const already = await db.records.Patient.findOne({ where: { clinicId, submissionKey } });
      if (already) return { ok: true, patient: already, isNew: false };
      const taken = await refuseTaken(db, clinicId, facts);
      if (taken) return taken;
      const lookalikes = anyway ? [] : await findLookalikes(db, clinicId, facts);
      if (lookalikes.length > 0) return { ok: false, reason: 'lookalikes', lookalikes };

      const [patient] = await registerPatients(db, clinicId, [{ ...facts, submissionKey }], asOf);
      if (!patient) throw new Error('registerPatients returned nobody');
      await appendEvent(db, {
        clinicId,
        patientId: patient.id,
        kind: 'patient.enrolled',
        occurredAt: asOf,
        recordedAt: asOf,
        actor,
        payload: { source: facts.source },
      });
      await stateConsents(db, consents, { clinicId, patientId: patient.id, source: 'desk', actor, asOf });
      return { ok: true, patient, isNew: true };
    }),
  );
}
