import type { Actor } from './club-event.js';
import type { Db, Row } from './database.js';
import { putBack, valuesOf, type MergedPair } from './merge-snapshot.js';
import { earnPoints, reverseEntry } from './points-book.js';
import { LONGEST_CHAIN } from './rules/referrals.js';
import { reviewStanding } from './standing.js';

/** A referral whose success a merge, or its undoing, changed: the day of the first visit before and after. */
export interface ChangedSuccess {
  id: number;
  referrerId: number;
  before: string | null;
  after: string | null;
}

/**
 * Lets the kept file have the referrals of both: whom they brought, and who brought them (the kept file's own referrer goes before). What would
 * make somebody refer themselves, or close a circle, is dropped and answered.
 */
export async function mergeReferrals(db: Db, pair: MergedPair): Promise<ChangedSuccess[]> {
  const values = valuesOf(pair);
  const drop = async (which: string): Promise<ChangedSuccess[]> => {
    const gone = await db.execute<Omit<ChangedSuccess, 'after'>>(
      `DELETE FROM referrals WHERE clinic_id = :clinicId AND ${which} RETURNING id, referrer_id AS "referrerId", succeeded_on AS before`,
      values,
    );
    return gone.map((referral) => ({ ...referral, after: null }));
  };
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

/** Sets referrals back as they were; answers those whose success is another one than a moment ago. */
export async function putReferralsBack(db: Db, clinicId: number, rows: readonly Row[]): Promise<ChangedSuccess[]> {
  if (rows.length === 0) return [];
  const there = await db.select<{ id: number; succeededOn: string | null }>(
    'SELECT id, succeeded_on AS "succeededOn" FROM referrals WHERE clinic_id = :clinicId AND id IN (:ids)',
    { clinicId, ids: rows.map((row) => Number(row['id'])) },
  );
  const now = new Map(there.map(({ id, succeededOn }) => [id, succeededOn]));
  await putBack(db, 'referrals', rows);
  return rows
    .map((row) => ({
      id: Number(row['id']),
      referrerId: Number(row['referrer_id']),
      before: now.get(Number(row['id'])) ?? null,
      after: typeof row['succeeded_on'] === 'string' ? row['succeeded_on'] : null,
    }))
    .filter(({ before, after }) => before !== after);
}

/** Whoever brought somebody is thanked once for one person: what a success gave is taken back with it, and given again with it. */
export async function settleSuccesses(
  db: Db,
  { clinicId, asOf, actor, cause }: { clinicId: number; asOf: Date; actor: Actor; cause: 'patient.merged' | 'patient.unmerged' },
  changes: readonly ChangedSuccess[],
): Promise<void> {
  const news = changes.filter(({ before, after }) => (before === null) !== (after === null));
  for (const { id, referrerId, after } of news) {
    const reason = `referral:${String(id)}`;
    if (after === null) await reverseEntry(db, { clinicId, cause: reason, asOf, actor });
    else await earnPoints(db, { clinicId, patientId: referrerId, kind: 'referral', cause: reason, occurredOn: after, asOf, actor });
  }
  const patientIds = changes.map(({ referrerId }) => referrerId);
  if (patientIds.length > 0) await reviewStanding(db, { clinicId, patientIds, asOf, actor, cause });
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
