import type { Clinic } from '../../models/clinic.js';
import type { Actor } from '../../models/club-event.js';
import { consentsOf, stateConsent } from '../../models/consent-book.js';
import type { Db } from '../../models/database.js';
import { departureOf, writeDeparture, writeReturn } from '../../models/member-departure.js';
import { REPLY_PURPOSES } from '../../models/rules/consent.js';
import { returnsAloneUntil } from '../../models/rules/member-access.js';
import { refuse, type Outcome } from '../errors.js';

export interface Leave {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  patientId: number;
  asOf: Date;
}

/**
 * A patient leaves the club: promotion and survey are no longer allowed, tier, points and benefits are no longer shown. The clinic's file stays.
 * Leaving twice changes nothing.
 */
export function leaveClub({ db, clinic, actor, patientId, asOf }: Leave): Promise<Outcome> {
  const clinicId = clinic.id;
  return db.transaction(async (): Promise<Outcome> => {
    const patient = await db.records.Patient.findOne({ where: { clinicId, id: patientId, deletedAt: null }, lock: true });
    if (!patient) return refuse('not-found');
    const consents = await consentsOf(db, clinicId, patientId);
    const withdrawn = REPLY_PURPOSES.filter((purpose) => consents[purpose]?.isGiven === true);
    if (!(await writeDeparture(db, { clinicId, patientId, asOf, actor, withdrawn }))) return { ok: true };
    for (const purpose of withdrawn)
      await stateConsent(db, { ...consentFrom(actor), clinicId, patientId, purpose, isGiven: false, actor, asOf });
    return { ok: true };
  });
}

/**
 * Brings somebody who left back into the club, with what they allowed before. A patient can do it alone for 30 days; the desk at any time.
 * Refuses nobody who is in the club.
 */
export function returnToClub({ db, clinic, actor, patientId, asOf }: Leave): Promise<Outcome> {
  const clinicId = clinic.id;
  return db.transaction(async (): Promise<Outcome> => {
    const patient = await db.records.Patient.findOne({ where: { clinicId, id: patientId, deletedAt: null }, lock: true });
    if (!patient) return refuse('not-found');
    const departure = await departureOf(db, clinicId, patientId);
    if (!departure) return { ok: true };
    const isAlone = actor.kind === 'patient';
    if (isAlone && returnsAloneUntil(departure.leftAt) <= asOf) return refuse('return-at-desk');
    await writeReturn(db, { clinicId, patientId, asOf, actor }, departure.id);
    // Only who speaks for themselves allows again what was allowed before; at the desk it is asked anew.
    for (const purpose of isAlone ? departure.withdrawn : [])
      await stateConsent(db, { ...consentFrom(actor), clinicId, patientId, purpose, isGiven: true, actor, asOf });
    return { ok: true };
  });
}

const consentFrom = (actor: Actor) => ({ source: actor.kind === 'staff' ? 'desk' : 'page' }) as const;
