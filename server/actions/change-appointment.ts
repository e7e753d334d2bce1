import type { Appointment } from '../../models/appointment.js';
import type { Clinic } from '../../models/clinic.js';
import { checkChoices } from '../../models/catalogue-choices.js';
import { appendEvent, type Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { cancelMessages } from '../../models/outbox.js';
import { instantOf, tehranDay } from '../../models/persian/tehran-time.js';
import { mayBookOn, nextState } from '../../models/rules/appointments.js';
import { reminderKeyPrefix } from '../../models/rules/reminders.js';
import { refuse, type Outcome } from '../errors.js';
import type { AppointmentChangeForm } from '../forms/appointment-form.js';
import { heldAppointment } from './change-appointment-state.js';
import { overlapping } from './appointment-overlap.js';

export interface ChangeAppointment {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  asOf: Date;
  appointmentId: number;
  form: Omit<AppointmentChangeForm, '_csrf'>;
}

type Plan = Pick<Appointment, 'startsAt' | 'startsOn' | 'specialtyId' | 'serviceId' | 'physicianId' | 'note'>;
const PLAN = ['startsAt', 'specialtyId', 'serviceId', 'physicianId', 'note'] as const;

/**
 * Changes when, what and with whom. A new hour has to be confirmed again and takes waiting reminders of the old hour back.
 * Refuses appointments that are over, and what booking refuses.
 */
export async function changeAppointment({
  db,
  clinic,
  actor,
  asOf,
  appointmentId,
  form,
}: ChangeAppointment): Promise<Outcome<{ appointment: Appointment; moved: boolean; changed: boolean }>> {
  const clinicId = clinic.id;
  return db.transaction(async () => {
    const appointment = await heldAppointment(db, clinicId, appointmentId);
    if (!appointment) return refuse('appointment-unknown');
    const { patientId } = appointment;
    const next = nextState(appointment, 'move', { asOf, today: tehranDay(asOf) });
    if (!next.ok) return refuse(next.reason);

    const { specialtyId, serviceId, physicianId, note } = form;
    const startsAt = instantOf(form.day, form.time);
    const moved = startsAt.getTime() !== appointment.startsAt.getTime();
    const day = moved ? mayBookOn(form.day, { asOf, today: tehranDay(asOf) }) : ({ ok: true } as const);
    if (!day.ok) return refuse(day.reason, 'day');
    const chosen = await checkChoices(db, clinicId, { specialtyId, serviceId, physicianId }, appointment);
    if (!chosen.ok) return chosen;
    const clash = moved && !form.keepBoth ? await overlapping(db, { clinicId, patientId, startsAt, exceptId: appointmentId }) : null;
    if (clash) return clash;

    const plan: Plan = { startsAt, startsOn: form.day, specialtyId, serviceId, physicianId, note };
    const changed = PLAN.filter((part) => (part === 'startsAt' ? moved : appointment[part] !== plan[part]));
    if (changed.length === 0) return { ok: true, appointment, moved: false, changed: false };
    const before = Object.fromEntries(changed.map((part) => [part, appointment[part]]));
    const after = Object.fromEntries(changed.map((part) => [part, plan[part]]));
    await appointment.update({ ...plan, ...(moved ? { state: next.state } : {}), updatedAt: asOf });
    await appendEvent(db, {
      clinicId,
      patientId,
      kind: 'appointment.moved',
      occurredAt: asOf,
      recordedAt: asOf,
      actor,
      subjectKind: 'appointment',
      subjectId: appointmentId,
      payload: { before, after },
    });
    if (moved)
      await cancelMessages(db, {
        clinicId,
        patientId,
        keyPrefix: reminderKeyPrefix(appointmentId),
        reason: 'appointment-moved',
        asOf,
        actor,
      });
    return { ok: true, appointment, moved, changed: true };
  });
}
