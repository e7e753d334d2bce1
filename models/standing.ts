import { Transaction } from 'sequelize';
import { appendEvents, type Actor, type EventKind } from './club-event.js';
import type { Db } from './database.js';
import { clubLoyalty } from './loyalty-book.js';
import { tehranDay } from './persian/tehran-time.js';
import type { AttendedVisit } from './rules/counting.js';
import type { Tier, TierRuleVersion } from './rules/tier-rule.js';
import { standingOn, visitsMatterFrom, type TierFacts } from './rules/tiers.js';
import { standingCredits } from './standing-book.js';
import { tierRules } from './tier-rule-book.js';

/** Why a tier was looked at again: something that happened, or only time that passed. The history of a member names it beside every change. */
export type TierCause = EventKind | 'time.passed';

export interface StandingReview {
  clinicId: number;
  patientIds: readonly number[];
  asOf: Date;
  actor: Actor;
  cause: TierCause;
  /** Another cause for some of them, such as who referred somebody whose visit changed. */
  causeOf?: ReadonlyMap<number, TierCause>;
}

const WRITES_AT_ONCE = 500;

/**
 * Works out tier, credit, number of visits and last visit of these patients again and writes only what differs; every changed tier
 * appends its event with cause and credit. Call it in the transaction that changed the visits; `changed` counts the tiers.
 */
export async function reviewStanding(db: Db, review: StandingReview): Promise<{ changed: number }> {
  const rules = await tierRules(db, review.clinicId);
  const ids = [...new Set(review.patientIds)].sort((a, b) => a - b);
  let changed = 0;
  for (let i = 0; i < ids.length; i += WRITES_AT_ONCE) changed += await reviewSome(db, review, rules, ids.slice(i, i + WRITES_AT_ONCE));
  return { changed };
}

/** Of the clinic's patients after a member number, `limit` of them: who no longer stands as written, and the last number (null: the end). */
export async function staleStandings(
  db: Db,
  { clinicId, afterNumber, limit, day }: { clinicId: number; afterNumber: number; limit: number; day: string },
): Promise<{ seen: number; staleIds: number[]; lastNumber: number | null }> {
  const written = await db.select<WrittenStanding>(
    `${WRITTEN} WHERE clinic_id = :clinicId AND deleted_at IS NULL AND member_number > :afterNumber ORDER BY member_number LIMIT :limit`,
    { clinicId, afterNumber, limit },
  );
  const fresh = await shownStandings(db, clinicId, await tierRules(db, clinicId), day, written);
  return {
    seen: written.length,
    staleIds: written.filter((row) => differs(row, fresh(row.id))).map((row) => row.id),
    lastNumber: written.at(-1)?.memberNumber ?? null,
  };
}

interface Standing {
  tier: Tier;
  credit: number;
  visitCount: number;
  lastVisitOn: string | null;
  ruleId: number | null;
}
type WrittenStanding = Omit<Standing, 'ruleId'> & { id: number; memberNumber: number };

/** A patient's visits between :from and :day as one text, in SQL; `readVisits` reads it. One text is faster than a row for each visit. */
export const VISITS_AS_TEXT = `STRING_AGG(CASE WHEN visited_on >= :from AND visited_on <= :day THEN CAST(visited_on AS VARCHAR(10)) || CAST(specialty_id AS VARCHAR(19)) END, ' ')`;

const WRITTEN =
  'SELECT id, member_number AS "memberNumber", tier, tier_credit AS credit, visit_count AS "visitCount", last_visit_on AS "lastVisitOn" FROM patients';

async function reviewSome(db: Db, review: StandingReview, rules: TierRuleVersion[], ids: number[]): Promise<number> {
  const { clinicId, asOf, actor, cause, causeOf } = review;
  const day = tehranDay(asOf);
  return db.transaction(async () => {
    await holdPatients(db, clinicId, ids);
    const written = await db.select<WrittenStanding>(`${WRITTEN} WHERE clinic_id = :clinicId AND id IN (:ids)`, { clinicId, ids });
    const fresh = await shownStandings(db, clinicId, rules, day, written);
    const changes = written.filter((row) => differs(row, fresh(row.id)));
    await writeStandings(
      db,
      clinicId,
      day,
      changes.map((row) => ({ id: row.id, ...fresh(row.id) })),
    );
    const tierChanges = changes.filter((row) => row.tier !== fresh(row.id).tier);
    await appendEvents(
      db,
      tierChanges.map((row) => {
        const { tier, credit, ruleId } = fresh(row.id);
        const payload = { from: row.tier, to: tier, credit, cause: causeOf?.get(row.id) ?? cause, ruleId };
        return { clinicId, patientId: row.id, kind: 'tier.changed' as const, occurredAt: asOf, recordedAt: asOf, actor, payload };
      }),
    );
    return tierChanges.length;
  });
}

