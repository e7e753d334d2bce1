import type { Db } from '../../models/database.js';
import type { AppointmentState } from '../../models/rules/appointments.js';

export interface ExpectedAppointment {
  id: number;
  patientId: number;
  startsAt: Date;
  startsOn: string;
  state: AppointmentState;
  specialtyId: number | null;
  serviceId: number | null;
  physicianId: number | null;
}

export interface AppointmentPage extends ExpectedAppointment {
  firstName: string;
  lastName: string;
  memberNumber: number;
  mobile: string | null;
  specialty: string | null;
  service: string | null;
  physician: string | null;
  note: string | null;
  visitId: number | null;
}

export interface AppointmentChange {
  kind: string;
  recordedAt: Date;
  actorName: string | null;
  payloadJson: { before?: Record<string, unknown>; after?: Record<string, unknown>; reopened?: boolean } | null;
}

/** What an arriving patient was expected for; null when the clinic has no such appointment. */
export async function expectedAppointment(db: Db, clinicId: number, id: number): Promise<ExpectedAppointment | null> {
  const [row] = await db.select<ExpectedAppointment>(
    `SELECT id, patient_id AS "patientId", starts_at AS "startsAt", starts_on AS "startsOn", state, specialty_id AS "specialtyId",
       service_id AS "serviceId", physician_id AS "physicianId"
     FROM appointments WHERE clinic_id = :clinicId AND id = :id`,
    { clinicId, id },
  );
  return row ?? null;
}

/** One appointment with its names; null when there is none that this staff member may see. */
export async function appointmentPage(
  db: Db,
  { clinicId, physicianId, id }: { clinicId: number; physicianId: number | null; id: number },
): Promise<AppointmentPage | null> {
  const [row] = await db.select<AppointmentPage>(
    `SELECT a.id, a.patient_id AS "patientId", a.starts_at AS "startsAt", a.starts_on AS "startsOn", a.state, a.specialty_id AS "specialtyId",
       a.service_id AS "serviceId", a.physician_id AS "physicianId", p.first_name AS "firstName", p.last_name AS "lastName",
       p.member_number AS "memberNumber", p.mobile, sp.name AS specialty, sv.name AS service, ph.name AS physician, a.note,
       (SELECT MAX(v.id) FROM visits v WHERE v.clinic_id = a.clinic_id AND v.patient_id = a.patient_id AND v.appointment_id = a.id
         AND v.deleted_at IS NULL) AS "visitId"
     FROM appointments a
     JOIN patients p ON p.id = a.patient_id AND p.clinic_id = a.clinic_id
     LEFT JOIN specialties sp ON sp.id = a.specialty_id AND sp.clinic_id = a.clinic_id
     LEFT JOIN services sv ON sv.id = a.service_id AND sv.clinic_id = a.clinic_id
     LEFT JOIN physicians ph ON ph.id = a.physician_id AND ph.clinic_id = a.clinic_id
     WHERE a.clinic_id = :clinicId AND a.id = :id ${physicianId === null ? '' : 'AND a.physician_id = :physicianId'}`,
    { clinicId, id, physicianId },
  );
  return row ?? null;
}

/** What happened to one appointment, oldest first, from the event log. */
export function appointmentChanges(
  db: Db,
  { clinicId, patientId, id }: { clinicId: number; patientId: number; id: number },
): Promise<AppointmentChange[]> {
  return db.select<AppointmentChange>(
    `SELECT e.kind, e.recorded_at AS "recordedAt", s.display_name AS "actorName", e.payload_json AS "payloadJson"
     FROM club_events e LEFT JOIN staff_members s ON s.id = e.actor_staff_id AND s.clinic_id = e.clinic_id
     WHERE e.clinic_id = :clinicId AND e.patient_id = :patientId AND e.subject_kind = 'appointment' AND e.subject_id = :id
     ORDER BY e.id LIMIT 100`,
    { clinicId, patientId, id },
  );
}
