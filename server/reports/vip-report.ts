import type { Db } from '../../models/database.js';

export interface ListedVip {
  id: number;
  patientId: number;
  firstName: string;
  lastName: string;
  memberNumber: number;
  reason: string;
  fromOn: string;
  untilOn: string;
  endedOn: string | null;
  givenBy: string | null;
  endedBy: string | null;
}

const TERM = `SELECT v.id, v.patient_id AS "patientId", p.first_name AS "firstName", p.last_name AS "lastName", p.member_number AS "memberNumber",
  v.reason, v.from_on AS "fromOn", v.until_on AS "untilOn", v.ended_on AS "endedOn", g.display_name AS "givenBy", e.display_name AS "endedBy"
  FROM vip_terms v JOIN patients p ON p.id = v.patient_id AND p.clinic_id = :clinicId
  LEFT JOIN staff_members g ON g.id = v.given_by AND g.clinic_id = :clinicId
  LEFT JOIN staff_members e ON e.id = v.ended_by AND e.clinic_id = :clinicId
  WHERE v.clinic_id = :clinicId`;
const IS_OVER = `(v.until_on < :vipDay OR v.ended_on <= :vipDay)`;

/** The VIP terms that hold or are to come, or those that are over, the newest first; `olderThan` is where the next page goes on. One statement. */
export async function vipList(
  db: Db,
  asked: { clinicId: number; show: 'current' | 'ended'; day: string; before: number | null; pageSize: number },
): Promise<{ terms: ListedVip[]; olderThan: number | null }> {
  const { clinicId, show, day, before, pageSize } = asked;
  const rows = await db.select<ListedVip>(
    `${TERM} AND p.deleted_at IS NULL AND ${show === 'ended' ? IS_OVER : `NOT COALESCE(${IS_OVER}, FALSE)`} ${before === null ? '' : 'AND v.id < :before'}
     ORDER BY v.id DESC LIMIT :limit`,
    { clinicId, vipDay: day, before, limit: pageSize + 1 },
  );
  const terms = rows.slice(0, pageSize);
  return { terms, olderThan: rows.length > pageSize ? (terms.at(-1)?.id ?? null) : null };
}

/** A patient's terms, the newest first. One statement. */
export function vipTermsShown(db: Db, clinicId: number, patientId: number): Promise<ListedVip[]> {
  return db.select<ListedVip>(`${TERM} AND v.patient_id = :patientId ORDER BY v.id DESC LIMIT 20`, { clinicId, patientId });
}
