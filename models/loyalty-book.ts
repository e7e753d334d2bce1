import type { Db } from './database.js';
import { loyaltyOn, type ClubKind, type ClubWish, type Loyalty, type LoyaltyVersion } from './rules/loyalty.js';

/** Every version of a clinic's club, the oldest first. */
export async function loyaltyVersions(db: Db, clinicId: number): Promise<LoyaltyVersion[]> {
  const rows = await db.select<{ id: number; effectiveOn: string; kind: ClubKind; isOn: number; undoneAt: Date | null }>(
    `SELECT id, effective_on AS "effectiveOn", kind, CASE WHEN is_on = TRUE THEN 1 ELSE 0 END AS "isOn", undone_at AS "undoneAt"
     FROM loyalty_versions WHERE clinic_id = :clinicId ORDER BY effective_on, id`,
    { clinicId },
  );
  return rows.map((row) => ({ ...row, isOn: row.isOn === 1 }));
}

/** What the clinic's club offers on a day. */
export async function clubLoyalty(db: Db, clinicId: number, day: string): Promise<Loyalty> {
  return loyaltyOn(await loyaltyVersions(db, clinicId), day);
}

/** Lets one change of the clinic's club after the other pass; call it first in the transaction that reads the versions to change them. */
export async function holdClub(db: Db, clinicId: number): Promise<void> {
  await db.execute('UPDATE clinics SET name = name WHERE id = :clinicId', { clinicId });
}

/** Writes one more choice; answers its id. */
export async function writeChoice(
  db: Db,
  { clinicId, kind, isOn, effectiveOn, staffId, asOf }: ClubWish & { clinicId: number; staffId: number | null; asOf: Date },
): Promise<number> {
  const [row] = await db.execute<{ id: number }>(
    `INSERT INTO loyalty_versions (clinic_id, effective_on, kind, is_on, created_by, created_at)
     VALUES (:clinicId, :effectiveOn, :kind, :isOn, :staffId, :asOf) RETURNING id`,
    { clinicId, effectiveOn, kind, isOn, staffId, asOf },
  );
  return row?.id ?? 0;
}

/** Marks a choice as taken back. */
export async function takeChoiceBack(
  db: Db,
  { clinicId, id, staffId, asOf }: { clinicId: number; id: number; staffId: number | null; asOf: Date },
): Promise<void> {
  await db.execute(`UPDATE loyalty_versions SET undone_at = :asOf, undone_by = :staffId WHERE clinic_id = :clinicId AND id = :id`, {
    clinicId,
    id,
    staffId,
    asOf,
  });
}
