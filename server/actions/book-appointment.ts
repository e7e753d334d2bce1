import type { Clinic } from '../../models/clinic.js';
import { checkChoices } from '../../models/catalogue-choices.js';
import { appendEvent, type Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import type { Patient } from '../../models/patient.js';
import { instantOf, tehranDay } from '../../models/persian/tehran-time.js';
import { mayBookOn } from '../../models/rules/appointments.js';
import { refuse, type Outcome } from '../errors.js';
import type { AppointmentForm } from '../forms/appointment-form.js';
import { overlapping } from './appointment-overlap.js';

export interface BookAppointment {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  asOf: Date;
  form: Omit<AppointmentForm, '_csrf'>;
}

/**
 * Books an appointment. Refuses days past or too far, what is not in the clinic's lists, deleted patients, and (until the desk wants both)
 * an hour at which the patient has another appointment. The same form sent twice books once.
 */
export async function bookAppointment({
  db,
  clinic,
  actor,
  asOf,
  form,
}: BookAppointment): Promise<Outcome<{ appointmentId: number; patient: Patient; startsAt: Date; isRepeat: boolean }>> {
  const clinicId = clinic.id;
  return db.transaction(async () => {
    const { patientId, specialtyId, serviceId, physicianId, note, submissionKey } = form;
    // The patient's row is the gate: two desks that book for one patient take turns.
    const patient = await db.records.Patient.findOne({ where: { clinicId, id: patientId }, lock: true });
    if (!patient) return refuse('patient-unknown', 'patientId');
    if (patient.deletedAt) return refuse('patient-deleted', 'patientId');
    const repeated = submissionKey ? await db.records.Appointment.findOne({ where: { clinicId, submissionKey } }) : null;
    if (repeated) return { ok: true, appointmentId: repeated.id, patient, startsAt: repeated.startsAt, isRepeat: true };

    const day = mayBookOn(form.day, { asOf, today: tehranDay(asOf) });
    if (!day.ok) return refuse(day.reason, 'day');
    const chosen = await checkChoices(db, clinicId, { specialtyId, serviceId, physicianId });
    if (!chosen.ok) return chosen;
    const startsAt = instantOf(form.day, form.time);
    const clash = form.keepBoth ? null : await overlapping(db, { clinicId, patientId, startsAt, exceptId: null });
    if (clash) return clash;

    const appointment = await db.records.Appointment.create({
      clinicId,
      patientId,
      specialtyId,
      serviceId,
      physicianId,
      startsAt,
      startsOn: form.day,
      note,
      state: 'booked',
      submissionKey: submissionKey ?? null,
      createdBy: actor.kind === 'staff' ? actor.id : null,
      createdAt: asOf,
      updatedAt: asOf,
    });
    await appendEvent(db, {
      clinicId,
      patientId,
      kind: 'appointment.booked',
      occurredAt: asOf,
      recordedAt: asOf,
      actor,
      subjectKind: 'appointment',
      subjectId: appointment.id,
      payload: { after: { startsAt, specialtyId, serviceId, physicianId, state: 'booked' } },
    });
    return { ok: true, appointmentId: appointment.id, patient, startsAt, isRepeat: false };
  });
}
