import type { Appointment } from '../../models/appointment.js';
import type { Clinic } from '../../models/clinic.js';
import { appendEvent, type Actor, type EventKind } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { cancelMessages } from '../../models/outbox.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { nextState, type AppointmentStep } from '../../models/rules/appointments.js';
import { reminderKeyPrefix } from '../../models/rules/reminders.js';
import { refuse, type Outcome } from '../errors.js';

/** The steps that change nothing but the state; an arrival needs its visit and a move its new hour. */
export type PlainStep = Extract<AppointmentStep, 'confirm' | 'miss' | 'cancel' | 'reopen'>;

export interface ChangeAppointmentState {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  asOf: Date;
  appointmentId: number;
  step: PlainStep;
}

const KINDS: Record<PlainStep, EventKind> = {
  confirm: 'appointment.confirmed',
  miss: 'appointment.missed',
  cancel: 'appointment.cancelled',
  reopen: 'appointment.booked',
};

/** Confirms, cancels or reopens an appointment or notes that nobody came; one that no longer happens takes its waiting reminders back. */
export async function changeAppointmentState({
  db,
  clinic,
  actor,
  asOf,
  appointmentId,
  step,
}: ChangeAppointmentState): Promise<Outcome<{ appointment: Appointment }>> {
  const clinicId = clinic.id;
  return db.transaction(async () => {
    const appointment = await heldAppointment(db, clinicId, appointmentId);
    if (!appointment) return refuse('appointment-unknown');
    const before = appointment.state;
    const next = nextState(appointment, step, { asOf, today: tehranDay(asOf) });
    if (!next.ok) return refuse(next.reason);
    await appointment.update({ state: next.state, updatedAt: asOf });
    const { patientId } = appointment;
    await appendEvent(db, {
      clinicId,
      patientId,
      kind: KINDS[step],
      occurredAt: asOf,
      recordedAt: asOf,
      actor,
      subjectKind: 'appointment',
      subjectId: appointmentId,
      payload: { before: { state: before }, after: { state: next.state }, ...(step === 'reopen' ? { reopened: true } : {}) },
    });
    if (step === 'cancel' || step === 'miss') {
      const reason = `appointment-${next.state}`;
      await cancelMessages(db, { clinicId, patientId, keyPrefix: reminderKeyPrefix(appointmentId), reason, asOf, actor });
    }
    return { ok: true, appointment };
  });
}

/** The appointment, read after its patient's row is held: desks that settle one patient's affairs take turns, always in this order. */
export async function heldAppointment(db: Db, clinicId: number, id: number): Promise<Appointment | null> {
  const { Appointment, Patient } = db.records;
  const seen = await Appointment.findOne({ where: { clinicId, id } });
  if (!seen) return null;
  await Patient.findOne({ where: { clinicId, id: seen.patientId }, lock: true });
  return Appointment.findOne({ where: { clinicId, id }, lock: true });
}
