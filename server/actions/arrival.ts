import type { Appointment } from '../../models/appointment.js';
import { appendEvent, type Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { cancelMessages } from '../../models/outbox.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { nextState } from '../../models/rules/appointments.js';
import { reminderKeyPrefix } from '../../models/rules/reminders.js';
import { refuse, type Outcome } from '../errors.js';

interface Sought {
  clinicId: number;
  patientId: number;
  appointmentId: number;
  asOf: Date;
}

/** The appointment that this patient's visit is for, when they may arrive for it now; or why not. */
export async function appointmentToArrive(
  db: Db,
  { clinicId, patientId, appointmentId, asOf }: Sought,
): Promise<Outcome<{ appointment: Appointment }>> {
  const appointment = await db.records.Appointment.findOne({ where: { clinicId, patientId, id: appointmentId }, lock: true });
  if (!appointment) return refuse('appointment-unknown', 'appointmentId');
  const next = nextState(appointment, 'arrive', { asOf, today: tehranDay(asOf) });
  return next.ok ? { ok: true, appointment } : refuse(next.reason, 'appointmentId');
}

/** Marks an appointment as arrived by the visit it became; reminders that still wait are taken back. Call it inside the visit's transaction. */
export async function markArrived(
  db: Db,
  appointment: Appointment,
  { actor, asOf, visitId }: { actor: Actor; asOf: Date; visitId: number },
): Promise<void> {
  const { clinicId, patientId, id } = appointment;
  const before = appointment.state;
  await appointment.update({ state: 'arrived', updatedAt: asOf });
  await appendEvent(db, {
    clinicId,
    patientId,
    kind: 'appointment.arrived',
    occurredAt: asOf,
    recordedAt: asOf,
    actor,
    subjectKind: 'appointment',
    subjectId: id,
    payload: { before: { state: before }, after: { state: 'arrived' }, visitId },
  });
  await cancelMessages(db, { clinicId, patientId, keyPrefix: reminderKeyPrefix(id), reason: 'appointment-arrived', asOf, actor });
}

/** Opens the appointment of a deleted visit again; one that is no longer «arrived» stays as it is. Call it inside the visit's transaction. */
export async function takeBackArrival(
  db: Db,
  { clinicId, appointmentId, actor, asOf }: { clinicId: number; appointmentId: number | null; actor: Actor; asOf: Date },
): Promise<void> {
  const appointment =
    appointmentId === null ? null : await db.records.Appointment.findOne({ where: { clinicId, id: appointmentId }, lock: true });
  if (!appointment) return;
  const next = nextState(appointment, 'lose-visit', { asOf, today: tehranDay(asOf) });
  if (!next.ok) return;
  await appointment.update({ state: next.state, updatedAt: asOf });
  await appendEvent(db, {
    clinicId,
    patientId: appointment.patientId,
    kind: 'appointment.booked',
    occurredAt: asOf,
    recordedAt: asOf,
    actor,
    subjectKind: 'appointment',
    subjectId: appointment.id,
    payload: { before: { state: 'arrived' }, after: { state: next.state }, reopened: true },
  });
}
