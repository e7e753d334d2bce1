import type { Db } from './database.js';
import type { PatientStatus } from './patient.js';
import type { VipTerm, VipWish } from './rules/vip.js';

/** The condition, in SQL, of a term `v` that holds on :vipDay. */
export const HOLDS_ON_DAY = `v.from_on <= :vipDay AND v.until_on >= :vipDay AND (v.ended_on IS NULL OR v.ended_on > :vipDay)`;

/** A term with its reason. */
export type WrittenVipTerm = VipTerm & { reason: string };

/** Whether a patient is VIP on a day. */
export async function vipOn(db: Db, clinicId: number, patientId: number, day: string): Promise<boolean> {
  return (await vipsAmong(db, clinicId, [patientId], day)).has(patientId);
}

/** Which of these patients (at most some hundreds) are VIP on a day. */
export async function vipsAmong(db: Db, clinicId: number, patientIds: readonly number[], day: string): Promise<Set<number>> {
  if (patientIds.length === 0) return new Set();
  const rows = await db.select<{ patientId: number }>(
    `SELECT v.patient_id AS "patientId" FROM vip_terms v WHERE v.clinic_id = :clinicId AND v.patient_id IN (:patientIds) AND ${HOLDS_ON_DAY}`,
    { clinicId, patientIds, vipDay: day },
  );
  return new Set(rows.map((row) => row.patientId));
}

/** Every term of a patient, the newest first. */
export function vipTermsOf(db: Db, clinicId: number, patientId: number): Promise<WrittenVipTerm[]> {
  return db.select<WrittenVipTerm>(
    `SELECT id, from_on AS "fromOn", until_on AS "untilOn", ended_on AS "endedOn", reason
     FROM vip_terms WHERE clinic_id = :clinicId AND patient_id = :patientId ORDER BY id DESC`,
    { clinicId, patientId },
  );
}

/** Lets one desk after the other change a patient's terms, and answers the patient's status; null when the clinic has no such patient. */
export async function holdVipOf(db: Db, clinicId: number, patientId: number): Promise<PatientStatus | null> {
  const [row] = await db.execute<{ status: PatientStatus }>(
    `UPDATE patients SET tier_reviewed_on = tier_reviewed_on WHERE clinic_id = :clinicId AND id = :patientId AND deleted_at IS NULL RETURNING status`,
    { clinicId, patientId },
  );
  return row?.status ?? null;
}

type Stamp = { clinicId: number; staffId: number | null; asOf: Date };

/** Writes one more term; answers its id. */
export async function writeVipTerm(db: Db, { patientId, ...term }: Stamp & VipWish & { patientId: number }): Promise<number> {
  const [row] = await db.execute<{ id: number }>(
    `INSERT INTO vip_terms (clinic_id, patient_id, reason, from_on, until_on, given_by, given_at)
     VALUES (:clinicId, :patientId, :reason, :fromOn, :untilOn, :staffId, :asOf) RETURNING id`,
    { patientId, ...term },
  );
  return row?.id ?? 0;
}

/** Ends a term: from `endedOn` on it no longer holds. */
export async function endVipTerm(db: Db, { id, endedOn, ...stamp }: Stamp & { id: number; endedOn: string }): Promise<void> {
  await db.execute(
    `UPDATE vip_terms SET ended_on = :endedOn, ended_by = :staffId, ended_at = :asOf WHERE clinic_id = :clinicId AND id = :id`,
    {
      id,
      endedOn,
      ...stamp,
    },
  );
}
