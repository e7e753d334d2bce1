import type { Db } from '../../models/database.js';
import type { AttendedVisit } from '../../models/rules/counting.js';
import { explainTier, type TierExplanation } from '../../models/rules/tier-explained.js';
import type { Tier, TierRuleVersion } from '../../models/rules/tier-rule.js';
import { visitsMatterFrom } from '../../models/rules/tiers.js';
import { standingCredits } from '../../models/standing-book.js';
import { ruledSpecialties, tierRules } from '../../models/tier-rule-book.js';

/** An explanation with the names of the specialties that its rules may be for. */
export type ExplainedTier = TierExplanation & { specialtyNames: ReadonlyMap<number, string> };

/**
 * Why a patient has the tier of a day, worked out from visits and standing: today or any past day. Three statements; one more for each of:
 * rules of specialties, referrals that count, years that count.
 */
export async function explainedTier(
  db: Db,
  { clinicId, patientId, on }: { clinicId: number; patientId: number; on: string },
): Promise<ExplainedTier> {
  const rules = await tierRules(db, clinicId);
  const from = visitsMatterFrom(rules, on);
  const visits = await db.select<AttendedVisit>(
    `SELECT specialty_id AS "specialtyId", visited_on AS "visitedOn" FROM visits
     WHERE clinic_id = :clinicId AND patient_id = :patientId AND deleted_at IS NULL AND visited_on >= :from AND visited_on <= :on`,
    { clinicId, patientId, from, on },
  );
  const standingOf = await standingCredits(db, { clinicId, rules, of: { ids: [patientId] }, from, day: on });
  const isForSpecialties = rules.some((rule) => rule.specialtyId !== null);
  const specialtyNames = isForSpecialties ? await ruledSpecialties(db, clinicId) : new Map<number, string>();
  return { ...explainTier({ visits, standing: standingOf(patientId), rules }, on), specialtyNames };
}

/** How many members have each tier. */
export async function tierCounts(db: Db, clinicId: number): Promise<Record<Tier, number>> {
  const rows = await db.select<{ tier: Tier; n: number }>(
    `SELECT tier, COUNT(*) AS n FROM patients WHERE clinic_id = :clinicId AND status = 'member' AND deleted_at IS NULL GROUP BY tier`,
    { clinicId },
  );
  const counts: Record<Tier, number> = { basic: 0, silver: 0, gold: 0, platinum: 0 };
  for (const row of rows) counts[row.tier] = Number(row.n);
  return counts;
}

export interface WrittenRule extends TierRuleVersion {
  specialty: string | null;
  writtenBy: string | null;
  createdAt: Date;
  withdrawnAt: Date | null;
}

/** Every version of every rule with who wrote it: the clinic's first, then the specialties', of each the one that takes force last first. */
export async function ruleVersions(db: Db, clinicId: number): Promise<WrittenRule[]> {
  const rows = await db.select<Omit<WrittenRule, 'isEnded'> & { isEnded: number }>(
    `SELECT r.id, r.specialty_id AS "specialtyId", sp.name AS specialty, r.effective_on AS "effectiveOn", r.window_kind AS "windowKind",
       r.window_months AS "windowMonths", r.silver, r.gold, r.platinum, r.grace_months AS "graceMonths",
       r.credits_per_referral AS "creditsPerReferral", r.credits_per_year AS "creditsPerYear",
       CASE WHEN r.is_ended = TRUE THEN 1 ELSE 0 END AS "isEnded", s.display_name AS "writtenBy", r.created_at AS "createdAt",
       r.withdrawn_at AS "withdrawnAt"
     FROM tier_rules r LEFT JOIN staff_members s ON s.id = r.created_by AND s.clinic_id = r.clinic_id
     LEFT JOIN specialties sp ON sp.id = r.specialty_id AND sp.clinic_id = r.clinic_id
     WHERE r.clinic_id = :clinicId ORDER BY CASE WHEN r.specialty_id IS NULL THEN 0 ELSE 1 END, r.specialty_id, r.effective_on DESC, r.id DESC`,
    { clinicId },
  );
  return rows.map((row) => ({ ...row, isEnded: row.isEnded === 1 }));
}

/** The specialties that can have a rule of their own. */
export function specialtiesInUse(db: Db, clinicId: number): Promise<{ id: number; name: string }[]> {
  return db.select('SELECT id, name FROM specialties WHERE clinic_id = :clinicId AND archived_at IS NULL ORDER BY id', { clinicId });
}
