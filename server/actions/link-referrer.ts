import type { Actor } from '../../models/club-event.js';
import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import { linkReferral } from '../../models/referral-book.js';
import { refuse, type Outcome } from '../errors.js';

export interface LinkReferrer {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  asOf: Date;
  patientId: number;
  form: { referral: string };
}

/** Writes down later who brought a patient; refuses once the patient has come, and whatever a referral may not be. */
export function linkReferrer({ db, clinic, actor, asOf, patientId, form }: LinkReferrer): Promise<Outcome> {
  return db.transaction(async (): Promise<Outcome> => {
    const linked = await linkReferral(db, { clinicId: clinic.id, referredId: patientId, code: form.referral, via: 'desk', asOf, actor });
    return linked.ok ? { ok: true } : refuse(linked.reason, 'referral');
  });
}
