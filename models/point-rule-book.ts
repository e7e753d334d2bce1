import type { Db } from './database.js';
import type { PointRuleVersion, PointRuleWish } from './rules/point-rule.js';

/** Every version of a clinic's point rule, the oldest first. */
export async function pointRules(db: Db, clinicId: number): Promise<PointRuleVersion[]> {
  const rows = await db.select<Omit<PointRuleVersion, 'servicePoints'> & { servicePointsJson: Record<string, number> | null }>(
    `SELECT id, effective_on AS "effectiveOn", per_ten_thousand_toman AS "perTenThousandToman", service_points_json AS "servicePointsJson",
       welcome, referral, answer, expiry_months AS "expiryMonths", point_value_rial AS "pointValueRial"
     FROM point_rules WHERE clinic_id = :clinicId ORDER BY effective_on, id`,
    { clinicId },
  );
  return rows.map(({ servicePointsJson, ...rule }) => ({ ...rule, servicePoints: servicePointsJson ?? {} }));
}

/** Writes one more version; answers its id. */
export async function writePointRule(
  db: Db,
  { clinicId, rule, staffId, asOf }: { clinicId: number; rule: PointRuleWish; staffId: number | null; asOf: Date },
): Promise<number> {
  const { servicePoints, ...plain } = rule;
  const [row] = await db.execute<{ id: number }>(
    `INSERT INTO point_rules (clinic_id, effective_on, per_ten_thousand_toman, service_points_json, welcome, referral, answer, expiry_months,
       point_value_rial, created_by, created_at)
     VALUES (:clinicId, :effectiveOn, :perTenThousandToman, :servicePoints, :welcome, :referral, :answer, :expiryMonths,
       :pointValueRial, :staffId, :asOf) RETURNING id`,
    { ...plain, servicePoints: JSON.stringify(servicePoints), clinicId, staffId, asOf },
  );
  return row?.id ?? 0;
}
