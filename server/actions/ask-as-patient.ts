import type { Clinic } from '../../models/clinic.js';
import { stateConsent } from '../../models/consent-book.js';
import type { Purpose } from '../../models/consent.js';
import type { Db } from '../../models/database.js';
import { makeMemberRequest, openRequestsOf } from '../../models/member-requests.js';
import { isLive } from '../../models/rules/appointments.js';
import { mayCancelAlone, mayTakeBack } from '../../models/rules/member-access.js';
import { refuse, type Outcome } from '../errors.js';
import { changeAppointmentState } from './change-appointment-state.js';

export interface AsPatient {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  patientId: number;
  asOf: Date;
}

const MOST_OPEN = 10;

const actorOf = (patientId: number) => ({ kind: 'patient', patientId }) as const;

/** A patient says on their own page what they allow or no longer allow; saying it again changes nothing. */
export function sayOwnConsent({
  db,
  clinic,
  patientId,
  asOf,
  purpose,
  isGiven,
}: AsPatient & { purpose: Purpose; isGiven: boolean }): Promise<{ changed: boolean }> {
  const statement = { clinicId: clinic.id, patientId, purpose, isGiven, source: 'page', actor: actorOf(patientId), asOf } as const;
  return db.transaction(() => stateConsent(db, statement));
}

/** A patient asks the desk to put something in the file right; refuses when too many of their requests are open already. */
export async function askForCorrection({ db, clinic, patientId, asOf, text }: AsPatient & { text: string }): Promise<Outcome> {
  const clinicId = clinic.id;
  if ((await openRequestsOf(db, clinicId, patientId)) >= MOST_OPEN) return refuse('too-many-requests');
  await makeMemberRequest(db, { clinicId, patientId, kind: 'correction', text, asOf, actor: actorOf(patientId) });
  return { ok: true };
}

/** A patient calls off their own appointment; when it is too near, the wish goes to the desk instead. Another's appointment does not exist. */
export async function cancelOwnAppointment({
  db,
  clinic,
  patientId,
  asOf,
  appointmentId,
}: AsPatient & { appointmentId: number }): Promise<Outcome<{ done: 'cancelled' | 'asked' }>> {
  const clinicId = clinic.id;
  const own = await db.records.Appointment.findOne({ where: { clinicId, id: appointmentId, patientId } });
  if (!own) return refuse('not-found');
  if (!isLive(own.state) || own.startsAt <= asOf) return refuse('appointment-over');
  const actor = actorOf(patientId);
  if (!mayCancelAlone(own.startsAt, asOf)) {
    const wish = { clinicId, patientId, kind: 'cancellation', text: '', appointmentId, asOf, actor } as const;
    await makeMemberRequest(db, wish);
    return { ok: true, done: 'asked' };
  }
  const answer = await changeAppointmentState({ db, clinic, actor, asOf, appointmentId, step: 'cancel' });
  return answer.ok ? { ok: true, done: 'cancelled' } : refuse('appointment-over');
}

/** A patient takes their own cancellation back, for a short while; what the desk called off stays so. */
export async function restoreOwnAppointment({
  db,
  clinic,
  patientId,
  asOf,
  appointmentId,
}: AsPatient & { appointmentId: number }): Promise<Outcome> {
  const clinicId = clinic.id;
  const own = await db.records.Appointment.findOne({ where: { clinicId, id: appointmentId, patientId } });
  if (!own) return refuse('not-found');
  const [last] = await db.select<{ actorKind: string; occurredAt: Date }>(
    `SELECT actor_kind AS "actorKind", occurred_at AS "occurredAt" FROM club_events
     WHERE clinic_id = :clinicId AND patient_id = :patientId AND subject_kind = 'appointment' AND subject_id = :appointmentId
     ORDER BY id DESC LIMIT 1`,
    { clinicId, patientId, appointmentId },
  );
  const mayUndo = own.state === 'cancelled' && last?.actorKind === 'patient' && mayTakeBack(last.occurredAt, own.startsAt, asOf);
  if (!mayUndo) return refuse('appointment-over');
  const answer = await changeAppointmentState({ db, clinic, actor: actorOf(patientId), asOf, appointmentId, step: 'reopen' });
  return answer.ok ? { ok: true } : refuse('appointment-over');
}
