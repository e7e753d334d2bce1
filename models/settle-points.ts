import type { Actor } from './club-event.js';
import type { Db } from './database.js';
import { loyaltyVersions } from './loyalty-book.js';
import { addEntries, heldLedgers, type NewEntry } from './point-ledger.js';
import { pointRules } from './point-rule-book.js';
import { reversalOf } from './points-book.js';
import { pointRuleOn } from './rules/point-rule.js';
import { amendments, dueEarnings, type RuleOn, type VisitThatEarns } from './rules/points-due.js';
import { remembered } from './rules/remembered.js';

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
  const loyalty = await loyaltyVersions(db, review.clinicId);
  const ruleOn = remembered((day: string) => pointRuleOn({ rules, loyalty }, day));
  const ids = [...new Set(patientIds)].sort((a, b) => a - b);
  for (let i = 0; i < ids.length; i += PATIENTS_AT_ONCE) {
    await settleSome(db, { ...review, patientIds: ids.slice(i, i + PATIENTS_AT_ONCE) }, ruleOn, first.effectiveOn);
  }
}

async function settleSome(db: Db, review: PointsReview, ruleOn: RuleOn, firstDay: string): Promise<void> {
  const { clinicId, patientIds, asOf } = review;
  const ledgers = await heldLedgers(db, clinicId, patientIds);
  const members = await db.select<{ id: number; memberSinceOn: string | null }>(
    `SELECT id, CASE WHEN status = 'member' THEN member_since_on END AS "memberSinceOn" FROM patients
     WHERE clinic_id = :clinicId AND id IN (:patientIds)`,
    { clinicId, patientIds },
  );
  const visited = await db.select<{ patientId: number; visits: string }>(
    `SELECT patient_id AS "patientId", ${VISITS_AS_TEXT} AS visits FROM visits
     WHERE clinic_id = :clinicId AND patient_id IN (:patientIds) AND deleted_at IS NULL AND visited_on >= :firstDay GROUP BY patient_id`,
    { clinicId, patientIds, firstDay },
  );
  const visitsOf = new Map(visited.map(({ patientId, visits }) => [patientId, readVisits(visits)]));
  const lines = members.flatMap(({ id, memberSinceOn }): NewEntry[] => {
    const entries = ledgers.get(id) ?? [];
    const { reverse, earn } = amendments(entries, dueEarnings({ id, memberSinceOn, visits: visitsOf.get(id) ?? [] }, ruleOn));
    return [
      ...reverse.map((entry) => reversalOf(entries, entry, { patientId: id, asOf, note: null })),
      ...earn.map((earning) => ({ ...earning, patientId: id, kind: 'earn' as const })),
    ];
  });
  await addEntries(db, review, ledgers, lines);
}

/** A patient's visits as one text, in SQL: one text is many times faster than a row for each visit. */
const VISITS_AS_TEXT = `STRING_AGG(CAST(visited_on AS VARCHAR(10)) || ',' || CAST(id AS VARCHAR(19)) || ',' ||
  COALESCE(CAST(service_id AS VARCHAR(19)), '') || ',' || COALESCE(CAST(amount_rial AS VARCHAR(19)), ''), ' ')`;

/** The visits of a text made by VISITS_AS_TEXT, the earliest first. */
function readVisits(text: string): VisitThatEarns[] {
  const visits = text.split(' ').map((visit): VisitThatEarns => {
    const [visitedOn = '', id, serviceId, amountRial] = visit.split(',');
    return {
      id: Number(id),
      visitedOn,
      serviceId: serviceId ? Number(serviceId) : null,
      amountRial: amountRial ? Number(amountRial) : null,
    };
  });
  return visits.sort((a, b) => (a.visitedOn === b.visitedOn ? a.id - b.id : a.visitedOn < b.visitedOn ? -1 : 1));
}
