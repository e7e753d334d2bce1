import { discountRules } from '../../models/discount-book.js';
import type { Db } from '../../models/database.js';
import { openGrantsOf, type Grant } from '../../models/grant-use.js';

export interface StoredDiscount {
  listRial: number;
  discountRial: number;
  kind: string;
  name: string;
}

/** The discount that stands in a visit; null when there is none. */
export async function discountOfVisit(db: Db, clinicId: number, visitId: number): Promise<StoredDiscount | null> {
  const [row] = await db.select<StoredDiscount>(
    `SELECT list_rial AS "listRial", discount_rial AS "discountRial", kind, name FROM visit_discounts
     WHERE clinic_id = :clinicId AND visit_id = :visitId`,
    { clinicId, visitId },
  );
  return row ?? null;
}

/** Whether the form of a visit has anything to say about discounts, and the discounts that the member may bring. Two statements. */
export async function discountsAtDesk(
  db: Db,
  { clinicId, patientId, day }: { clinicId: number; patientId: number; day: string },
): Promise<{ hasRules: boolean; grants: Grant[] }> {
  const rules = await discountRules(db, clinicId);
  const grants = await openGrantsOf(db, { clinicId, patientId, day });
  return {
    hasRules: rules.some((rule) => rule.archivedAt === null),
    grants: grants.filter((grant) => grant.discountPercent !== null || grant.discountRial !== null),
  };
}

export interface GivenDiscount {
  ruleId: number | null;
  kind: string;
  name: string;
  people: number;
  visits: number;
  listRial: number;
  discountRial: number;
}

/** The discounts of a period's visits by what took them off, the largest first. One statement. */
export function givenDiscounts(db: Db, { clinicId, from, to }: { clinicId: number; from: string; to: string }): Promise<GivenDiscount[]> {
  return db.select<GivenDiscount>(
    `SELECT d.rule_id AS "ruleId", d.kind, d.name, COUNT(DISTINCT v.patient_id) AS people, COUNT(*) AS visits,
       CAST(SUM(d.list_rial) AS BIGINT) AS "listRial", CAST(SUM(d.discount_rial) AS BIGINT) AS "discountRial"
     FROM visit_discounts d JOIN visits v ON v.clinic_id = d.clinic_id AND v.id = d.visit_id
     WHERE d.clinic_id = :clinicId AND v.deleted_at IS NULL AND v.visited_on >= :from AND v.visited_on <= :to
     GROUP BY d.rule_id, d.kind, d.name ORDER BY SUM(d.discount_rial) DESC, d.name`,
    { clinicId, from, to },
  );
}
