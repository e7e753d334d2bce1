import type { Db } from './database.js';
import { valuesOf, type MergedPair } from './merge-snapshot.js';
import { LONGEST_CHAIN } from './rules/referrals.js';

/** A referral that one file cannot have: two of one person, or one that would lead back to the person. */
export interface DroppedReferral {
  id: number;
  referrerId: number;
  succeededOn: string | null;
}

/**
 * Lets the kept file have the referrals of both: whom they brought, and who brought them (the kept file's own referrer goes before). What would
 * make somebody refer themselves, or close a circle, is dropped.
 */
export async function mergeReferrals(db: Db, pair: MergedPair): Promise<DroppedReferral[]> {
  const values = valuesOf(pair);
  const drop = (which: string): Promise<DroppedReferral[]> =>
    db.execute<DroppedReferral>(
      `DELETE FROM referrals WHERE clinic_id = :clinicId AND ${which} RETURNING id, referrer_id AS "referrerId", succeeded_on AS "succeededOn"`,
      values,
    );
  const dropped = [
    ...(await drop('((referrer_id = :keptId AND referred_id = :mergedId) OR (referrer_id = :mergedId AND referred_id = :keptId))')),
    ...(await drop(
      `referred_id = :mergedId AND EXISTS (SELECT 1 FROM referrals k WHERE k.clinic_id = :clinicId AND k.referred_id = :keptId)`,
    )),
  ];
  await db.execute('UPDATE referrals SET referrer_id = :keptId WHERE clinic_id = :clinicId AND referrer_id = :mergedId', values);
  await db.execute('UPDATE referrals SET referred_id = :keptId WHERE clinic_id = :clinicId AND referred_id = :mergedId', values);
  return [...dropped, ...(await drop(`referred_id = :keptId AND :keptId IN (${ABOVE_KEPT})`))];
}

/** Both codes lead to the kept file; one of them is handed out. */
export async function mergeCodes(db: Db, pair: MergedPair): Promise<void> {
  await db.execute(
    `UPDATE referral_codes SET patient_id = :keptId, is_current = CASE WHEN EXISTS (
       SELECT 1 FROM referral_codes k WHERE k.clinic_id = :clinicId AND k.patient_id = :keptId AND k.is_current = TRUE)
       THEN FALSE ELSE is_current END
     WHERE clinic_id = :clinicId AND patient_id = :mergedId`,
    valuesOf(pair),
  );
}

/** Sets codes back to whom they belonged; how often their links were opened stays counted. */
export async function putCodesBack(
  db: Db,
  clinicId: number,
  codes: readonly { id: number; patientId: number; isCurrent: number }[],
): Promise<void> {
  // First those that are not handed out: at no moment may one file have two that are.
  for (const { id, patientId, isCurrent } of codes.toSorted((a, b) => a.isCurrent - b.isCurrent)) {
    await db.execute(
      `UPDATE referral_codes SET patient_id = :patientId, is_current = ${isCurrent === 1 ? 'TRUE' : 'FALSE'} WHERE clinic_id = :clinicId AND id = :id`,
      { clinicId, id, patientId },
    );
  }
}

const ABOVE_KEPT = `WITH RECURSIVE above (id, step) AS (
    SELECT r.referrer_id, 1 FROM referrals r WHERE r.clinic_id = :clinicId AND r.referred_id = :keptId
    UNION ALL
    SELECT r.referrer_id, a.step + 1 FROM above a JOIN referrals r ON r.clinic_id = :clinicId AND r.referred_id = a.id
    WHERE a.step < ${String(LONGEST_CHAIN)})
  SELECT id FROM above`;
