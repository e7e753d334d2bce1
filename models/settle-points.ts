import type { Actor } from './club-event.js';
import type { Db } from './database.js';
import { loyaltyVersions } from './loyalty-book.js';
import { addEntries, heldLedgers, type NewEntry } from './point-ledger.js';
import { pointRules } from './point-rule-book.js';
import { reversalOf } from './points-book.js';
import { grouped } from './rules/grouped.js';
import { amendments, dueEarnings, type Versions, type VisitThatEarns } from './rules/points-due.js';

export interface PointsReview {
  clinicId: number;
  patientIds: readonly number[];
  asOf: Date;
  actor: Actor;
}

const PATIENTS_AT_ONCE = 500;

/**
 * Brings the ledgers of these patients to what the rule gives for their visits and their membership: earns what is missing, and
 * reverses and earns anew what is no longer so. Call it in the transaction that changed the visits, after membership was settled. Without a
 * rule it does nothing.
 */
export async function settlePoints(db: Db, { patientIds, ...review }: PointsReview): Promise<void> {
  const rules = await pointRules(db, review.clinicId);
  const [first] = rules;
  if (!first) return;
  const versions = { rules, loyalty: await loyaltyVersions(db, review.clinicId) };
  const ids = [...new Set(patientIds)].sort((a, b) => a - b);
  for (let i = 0; i < ids.length; i += PATIENTS_AT_ONCE) {
    await settleSome(db, { ...review, patientIds: ids.slice(i, i + PATIENTS_AT_ONCE) }, versions, first.effectiveOn);
  }
}

async function settleSome(db: Db, review: PointsReview, versions: Versions, firstDay: string): Promise<void> {
  const { clinicId, patientIds, asOf } = review;
  const ledgers = await heldLedgers(db, clinicId, patientIds);
  const members = await db.select<{ id: number; memberSinceOn: string | null }>(
    `SELECT id, CASE WHEN status = 'member' THEN member_since_on END AS "memberSinceOn" FROM patients
     WHERE clinic_id = :clinicId AND id IN (:patientIds)`,
    { clinicId, patientIds },
  );
  const visits = await db.select<VisitThatEarns & { patientId: number }>(
    `SELECT id, patient_id AS "patientId", visited_on AS "visitedOn", service_id AS "serviceId", amount_rial AS "amountRial" FROM visits
     WHERE clinic_id = :clinicId AND patient_id IN (:patientIds) AND deleted_at IS NULL AND visited_on >= :firstDay ORDER BY visited_on, id`,
    { clinicId, patientIds, firstDay },
  );
  const visitsOf = grouped(visits, ({ patientId }) => patientId);
  const lines = members.flatMap(({ id, memberSinceOn }): NewEntry[] => {
    const entries = ledgers.get(id) ?? [];
    const { reverse, earn } = amendments(entries, dueEarnings({ id, memberSinceOn, visits: visitsOf.get(id) ?? [] }, versions));
    return [
      ...reverse.map((entry) => reversalOf(entries, entry, { patientId: id, asOf, note: null })),
      ...earn.map((earning) => ({ ...earning, patientId: id, kind: 'earn' as const })),
    ];
  });
  await addEntries(db, review, ledgers, lines);
}
