import type { Db } from '../../models/database.js';
import { APPOINTMENT_STATES, type AppointmentState } from '../../models/rules/appointments.js';

export interface DayAppointment {
  id: number;
  patientId: number;
  startsAt: Date;
  startsOn: string;
  state: AppointmentState;
  firstName: string;
  lastName: string;
  memberNumber: number;
  mobile: string | null;
  specialty: string | null;
  service: string | null;
  physician: string | null;
  note: string | null;
  /** Whether whoever asks may open the patient's file: a physician only after a visit with them. */
  isInSight: number;
}

export interface DayReport {
  counts: Record<AppointmentState, number>;
  appointments: DayAppointment[];
  /** Where the next page begins; null when this is the last. */
  afterId: number | null;
}

const OWN_PATIENT = `CASE WHEN EXISTS (SELECT 1 FROM visits v WHERE v.clinic_id = a.clinic_id AND v.patient_id = a.patient_id
  AND v.physician_id = :physicianId AND v.deleted_at IS NULL) THEN 1 ELSE 0 END`;

interface Asked {
  clinicId: number;
  /** Only those with this physician; null is everybody's. */
  physicianId: number | null;
  day: string;
  state: AppointmentState | null;
  after: number | null;
  pageSize: number;
}

/** The appointments of one day in the order of the clock, and how many there are in each state. Two statements. */
export async function appointmentDay(db: Db, asked: Asked): Promise<DayReport> {
  const { clinicId, physicianId, day, state, after, pageSize } = asked;
  const own = physicianId === null ? '' : 'AND a.physician_id = :physicianId';
  const counted = await db.select<{ state: AppointmentState; count: number }>(
    `SELECT a.state, COUNT(*) AS count FROM appointments a WHERE a.clinic_id = :clinicId AND a.starts_on = :day ${own} GROUP BY a.state`,
    { clinicId, day, physicianId },
  );
  const rows = await db.select<DayAppointment>(
    `SELECT a.id, a.patient_id AS "patientId", a.starts_at AS "startsAt", a.starts_on AS "startsOn", a.state, p.first_name AS "firstName",
       p.last_name AS "lastName", p.member_number AS "memberNumber", p.mobile, sp.name AS specialty, sv.name AS service, ph.name AS physician,
       a.note, ${physicianId === null ? '1' : OWN_PATIENT} AS "isInSight"
     FROM appointments a
     JOIN patients p ON p.id = a.patient_id AND p.clinic_id = a.clinic_id
     LEFT JOIN specialties sp ON sp.id = a.specialty_id AND sp.clinic_id = a.clinic_id
     LEFT JOIN services sv ON sv.id = a.service_id AND sv.clinic_id = a.clinic_id
     LEFT JOIN physicians ph ON ph.id = a.physician_id AND ph.clinic_id = a.clinic_id
     WHERE a.clinic_id = :clinicId AND a.starts_on = :day ${own} ${state === null ? '' : 'AND a.state = :state'}
       ${after === null ? '' : 'AND (a.starts_at, a.id) > (SELECT b.starts_at, b.id FROM appointments b WHERE b.clinic_id = :clinicId AND b.id = :after)'}
     ORDER BY a.starts_at, a.id LIMIT :limit`,
    { clinicId, day, physicianId, state, after, limit: pageSize + 1 },
  );
  const counts = Object.fromEntries(APPOINTMENT_STATES.map((each) => [each, 0])) as Record<AppointmentState, number>;
  for (const row of counted) counts[row.state] = Number(row.count);
  const appointments = rows.slice(0, pageSize);
  return { counts, appointments, afterId: rows.length > pageSize ? (appointments.at(-1)?.id ?? null) : null };
}
