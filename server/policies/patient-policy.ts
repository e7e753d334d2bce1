import type { SignedIn } from '../context.js';
import type { Policy } from './policy.js';

/** The desk looks after patients; a physician reads their own; only the manager takes the whole list away. */
export const patientPolicy = {
  list: ['receptionist', 'physician', 'manager', 'operator'],
  search: ['receptionist', 'physician', 'manager', 'operator'],
  read: ['receptionist', 'physician', 'manager', 'operator'],
  enroll: ['receptionist', 'manager'],
  edit: ['receptionist', 'manager'],
  delete: ['receptionist', 'manager'],
  restore: ['receptionist', 'manager'],
  export: ['manager'],
} satisfies Policy;

/** Whoever speaks with patients may write down what they allow. */
export const consentPolicy = {
  give: ['receptionist', 'manager', 'operator'],
  withdraw: ['receptionist', 'manager', 'operator'],
} satisfies Policy;

/** Which patients a staff member may see: all of the clinic, or those who visited one physician (0 is nobody's). */
export type PatientSight = { physicianId: number | null };

/** A physician sees only patients who had a visit with them; everybody else sees the clinic's. */
export function patientSight(staff: Pick<SignedIn, 'role' | 'physicianId'>): PatientSight {
  return { physicianId: staff.role === 'physician' ? (staff.physicianId ?? 0) : null };
}
