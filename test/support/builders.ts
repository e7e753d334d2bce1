import type { Clinic } from '../../models/clinic.js';
import { registerClinic } from '../../models/clinic-registry.js';
import type { Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import type { Patient } from '../../models/patient.js';
import { registerPatients, type NewPatient } from '../../models/patient-registry.js';
import { registerStaff } from '../../models/staff-registry.js';
import type { ROLES, StaffMember } from '../../models/staff-member.js';
import { hashPassword } from '../../server/passwords.js';

/** The instant at which tests take place unless they say otherwise: Sunday 1 Azar 1405, 10:00 in Tehran. */
export const NOW = new Date('2026-11-22T06:30:00Z');
export const SYSTEM: Actor = { kind: 'system' };
export const PASSWORD = 'a long enough sentence';

let serial = 0;
let passwordHash: Promise<string> | undefined;

/** A clinic with the default tier rule. */
export async function buildClinic(db: Db, overrides: { slug?: string; name?: string } = {}): Promise<Clinic> {
  serial += 1;
  const clinic = await db.transaction(() =>
    registerClinic(db, { slug: overrides.slug ?? `clinic-${String(serial)}`, name: overrides.name ?? 'درمانگاه مهر' }, NOW),
  );
  if (!clinic) throw new Error('slug taken');
  return clinic;
}

/** A staff member who signs in with PASSWORD. */
export async function buildStaff(
  db: Db,
  clinic: Clinic,
  overrides: { username?: string; role?: (typeof ROLES)[number]; displayName?: string } = {},
): Promise<StaffMember> {
  serial += 1;
  const role = overrides.role ?? 'receptionist';
  const hash = await (passwordHash ??= hashPassword(PASSWORD));
  const person = {
    username: overrides.username ?? `${role}-${String(serial)}`,
    displayName: overrides.displayName ?? 'مینا رضایی',
    role,
    passwordHash: hash,
  };
  const staff = await db.transaction(() => registerStaff(db, clinic.id, person, SYSTEM, NOW));
  if (!staff) throw new Error('username taken');
  return staff;
}

/** A patient; makes a name and a mobile of its own when none is given. */
export async function buildPatient(db: Db, clinic: Clinic, overrides: Partial<NewPatient> = {}): Promise<Patient> {
  serial += 1;
  const newcomer: NewPatient = {
    firstName: 'سارا',
    lastName: 'کریمی',
    mobile: `0912${String(1_000_000 + serial).slice(-7)}`,
    ...overrides,
  };
  const [patient] = await db.transaction(() => registerPatients(db, clinic.id, [newcomer], NOW));
  if (!patient) throw new Error('no patient');
  return patient;
}

/** The actor of a staff member. */
export const actorOf = (staff: StaffMember): Extract<Actor, { kind: 'staff' }> => ({
  kind: 'staff',
  id: staff.id,
  role: staff.role,
  displayName: staff.displayName,
});
