import type { Db } from './database.js';
import { addJalaliMonths } from './persian/jalali.js';
import {
  MOST_FAMILY_MONTHS,
  priceOf,
  type BroughtGrant,
  type DiscountKind,
  type DiscountRule,
  type DiscountTerms,
  type Price,
  type PricedVisit,
  type PricePast,
} from './rules/discounts.js';

/** A rule with what its page says beside it. */
export type WrittenDiscountRule = DiscountRule & { archivedAt: Date | null };

interface RuleRow extends Omit<WrittenDiscountRule, 'terms' | 'isTreatment'> {
  kind: DiscountKind;
  termsJson: Record<string, unknown>;
  treatment: number;
}

/** Every discount rule of the clinic, archived ones too, the oldest first. */
export async function discountRules(db: Db, clinicId: number): Promise<WrittenDiscountRule[]> {
  const rows = await db.select<RuleRow>(
    `SELECT id, name, kind, terms_json AS "termsJson", percent, amount_rial AS "amountRial", specialty_id AS "specialtyId",
       effective_on AS "effectiveOn", until_on AS "untilOn", CASE WHEN is_treatment = TRUE THEN 1 ELSE 0 END AS treatment,
       permit_number AS "permitNumber", permit_until_on AS "permitUntilOn", archived_at AS "archivedAt"
     FROM discount_rules WHERE clinic_id = :clinicId ORDER BY id`,
    { clinicId },
  );
  return rows.map(({ kind, termsJson, treatment, ...rule }) => ({
    ...rule,
    isTreatment: treatment === 1,
    terms: { kind, ...termsJson } as unknown as DiscountTerms,
  }));
}

export interface AskedPrice {
  clinicId: number;
  patientId: number;
  visit: PricedVisit;
  /** A discount that the member brings. */
  grant?: BroughtGrant | null;
  /** The visit itself, when it is recorded already. */
  exceptVisitId?: number;
}

/** What a visit of a patient costs under the clinic's rules: the preview, the desk and the report all ask here. At most three statements. */
export async function visitPrice(db: Db, { clinicId, patientId, visit, grant = null, exceptVisitId = 0 }: AskedPrice): Promise<Price> {
  const rules = (await discountRules(db, clinicId)).filter((rule) => rule.archivedAt === null);
  if (rules.length === 0 && !grant) return priceOf(visit, { own: [], family: [] }, []);
  const has = (...kinds: DiscountKind[]): boolean => rules.some((rule) => kinds.includes(rule.terms.kind));
  const past: PricePast = {
    own: has('together', 'nth', 'streak') ? await ownVisits(db, { clinicId, patientId, day: visit.on, exceptVisitId }) : [],
    family: has('family') ? await familyVisits(db, { clinicId, patientId, day: visit.on }) : [],
  };
  return priceOf(visit, past, rules, grant);
}

const MOST_OWN = 2_000;
const MOST_FAMILY = 200;

function ownVisits(
  db: Db,
  { clinicId, patientId, day, exceptVisitId }: { clinicId: number; patientId: number; day: string; exceptVisitId: number },
): Promise<{ on: string; serviceId: number | null }[]> {
  return db
    .select<{ visitedOn: string; serviceId: number | null }>(
      `SELECT visited_on AS "visitedOn", service_id AS "serviceId" FROM visits
       WHERE clinic_id = :clinicId AND patient_id = :patientId AND deleted_at IS NULL AND visited_on <= :day AND id <> :exceptVisitId
         AND (:exceptVisitId = 0 OR visited_on < :day OR id < :exceptVisitId)
       ORDER BY visited_at DESC LIMIT :limit`,
      { clinicId, patientId, day, exceptVisitId, limit: MOST_OWN },
    )
    .then((rows) => rows.map(({ visitedOn, serviceId }) => ({ on: visitedOn, serviceId })));
}

async function familyVisits(
  db: Db,
  { clinicId, patientId, day }: { clinicId: number; patientId: number; day: string },
): Promise<PricePast['family']> {
  const rows = await db.select<{ patientId: number; lastOn: string }>(
    `SELECT v.patient_id AS "patientId", MAX(v.visited_on) AS "lastOn"
     FROM patients p
     JOIN patients o ON o.clinic_id = p.clinic_id AND o.mobile = p.mobile AND o.id <> p.id AND o.deleted_at IS NULL
     JOIN visits v ON v.clinic_id = o.clinic_id AND v.patient_id = o.id AND v.deleted_at IS NULL AND v.visited_on > :since AND v.visited_on <= :day
     WHERE p.clinic_id = :clinicId AND p.id = :patientId AND p.mobile IS NOT NULL
     GROUP BY v.patient_id LIMIT :limit`,
    { clinicId, patientId, day, since: addJalaliMonths(day, -MOST_FAMILY_MONTHS), limit: MOST_FAMILY },
  );
  return rows.map((row) => ({ patientId: row.patientId, on: row.lastOn }));
}

/** Keeps what a visit cost before and after its discount, and which rule or grant took it off. */
export async function keepDiscount(
  db: Db,
  { clinicId, visitId, price }: { clinicId: number; visitId: number; price: Price },
): Promise<void> {
  if (!price.by) return;
  await db.execute(
    `INSERT INTO visit_discounts (clinic_id, visit_id, list_rial, discount_rial, kind, name, rule_id, grant_id)
     VALUES (:clinicId, :visitId, :listRial, :discountRial, :kind, :name, :ruleId, :grantId)`,
    { clinicId, visitId, listRial: price.listRial, discountRial: price.discountRial, ...price.by },
  );
}

/** Forgets the discount of a visit whose amount was corrected by hand: what was paid stands for itself. */
export async function dropDiscount(db: Db, clinicId: number, visitId: number): Promise<void> {
  await db.execute('DELETE FROM visit_discounts WHERE clinic_id = :clinicId AND visit_id = :visitId', { clinicId, visitId });
}
