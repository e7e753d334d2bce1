import type { PatientSight } from '../policies/patient-policy.js';

/** The SQL condition that keeps patients (alias p) to those whom a staff member may see; it needs :clinicId and :physicianId. */
export function inSight(sight: PatientSight): string {
  if (sight.physicianId === null) return '1 = 1';
  return `EXISTS (SELECT 1 FROM visits own
    WHERE own.clinic_id = :clinicId AND own.physician_id = :physicianId AND own.patient_id = p.id AND own.deleted_at IS NULL)`;
}

/** The value that `inSight` refers to. */
export const sightValues = (sight: PatientSight): { physicianId: number } => ({ physicianId: sight.physicianId ?? 0 });
