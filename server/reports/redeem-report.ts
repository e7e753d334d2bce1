import type { Db } from '../../models/database.js';
import { grantOf, openGrantsOf, type Grant } from '../../models/grant-use.js';
import type { Sought } from '../../models/rules/grant-code.js';
import type { PatientSight } from '../policies/patient-policy.js';
import { inSight, sightValues } from './patient-sight.js';

export interface Visitor {
  id: number;
  firstName: string;
  lastName: string;
  memberNumber: number;
}

/** Who stands at the desk: nobody known, several people on one mobile, or one member with what is open. */
export type DeskFind =
  | { kind: 'nobody' }
  | { kind: 'family'; people: Visitor[] }
  | { kind: 'member'; person: Visitor; grants: Grant[]; usedToday: Grant[]; asked: Grant | null };

const FAMILY_SHOWN = 20;

/** Finds by mobile, member number or code who may have something to redeem. At most four statements. */
export async function findAtDesk(
  db: Db,
  { clinicId, sight, sought, day }: { clinicId: number; sight: PatientSight; sought: Sought; day: string },
): Promise<DeskFind> {
  const asked = sought.by === 'code' ? await grantOf(db, clinicId, { code: sought.code }) : null;
  if (sought.by === 'code' && !asked) return { kind: 'nobody' };
  const which = asked ? 'p.id = :value' : sought.by === 'mobile' ? 'p.mobile = :value' : 'p.member_number = :value';
  const value = asked ? asked.patientId : sought.by === 'mobile' ? sought.mobile : sought.by === 'member' ? sought.memberNumber : 0;
  const people = await db.select<Visitor>(
    `SELECT p.id, p.first_name AS "firstName", p.last_name AS "lastName", p.member_number AS "memberNumber" FROM patients p
     WHERE p.clinic_id = :clinicId AND ${which} AND p.deleted_at IS NULL AND ${inSight(sight)} ORDER BY p.id LIMIT :limit`,
    { clinicId, value, limit: FAMILY_SHOWN, ...sightValues(sight) },
  );
  const [person] = people;
  if (!person) return { kind: 'nobody' };
  if (people.length > 1) return { kind: 'family', people };
  const grants = await openGrantsOf(db, { clinicId, patientId: person.id, day });
  return { kind: 'member', person, grants, usedToday: await usedOn(db, { clinicId, patientId: person.id, day }), asked };
}

/** The grants of a patient that were used on a day: whoever made a mistake takes it back from here. */
async function usedOn(db: Db, { clinicId, patientId, day }: { clinicId: number; patientId: number; day: string }): Promise<Grant[]> {
  const rows = await db.select<{ id: number }>(
    `SELECT id FROM benefit_grants WHERE clinic_id = :clinicId AND patient_id = :patientId AND state = 'used' AND used_on = :day ORDER BY id LIMIT 5`,
    { clinicId, patientId, day },
  );
  const grants: Grant[] = [];
  for (const { id } of rows) {
    const grant = await grantOf(db, clinicId, { id });
    if (grant) grants.push(grant);
  }
  return grants;
}
