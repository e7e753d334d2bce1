import type { Db } from '../../models/database.js';
import type { BenefitTerms } from '../../models/rules/benefit-terms.js';

/** A benefit of the catalogue with what was given of it. */
export interface ListedBenefit extends BenefitTerms {
  id: number;
  archivedAt: Date | null;
  /** Grants that are open or used today. */
  taken: number;
  granted: number;
}

type BenefitRow = Omit<ListedBenefit, 'openTiers' | 'isOpenToVip' | 'specialtyIds' | 'isTreatment' | 'choiceIds'> & {
  tiersJson: ListedBenefit['openTiers'];
  vip: number;
  specialtiesJson: number[];
  treatment: number;
  choicesJson: number[];
};

/** The whole catalogue, archived entries last. One statement. */
export async function benefitList(db: Db, { clinicId, day }: { clinicId: number; day: string }): Promise<ListedBenefit[]> {
  const rows = await db.select<BenefitRow>(
    `SELECT b.id, b.name, b.description, b.kind, b.cost_rial AS "costRial", b.value_rial AS "valueRial", b.open_tiers_json AS "tiersJson",
       CASE WHEN b.is_open_to_vip = TRUE THEN 1 ELSE 0 END AS vip, b.specialties_json AS "specialtiesJson", b.price_points AS "pricePoints",
       b.limit_count AS "limitCount", b.limit_months AS "limitMonths", b.stock, b.offered_from_on AS "offeredFromOn",
       b.offered_until_on AS "offeredUntilOn", b.valid_days AS "validDays", CASE WHEN b.is_treatment = TRUE THEN 1 ELSE 0 END AS treatment,
       b.permit_number AS "permitNumber", b.permit_until_on AS "permitUntilOn", b.automatic, b.discount_percent AS "discountPercent",
       b.discount_rial AS "discountRial", b.choices_json AS "choicesJson", b.archived_at AS "archivedAt",
       COALESCE(g.granted, 0) AS granted, COALESCE(g.taken, 0) AS taken
     FROM benefits b
     LEFT JOIN (SELECT benefit_id, COUNT(*) AS granted,
         SUM(CASE WHEN state = 'used' OR (state = 'open' AND valid_until_on >= :day) THEN 1 ELSE 0 END) AS taken
       FROM benefit_grants WHERE clinic_id = :clinicId GROUP BY benefit_id) g ON g.benefit_id = b.id
     WHERE b.clinic_id = :clinicId ORDER BY CASE WHEN b.archived_at IS NULL THEN 0 ELSE 1 END, b.id`,
    { clinicId, day },
  );
  return rows.map(({ tiersJson, vip, specialtiesJson, treatment, choicesJson, ...row }) => ({
    ...row,
    openTiers: tiersJson,
    isOpenToVip: vip === 1,
    specialtyIds: specialtiesJson,
    isTreatment: treatment === 1,
    choiceIds: choicesJson,
  }));
}

/** The clinic's specialties by id, archived ones too. */
export async function specialtyNames(db: Db, clinicId: number): Promise<Map<number, string>> {
  const rows = await db.select<{ id: number; name: string }>('SELECT id, name FROM specialties WHERE clinic_id = :clinicId ORDER BY id', {
    clinicId,
  });
  return new Map(rows.map(({ id, name }) => [id, name]));
}
