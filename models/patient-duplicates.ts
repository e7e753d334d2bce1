import type { Db } from './database.js';
import { searchKey } from './persian/text-keys.js';

/** A patient who may be the same person, or the family of the same mobile. */
export interface Lookalike {
  id: number;
  memberNumber: number;
  firstName: string;
  lastName: string;
  birthOn: string | null;
  mobile: string | null;
  /** `same` when name and birthday (or name and mobile) agree; `family` when only the mobile does. */
  kind: 'same' | 'family';
}

export interface Newcomer {
  firstName: string;
  lastName: string;
  birthOn: string | null;
  mobile: string | null;
}

const MOST_SHOWN = 10;

/**
 * Patients of the clinic who may be the newcomer. `same`: the folded name agrees, and the birthday too or, where one birthday is unknown,
 * the mobile. `family`: another name on the same mobile. Ten at most, the likeliest first; `exceptId` is the patient being edited.
 */
export async function findLookalikes(db: Db, clinicId: number, newcomer: Newcomer, exceptId = 0): Promise<Lookalike[]> {
  const nameKey = searchKey(`${newcomer.firstName} ${newcomer.lastName}`);
  const rows = await db.select<Omit<Lookalike, 'kind'> & { searchKey: string }>(
    `SELECT p.id, p.member_number AS "memberNumber", p.first_name AS "firstName", p.last_name AS "lastName", p.birth_on AS "birthOn",
       p.mobile, p.search_key AS "searchKey"
     FROM patients p
     WHERE p.clinic_id = :clinicId AND p.deleted_at IS NULL AND p.id <> :exceptId AND p.id IN (
       SELECT t.patient_id FROM patient_search_terms t WHERE t.clinic_id = :clinicId AND t.term = :nameTerm
       UNION SELECT m.id FROM patients m WHERE m.clinic_id = :clinicId AND m.mobile = :mobile)
     ORDER BY p.id LIMIT 200`,
    { clinicId, exceptId, nameTerm: nameKey.slice(0, 80), mobile: newcomer.mobile ?? '' },
  );
  const same: Lookalike[] = [];
  const family: Lookalike[] = [];
  for (const { searchKey: key, ...row } of rows) {
    const hasSameMobile = newcomer.mobile !== null && row.mobile === newcomer.mobile;
    const isSame = key === nameKey && (row.birthOn && newcomer.birthOn ? row.birthOn === newcomer.birthOn : hasSameMobile);
    if (isSame) same.push({ ...row, kind: 'same' });
    else if (hasSameMobile) family.push({ ...row, kind: 'family' });
  }
  return [...same, ...family].slice(0, MOST_SHOWN);
}
