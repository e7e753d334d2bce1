import { findOrCreateIllness, findOrCreatePhysician, findOrCreateService, findOrCreateSpecialty } from '../../models/catalogue.js';
import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import { ROLES, type Role } from '../../models/staff-member.js';
import { addStaff } from '../actions/add-staff.js';
import { openClinic } from '../actions/open-clinic.js';
import type { StaffActor } from '../context.js';
import type { ClinicStory } from './clinic-story.js';
import { demoPassword } from './sign-ins.js';

/** The ids by which the story's words are known in the clinic's lists. */
export interface Lists {
  specialty(name: string): number;
  service(specialty: string, name: string): number;
  illness(code: string | null): number | null;
  physician(name: string): number;
}

export interface OpenedClinic {
  db: Db;
  clinic: Clinic;
  staff: Record<Role, StaffActor>;
  lists: Lists;
}

/** Opens the demo clinic with its four sign-ins and its lists. */
export async function openDemoClinic(db: Db, story: ClinicStory, { secret, asOf }: { secret: string; asOf: Date }): Promise<OpenedClinic> {
  const opened = await openClinic({ db, form: { slug: 'demo', name: story.name, isDemo: true }, asOf });
  if (!opened.ok) throw new Error(`the demo clinic was not opened: ${opened.reason}`);
  const { clinic } = opened;
  const staff: Partial<Record<Role, StaffActor>> = {};
  for (const role of ROLES) {
    const form = { username: role, displayName: story.staff[role], role, password: demoPassword(secret, role) };
    const added = await addStaff({ db, clinic, actor: { kind: 'system' }, form, asOf });
    if (!added.ok) throw new Error(`${role} was not added: ${added.reason}`);
    staff[role] = { kind: 'staff', id: Number(added.staff.id), role, displayName: form.displayName };
  }
  const lists = await db.transaction(() => fillLists(db, clinic, story));
  const all = staff as Record<Role, StaffActor>;
  // The physician who signs in sees her own patients.
  await db.records.Physician.update({ staffMemberId: all.physician.id }, { where: { clinicId: clinic.id, name: story.staff.physician } });
  return { db, clinic, staff: all, lists };
}

async function fillLists(db: Db, { id: clinicId }: Clinic, story: ClinicStory): Promise<Lists> {
  const ids = new Map<string, number>();
  for (const { name, physicians, services, illnesses } of story.specialties) {
    const specialtyId = Number((await findOrCreateSpecialty(db, { clinicId, name })).id);
    ids.set(`specialty ${name}`, specialtyId);
    for (const physician of physicians) {
      ids.set(`physician ${physician}`, Number((await findOrCreatePhysician(db, { clinicId, name: physician, specialtyId })).id));
    }
    for (const [service, amountRial] of Object.values(services)) {
      ids.set(
        `service ${name} ${service}`,
        Number((await findOrCreateService(db, { clinicId, specialtyId, name: service, amountRial })).id),
      );
    }
    for (const { code } of illnesses) {
      if (code) ids.set(`illness ${code}`, Number((await findOrCreateIllness(db, { clinicId, code, isOwn: false })).id));
    }
  }
  const idOf = (key: string): number => {
    const id = ids.get(key);
    if (id === undefined) throw new Error(`the clinic's lists have no ${key}`);
    return id;
  };
  return {
    specialty: (name) => idOf(`specialty ${name}`),
    service: (specialty, name) => idOf(`service ${specialty} ${name}`),
    illness: (code) => (code === null ? null : idOf(`illness ${code}`)),
    physician: (name) => idOf(`physician ${name}`),
  };
}
