import type { Actor } from '../../models/club-event.js';
import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import type { StaffMember } from '../../models/staff-member.js';
import { registerStaff } from '../../models/staff-registry.js';
import { refuse, type Outcome } from '../errors.js';
import type { NewStaffForm } from '../forms/staff-form.js';
import { hashPassword } from '../passwords.js';

export interface AddStaff {
  db: Db;
  clinic: Clinic;
  actor: Actor;
  form: Omit<NewStaffForm, '_csrf'>;
  asOf: Date;
}

/** Gives a person a name and password to sign in with; refuses a name that anybody of this installation already has. */
export async function addStaff({ db, clinic, actor, form, asOf }: AddStaff): Promise<Outcome<{ staff: StaffMember }>> {
  const { username, displayName, role, password } = form;
  const passwordHash = await hashPassword(password);
  const staff = await db.transaction(() => registerStaff(db, clinic.id, { username, displayName, role, passwordHash }, actor, asOf));
  return staff ? { ok: true, staff } : refuse('username-taken', 'username');
}
