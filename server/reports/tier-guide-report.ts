import type { Db } from '../../models/database.js';
import { peakCredit, tracksOf, visitsMatterFrom } from '../../models/rules/tiers.js';
import { FROM_THE_BEGINNING, type TierRuleVersion } from '../../models/rules/tier-rule.js';
import { memberFacts } from './member-facts.js';

export type GuideRule = Pick<TierRuleVersion, 'specialtyId' | 'windowMonths' | 'graceMonths' | 'creditsPerReferral' | 'creditsPerYear'>;

/** How many members the guide speaks of: all of them, or those who ever came to the specialty. */
export async function guidedMembers(db: Db, clinicId: number, specialtyId: number | null): Promise<number> {
  const [row] = await db.select<{ n: number }>(
    `SELECT COUNT(*) AS n FROM patients p WHERE p.clinic_id = :clinicId AND p.status = 'member' AND p.deleted_at IS NULL ${
      specialtyId === null
        ? ''
        : `AND EXISTS (SELECT 1 FROM visits v WHERE v.clinic_id = :clinicId AND v.patient_id = p.id AND v.specialty_id = :specialtyId AND v.deleted_at IS NULL)`
    }`,
    { clinicId, specialtyId },
  );
  return Number(row?.n ?? 0);
}

/**
 * How many of those members have each credit under a rule that had always been in force: the best credit of the grace that ends on the day.
 * Who has none is counted under 0.
 */
export async function creditDistribution(
  db: Db,
  { clinicId, rule, members, day }: { clinicId: number; rule: GuideRule; members: number; day: string },
): Promise<Map<number, number>> {
  const version: TierRuleVersion = {
    ...rule,
    id: 1,
    effectiveOn: FROM_THE_BEGINNING,
    windowKind: 'months',
    silver: 1,
    gold: 2,
    platinum: 3,
    isEnded: false,
  };
  const counts = new Map<number, number>();
  let counted = 0;
  for (const { visits, standing } of await memberFacts(db, { clinicId, rules: [version], from: visitsMatterFrom([version], day), day })) {
    const [track] = tracksOf({ visits, standing, rules: [version] });
    const credit = track ? peakCredit(track, version, day) : 0;
    if (credit === 0) continue;
    counts.set(credit, (counts.get(credit) ?? 0) + 1);
    counted += 1;
  }
  if (members > counted) counts.set(0, members - counted);
  return counts;
}
