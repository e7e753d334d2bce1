import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import { bookAppointment, type BookAppointment } from '../../server/actions/book-appointment.js';
import { NOW, SYSTEM } from './builders.js';

/** Books an appointment by the real action (tomorrow at nine unless told) and answers its id. */
export async function buildAppointment(
  db: Db,
  clinic: Clinic,
  patientId: number,
  overrides: Partial<BookAppointment['form']> = {},
): Promise<number> {
  const form = {
    patientId,
    day: '2026-11-23',
    time: '09:00',
    specialtyId: null,
    serviceId: null,
    physicianId: null,
    note: null,
    ...overrides,
  };
  const booked = await bookAppointment({ db, clinic, actor: SYSTEM, asOf: NOW, form });
  if (!booked.ok) throw new Error(`appointment refused: ${booked.reason}`);
  return booked.appointmentId;
}
