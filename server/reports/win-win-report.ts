import type { Db } from '../../models/database.js';
import { SMALLEST_SHOWN } from '../../models/statistics/small-cells.js';

/** What a group of members received and brought in a period; null when the group is too small to be told. */
export interface WinWinGroup {
  people: number;
  valueRial: number;
  costRial: number;
  visits: number;
  amountRial: number;
}
export interface WinWin {
  received: WinWinGroup | null;
  others: WinWinGroup | null;
}

/**
 * What the clinic gave its members in a period (benefits used, discounts) beside what the same members brought (visits, amounts paid), and the members who
 * came and received nothing. Both sides are read from the same rows; neither is the cause of the other. One statement.
 */
export async function winWin(db: Db, { clinicId, from, to }: { clinicId: number; from: string; to: string }): Promise<WinWin> {
  const rows = await db.select<WinWinGroup & { isReceiver: number }>(
    `WITH given AS (
       SELECT patient_id, value_rial AS value, cost_rial AS cost FROM benefit_grants
       WHERE clinic_id = :clinicId AND used_on >= :from AND used_on <= :to AND (reversed_on IS NULL OR reversed_on > :to)
         AND discount_percent IS NULL AND discount_rial IS NULL
       UNION ALL
       SELECT v.patient_id, d.discount_rial, d.discount_rial FROM visit_discounts d JOIN visits v ON v.clinic_id = d.clinic_id AND v.id = d.visit_id
       WHERE d.clinic_id = :clinicId AND v.deleted_at IS NULL AND v.visited_on >= :from AND v.visited_on <= :to),
     got AS (SELECT patient_id, SUM(value) AS value, SUM(cost) AS cost FROM given GROUP BY patient_id),
     came AS (SELECT patient_id, COUNT(*) AS visits, COALESCE(SUM(amount_rial), 0) AS amount FROM visits
       WHERE clinic_id = :clinicId AND deleted_at IS NULL AND visited_on >= :from AND visited_on <= :to GROUP BY patient_id)
     SELECT CASE WHEN got.patient_id IS NULL THEN 0 ELSE 1 END AS "isReceiver", COUNT(*) AS people,
       CAST(COALESCE(SUM(got.value), 0) AS BIGINT) AS "valueRial", CAST(COALESCE(SUM(got.cost), 0) AS BIGINT) AS "costRial",
       CAST(COALESCE(SUM(came.visits), 0) AS BIGINT) AS visits, CAST(COALESCE(SUM(came.amount), 0) AS BIGINT) AS "amountRial"
     FROM patients p LEFT JOIN got ON got.patient_id = p.id LEFT JOIN came ON came.patient_id = p.id
     WHERE p.clinic_id = :clinicId AND p.status = 'member' AND p.deleted_at IS NULL
       AND (got.patient_id IS NOT NULL OR came.patient_id IS NOT NULL)
     GROUP BY CASE WHEN got.patient_id IS NULL THEN 0 ELSE 1 END`,
    { clinicId, from, to },
  );
  const group = (isReceiver: number): WinWinGroup | null => {
    const found = rows.find((row) => row.isReceiver === isReceiver);
    if (!found) return { people: 0, valueRial: 0, costRial: 0, visits: 0, amountRial: 0 };
    const { isReceiver: _which, ...figures } = found;
    return figures.people < SMALLEST_SHOWN ? null : figures;
  };
  return { received: group(1), others: group(0) };
}
