import { stateConsent } from '../../models/consent-book.js';
import { refuse, type Outcome } from '../errors.js';
import type { SayConsent } from './give-consent.js';

/** Writes down that a patient no longer allows a purpose; from then on nothing of that purpose is sent. Refuses for a patient who is not there. */
export function withdrawConsent({ db, clinic, actor, patientId, purpose, form, asOf }: SayConsent): Promise<Outcome<{ changed: boolean }>> {
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
      isGiven: false,
      source: form.source,
      actor,
      asOf,
    });
    return { ok: true, changed };
  });
}
