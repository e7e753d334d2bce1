import type { Db } from './database.js';
import { loyaltyOn, type ClubKind, type Loyalty, type LoyaltyVersion } from './rules/loyalty.js';

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