/**
 * Two desks recording visits of one patient must not each count without the other's: the later one waits (SQLite writers queue anyway).
 * The lock is the kind that a visit's reference to its patient does not collide with, or both would wait for each other.
 */
async function holdPatients(db: Db, clinicId: number, ids: number[]): Promise<void> {
  await db.records.Patient.findAll({
    attributes: ['id'],
    where: { clinicId, id: ids },
    order: [['id', 'ASC']],
    lock: Transaction.LOCK.NO_KEY_UPDATE,
    raw: true,
  });
}

/** Fresh standings; while the club has no tiers everybody keeps the tier that is written, so that none rises or falls unseen. */
async function shownStandings(
  db: Db,
  clinicId: number,
  rules: TierRuleVersion[],
  day: string,
  written: readonly WrittenStanding[],
): Promise<(patientId: number) => Standing> {
  const ids = written.map((row) => row.id);
  const fresh = await freshStandings(db, clinicId, rules, day, ids);
  if ((await clubLoyalty(db, clinicId, day)).hasTiers) return fresh;
  const kept = new Map(written.map(({ id, tier, credit }) => [id, { tier, credit }]));
  return (patientId) => ({ ...fresh(patientId), ...kept.get(patientId) });
}

/** One grouped query for all of them, with the visits that can matter, and what standing they have. */
async function freshStandings(
  db: Db,
  clinicId: number,
  rules: TierRuleVersion[],
  day: string,
  ids: readonly number[],
): Promise<(patientId: number) => Standing> {
  const never = decide({ visits: [], standing: [], rules }, day);
  if (ids.length === 0) return () => ({ ...never, visitCount: 0, lastVisitOn: null });
  const from = visitsMatterFrom(rules, day);
  const rows = await db.select<{ patientId: number; visitCount: number; lastVisitOn: string; visits: string | null }>(
    `SELECT patient_id AS "patientId", COUNT(*) AS "visitCount", MAX(visited_on) AS "lastVisitOn",
       ${VISITS_AS_TEXT} AS visits
     FROM visits WHERE clinic_id = :clinicId AND deleted_at IS NULL AND patient_id IN (:ids) GROUP BY patient_id`,
    { clinicId, day, from, ids },
  );
  const standingOf = await standingCredits(db, { clinicId, rules, of: { ids }, from, day });
  const seen = new Map(rows.map((row) => [row.patientId, row]));
  const worked = new Map<number, Standing>();
  return (patientId) => {
    const known = worked.get(patientId);
    if (known) return known;
    const { visits = null, visitCount = 0, lastVisitOn = null } = seen.get(patientId) ?? {};
    const standing = standingOf(patientId);
    const decided = visits === null && standing.length === 0 ? never : decide({ visits: readVisits(visits), standing, rules }, day);
    const answer = { ...decided, visitCount, lastVisitOn };
    worked.set(patientId, answer);
    return answer;
  };
}

function decide(facts: TierFacts, day: string): Pick<Standing, 'tier' | 'credit' | 'ruleId'> {
  const { tier, credit, rule } = standingOn(facts, day);
  return { tier, credit, ruleId: rule?.id ?? null };
}

const DAY_LENGTH = 'YYYY-MM-DD'.length;

/** The visits of a text made by VISITS_AS_TEXT. */
export function readVisits(text: string | null): AttendedVisit[] {
  if (!text) return [];
  return text.split(' ').map((visit) => ({ visitedOn: visit.slice(0, DAY_LENGTH), specialtyId: Number(visit.slice(DAY_LENGTH)) }));
}

function differs(written: WrittenStanding, fresh: Standing): boolean {
  return (
    written.tier !== fresh.tier ||
    written.credit !== fresh.credit ||
    written.visitCount !== fresh.visitCount ||
    written.lastVisitOn !== fresh.lastVisitOn
  );
}

/** The last visit is asked of the visits once more, so that no text has to be cast to a day (the two databases do that differently). */
async function writeStandings(db: Db, clinicId: number, day: string, rows: (Standing & { id: number })[]): Promise<void> {
  if (rows.length === 0) return;
  const values: Record<string, string | number> = { clinicId, day };
  const list = rows.map((row, i) => {
    Object.assign(values, { [`t${String(i)}`]: row.tier });
    return `(${String(row.id)}, :t${String(i)}, ${String(row.credit)}, ${String(row.visitCount)})`;
  });
  await db.execute(
    `WITH fresh (id, tier, credit, visits) AS (VALUES ${list.join(', ')})
     UPDATE patients SET tier = fresh.tier, tier_credit = fresh.credit, visit_count = fresh.visits, tier_reviewed_on = :day,
       last_visit_on = (SELECT v.visited_on FROM visits v WHERE v.clinic_id = :clinicId AND v.patient_id = patients.id
         AND v.deleted_at IS NULL ORDER BY v.visited_at DESC LIMIT 1)
     FROM fresh WHERE patients.clinic_id = :clinicId AND patients.id = fresh.id`,
    values,
  );
}
