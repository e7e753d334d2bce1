import type { SignedIn } from '../context.js';
import type { Policy } from './policy.js';

/** Whoever speaks with patients books, moves and cancels; who came and who did not is seen at the desk; a physician reads their own day. */
export const appointmentPolicy = {
  list: ['receptionist', 'physician', 'manager', 'operator'],
  read: ['receptionist', 'physician', 'manager', 'operator'],
  book: ['receptionist', 'manager', 'operator'],
  change: ['receptionist', 'manager', 'operator'],
  settle: ['receptionist', 'manager'],
} satisfies Policy;

/** Whose appointments a staff member may see: all of the clinic (null), or those with one physician (0 is nobody's). */
export function appointmentSight(staff: Pick<SignedIn, 'role' | 'physicianId'>): { physicianId: number | null } {
  return { physicianId: staff.role === 'physician' ? (staff.physicianId ?? 0) : null };
}
