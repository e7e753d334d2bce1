import type { Db } from '../../models/database.js';
import { loyaltyVersions } from '../../models/loyalty-book.js';
import type { LoyaltyVersion } from '../../models/rules/loyalty.js';

export type WrittenChoice = LoyaltyVersion & { writtenBy: string | null };

/** The choices that stand, the one that begins last first, each with who wrote it. */
export async function standingChoices(db: Db, clinicId: number): Promise<WrittenChoice[]> {
  const names = await db.select<{ id: number; name: string | null }>(
    `SELECT l.id, s.display_name AS name FROM loyalty_versions l
     LEFT JOIN staff_members s ON s.id = l.created_by AND s.clinic_id = :clinicId WHERE l.clinic_id = :clinicId`,
    { clinicId },
  );
  const nameOf = new Map(names.map(({ id, name }) => [id, name]));
  return (await loyaltyVersions(db, clinicId))
    .filter((version) => version.undoneAt === null)
    .toReversed()
    .map((version) => ({ ...version, writtenBy: nameOf.get(version.id) ?? null }));
}

export interface ClubPeople {
  members: number;
  /** Members above the first tier, as last reviewed. */
  raised: number;
}

/** How many people a choice concerns. One statement. */
export async function clubPeople(db: Db, clinicId: number): Promise<ClubPeople> {
  const [row] = await db.select<ClubPeople>(
    `SELECT COUNT(*) AS members, COALESCE(SUM(CASE WHEN tier <> 'basic' THEN 1 ELSE 0 END), 0) AS raised
     FROM patients WHERE clinic_id = :clinicId AND status = 'member' AND deleted_at IS NULL`,
    { clinicId },
  );
  return row ?? { members: 0, raised: 0 };
}
