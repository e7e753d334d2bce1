import { appendEvent, type Actor } from './club-event.js';
import type { Db } from './database.js';
import { usernameKey } from './rules/passwords.js';
import type { ROLES, StaffMember } from './staff-member.js';

export interface NewStaff {
  username: string;
  displayName: string;
  role: (typeof ROLES)[number];
  passwordHash: string;
}

/** Gives a person a sign-in; null when anybody of this installation already has that name. Call it inside a transaction. */
export async function registerStaff(db: Db, clinicId: number, person: NewStaff, actor: Actor, asOf: Date): Promise<StaffMember | null> {
  const key = usernameKey(person.username);
  const [taken] = await db.select('SELECT id FROM staff_members WHERE username_key = :key', { key });
  if (taken) return null;
  const staff = await db.records.StaffMember.create({ ...person, clinicId, usernameKey: key, createdAt: asOf });
  await appendEvent(db, {
    clinicId,
    kind: 'staff.changed',
    occurredAt: asOf,
    recordedAt: asOf,
    actor,
    subjectKind: 'staff',
    subjectId: staff.id,
    payload: { added: true, role: person.role },
  });
  return staff;
}
