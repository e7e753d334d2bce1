import type { Db } from '../../models/database.js';
import type { Tier } from '../../models/patient.js';
import type { AttendedVisit } from '../../models/rules/counting.js';
import { explainTier, type TierExplanation } from '../../models/rules/tier-explained.js';
import { visitsMatterFrom } from '../../models/rules/tiers.js';
import { tierRules } from '../../models/standing.js';
import type { PatientSight } from '../policies/patient-policy.js';
import { inSight, sightValues } from './patient-sight.js';

/** Why a patient has the tier of a day, worked out from the visits: today or any past day. Two statements. */
export async function explainedTier(
  db: Db,
  { clinicId, patientId, on }: { clinicId: number; patientId: number; on: string },
): Promise<TierExplanation> {
  const rules = await tierRules(db, clinicId);
  const visits = await db.select<AttendedVisit>(
    `SELECT specialty_id AS "specialtyId", visited_on AS "visitedOn" FROM visits
     WHERE clinic_id = :clinicId AND patient_id = :patientId AND deleted_at IS NULL AND visited_on >= :from AND visited_on <= :on`,
    { clinicId, patientId, from: visitsMatterFrom(rules, on), on },
  );
  return explainTier({ visits, standing: [], rules }, on);
}

export interface TierChange {
  id: number;
  patientId: number;
  firstName: string;
  lastName: string;
  changedAt: Date;
  from: Tier;
  to: Tier;
  credit: number | null;
  cause: string;
}

/** Changes of tier from the event log, newest first: of one patient, or of everybody in sight. `olderThan` is where the next page goes on. */
export async function tierChanges(
  db: Db,
  asked: { clinicId: number; sight: PatientSight; patientId?: number; before?: number | null; pageSize: number },
): Promise<{ changes: TierChange[]; olderThan: number | null }> {
  const { clinicId, sight, patientId = null, before = null, pageSize } = asked;
  const rows = await db.select<{
    id: number;
    patientId: number;
    firstName: string;
    lastName: string;
    changedAt: Date;
    payloadJson: { from: Tier; to: Tier; credit?: number; cause?: string };
  }>(
    `SELECT e.id, e.patient_id AS "patientId", p.first_name AS "firstName", p.last_name AS "lastName", e.occurred_at AS "changedAt",
       e.payload_json AS "payloadJson"
     FROM club_events e JOIN patients p ON p.id = e.patient_id AND p.clinic_id = e.clinic_id
     WHERE e.clinic_id = :clinicId AND e.kind = 'tier.changed' ${patientId === null ? '' : 'AND e.patient_id = :patientId'}
       ${before === null ? '' : 'AND e.id < :before'} AND ${inSight(sight)} ${patientId === null ? 'AND p.deleted_at IS NULL' : ''}
     ORDER BY e.id DESC LIMIT :limit`,
    { clinicId, patientId, before, limit: pageSize + 1, ...sightValues(sight) },
  );
  const changes = rows.slice(0, pageSize).map(({ payloadJson, ...row }) => ({
    ...row,
    from: payloadJson.from,
    to: payloadJson.to,
    credit: payloadJson.credit ?? null,
    cause: payloadJson.cause ?? '',
  }));
  return { changes, olderThan: rows.length > pageSize ? (changes.at(-1)?.id ?? null) : null };
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

export interface WrittenRule {
  id: number;
  effectiveOn: string;
  windowKind: 'months' | 'jalali_year' | 'lifetime';
  windowMonths: number | null;
  silver: number;
  gold: number;
  platinum: number;
  graceMonths: number;
  writtenBy: string | null;
  createdAt: Date;
}

/** Every version of the clinic-wide rule with who wrote it, the one that takes force last first. */
export function ruleVersions(db: Db, clinicId: number): Promise<WrittenRule[]> {
  return db.select<WrittenRule>(
    `SELECT r.id, r.effective_on AS "effectiveOn", r.window_kind AS "windowKind", r.window_months AS "windowMonths", r.silver, r.gold,
       r.platinum, r.grace_months AS "graceMonths", s.display_name AS "writtenBy", r.created_at AS "createdAt"
     FROM tier_rules r LEFT JOIN staff_members s ON s.id = r.created_by AND s.clinic_id = r.clinic_id
     WHERE r.clinic_id = :clinicId AND r.specialty_id IS NULL ORDER BY r.effective_on DESC, r.id DESC`,
    { clinicId },
  );
}
