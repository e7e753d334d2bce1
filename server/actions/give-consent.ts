import type { Actor } from '../../models/club-event.js';
import type { Clinic } from '../../models/clinic.js';
import { stateConsent } from '../../models/consent-book.js';
import type { Purpose } from '../../models/consent.js';
import type { Db } from '../../models/database.js';
import type { ConsentForm } from '../forms/consent-form.js';
import { refuse, type Outcome } from '../errors.js';

/** Who said it about which purpose, and where. */
export interface SayConsent {
  db: Db;
  clinic: Clinic;
  actor: Actor;
  patientId: number;
  purpose: Purpose;
  form: Pick<ConsentForm, 'source'>;
  asOf: Date;
}

/** Writes down that a patient allows a purpose; saying it again changes nothing. Refuses for a patient who is not there. */
export function giveConsent({ db, clinic, actor, patientId, purpose, form, asOf }: SayConsent): Promise<Outcome<{ changed: boolean }>> {
  return db.transaction(async (): Promise<Outcome<{ changed: boolean }>> => {
    const patient = await db.records.Patient.findOne({
      where: { clinicId: clinic.id, id: patientId, deletedAt: null },
      attributes: ['id'],
    });
    if (!patient) return refuse('not-found');
    const { changed } = await stateConsent(db, {
      clinicId: clinic.id,
      patientId,
      purpose,
      isGiven: true,
      source: form.source,
      actor,
      asOf,
    });
    return { ok: true, changed };
  });
}
