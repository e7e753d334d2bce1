import { z } from 'zod';
import { parseNearDay } from '../../models/persian/near-day.js';
import { APPOINTMENT_STATES } from '../../models/rules/appointments.js';
import { chosenId, csrfField, optionalId, optionalText, optionalTime, submissionKey, typedDay } from './fields.js';

const planned = (today: string) => ({
  day: typedDay(today, { missing: 'day-missing', unreadable: 'day-unreadable' }),
  time: optionalTime('time-unreadable').refine((time) => time !== null, 'time-missing'),
  specialtyId: optionalId,
  serviceId: optionalId,
  physicianId: optionalId,
  note: optionalText(200, 'note-too-long'),
  /** Said when the desk was warned of an overlap and wants both. */
  keepBoth: z.literal('yes', 'invalid').optional(),
  ...csrfField,
});

/** A new appointment of one patient. */
export const appointmentForm = (today: string) =>
  z.strictObject({ patientId: chosenId('patient-missing'), ...planned(today), submissionKey });
export type AppointmentForm = z.output<ReturnType<typeof appointmentForm>>;

/** A change of when, what and with whom. */
export const appointmentChangeForm = (today: string) => z.strictObject(planned(today));
export type AppointmentChangeForm = z.output<ReturnType<typeof appointmentChangeForm>>;

/** Which day's list is asked for, of which state; what cannot be read falls back to today and all. */
export const dayListQuery = (today: string) =>
  z.object({
    day: z
      .string()
      .transform((typed) => parseNearDay(typed, today) ?? today)
      .catch(today),
    state: z.enum(APPOINTMENT_STATES).nullable().catch(null),
    after: z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number)
      .nullable()
      .catch(null),
  });
