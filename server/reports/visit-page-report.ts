import type { Db } from '../../models/database.js';
import type { PatientSight } from '../policies/patient-policy.js';
import { inSight, sightValues } from './patient-sight.js';

export interface VisitPage {
  id: number;
  patientId: number;
  firstName: string;
  lastName: string;
  memberNumber: number;
  specialtyId: number;
  specialty: string;
  serviceId: number | null;
  service: string | null;
  physicianId: number | null;
  physician: string | null;
  illnessCode: string | null;
  illnessName: string | null;
  illnessIsOwn: number;
  amountRial: number | null;
  visitedAt: Date;
  hasTime: number;
  note: string | null;
  appointmentId: number | null;
  startsAt: Date | null;
  deletedAt: Date | null;
}

export interface VisitChange {
  kind: string;
  recordedAt: Date;
  actorName: string | null;
  payloadJson: { before?: Record<string, unknown>; after?: Record<string, unknown> } | null;
}

/** One visit with the names of what it was about, deleted ones included; null when the patient is not in the staff member's sight. */
export async function visitPage(
  db: Db,
  { clinicId, sight, id }: { clinicId: number; sight: PatientSight; id: number },
): Promise<VisitPage | null> {
  // A physician opens only their own appointments; the visit can belong to another's.
  const ownAppointment = sight.physicianId === null ? '' : 'AND a.physician_id = :physicianId';
  const [row] = await db.select<VisitPage>(
    `SELECT v.id, v.patient_id AS "patientId", p.first_name AS "firstName", p.last_name AS "lastName", p.member_number AS "memberNumber",
       v.specialty_id AS "specialtyId", sp.name AS specialty, v.service_id AS "serviceId", sv.name AS service,
       v.physician_id AS "physicianId", ph.name AS physician, il.code AS "illnessCode", il.name AS "illnessName",
       CASE WHEN il.is_own = TRUE THEN 1 ELSE 0 END AS "illnessIsOwn", v.amount_rial AS "amountRial", v.visited_at AS "visitedAt",
       CASE WHEN v.has_time = TRUE THEN 1 ELSE 0 END AS "hasTime", v.note, v.appointment_id AS "appointmentId", a.starts_at AS "startsAt",
       v.deleted_at AS "deletedAt"
     FROM visits v
     JOIN patients p ON p.id = v.patient_id AND p.clinic_id = v.clinic_id
     JOIN specialties sp ON sp.id = v.specialty_id AND sp.clinic_id = v.clinic_id
     LEFT JOIN services sv ON sv.id = v.service_id AND sv.clinic_id = v.clinic_id
     LEFT JOIN physicians ph ON ph.id = v.physician_id AND ph.clinic_id = v.clinic_id
     LEFT JOIN illnesses il ON il.id = v.illness_id AND il.clinic_id = v.clinic_id
     LEFT JOIN appointments a ON a.id = v.appointment_id AND a.clinic_id = v.clinic_id ${ownAppointment}
     WHERE v.clinic_id = :clinicId AND v.id = :id AND ${inSight(sight)}`,
    { clinicId, id, ...sightValues(sight) },
  );
  return row ?? null;
}

/** What happened to one visit, oldest first, from the event log. */
export function visitChanges(
  db: Db,
  { clinicId, patientId, id }: { clinicId: number; patientId: number; id: number },
): Promise<VisitChange[]> {
  return db.select<VisitChange>(
    `SELECT e.kind, e.recorded_at AS "recordedAt", s.display_name AS "actorName", e.payload_json AS "payloadJson"
     FROM club_events e LEFT JOIN staff_members s ON s.id = e.actor_staff_id AND s.clinic_id = e.clinic_id
     WHERE e.clinic_id = :clinicId AND e.patient_id = :patientId AND e.subject_kind = 'visit' AND e.subject_id = :id
     ORDER BY e.id LIMIT 100`,
    { clinicId, patientId, id },
  );
}

/** The names behind the ids that an old value may hold. */
export async function catalogueNames(
  db: Db,
  clinicId: number,
): Promise<Record<'specialty' | 'service' | 'physician' | 'illness', Map<number, string>>> {
  const rows = await db.select<{ list: 'specialty' | 'service' | 'physician' | 'illness'; id: number; name: string }>(
    `SELECT 'specialty' AS list, id, name FROM specialties WHERE clinic_id = :clinicId
     UNION ALL SELECT 'service', id, name FROM services WHERE clinic_id = :clinicId
     UNION ALL SELECT 'physician', id, name FROM physicians WHERE clinic_id = :clinicId
     UNION ALL SELECT 'illness', id, COALESCE(name, code) FROM illnesses WHERE clinic_id = :clinicId`,
    { clinicId },
  );
  const names = { specialty: new Map<number, string>(), service: new Map(), physician: new Map(), illness: new Map() };
  for (const { list, id, name } of rows) names[list].set(id, name);
  return names;
}
