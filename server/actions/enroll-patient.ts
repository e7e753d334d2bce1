import type { Actor } from '../../models/club-event.js';
import { appendEvent } from '../../models/club-event.js';
import type { Clinic } from '../../models/clinic.js';
import { stateConsents } from '../../models/consent-book.js';
import type { Db } from '../../models/database.js';
import { linkReferral, mayComeBy } from '../../models/referral-book.js';
import { findLookalikes, type Lookalike } from '../../models/patient-duplicates.js';
import { registerPatients } from '../../models/patient-registry.js';
import type { Patient } from '../../models/patient.js';
import { refuse, type Outcome } from '../errors.js';
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
 * Puts a patient into the club as a prospect, with the consents that were given and who brought them. The same submission twice gives the same
 * patient. Refuses a national code or file number that another patient has, and a referral by nobody or by oneself; shows patients who look
 * like this one unless the desk said `anyway`.
 */
export function enrollPatient({ db, clinic, actor, form, asOf }: EnrollPatient): Promise<Enrolled> {
  const clinicId = clinic.id;
  const { consents, submissionKey, anyway, referral = null, referralVia = 'desk', ...typed } = form;
  // Whoever names a referrer has said how they came to know the clinic.
  const facts = { ...typed, source: typed.source ?? (referral === null ? null : 'referral') };
  return onceMoreAfterRace(() =>
    db.transaction(async (): Promise<Enrolled> => {
      const already = await db.records.Patient.findOne({ where: { clinicId, submissionKey } });
      if (already) return { ok: true, patient: already, isNew: false };
      const taken = await refuseTaken(db, clinicId, facts);
      if (taken) return taken;
      const comes = referral === null ? null : await mayComeBy(db, clinicId, referral, facts);
      if (comes?.ok === false) return refuse(comes.reason, 'referral');
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
      if (referral !== null) {
        const linked = await linkReferral(db, { clinicId, referredId: patient.id, code: referral, via: referralVia, asOf, actor });
        if (!linked.ok) throw new Error(`a checked referral was refused: ${linked.reason}`);
      }
      await stateConsents(db, consents, { clinicId, patientId: patient.id, source: 'desk', actor, asOf });
      return { ok: true, patient, isNew: true };
    }),
  );
}
