import { appendEvent, type Actor } from './club-event.js';
import type { Db } from './database.js';
import type { TierRuleVersion } from './rules/tier-rule.js';

/** Every version of the clinic's tier rules that was not withdrawn before its day. */
export async function tierRules(db: Db, clinicId: number): Promise<TierRuleVersion[]> {
  const rows = await db.select<Omit<TierRuleVersion, 'isEnded'> & { isEnded: number }>(
    `SELECT id, specialty_id AS "specialtyId", effective_on AS "effectiveOn", window_kind AS "windowKind", window_months AS "windowMonths",
       silver, gold, platinum, grace_months AS "graceMonths", credits_per_referral AS "creditsPerReferral", credits_per_year AS "creditsPerYear",
       CASE WHEN is_ended = TRUE THEN 1 ELSE 0 END AS "isEnded"
     FROM tier_rules WHERE clinic_id = :clinicId AND withdrawn_at IS NULL ORDER BY effective_on, id`,
    { clinicId },
  );
  return rows.map((row) => ({ ...row, isEnded: row.isEnded === 1 }));
}

/** Two managers who write rules at one moment write one after the other (SQLite writers queue anyway). Call it inside the transaction. */
export async function holdTierRules(db: Db, clinicId: number): Promise<void> {
  if (db.dialect === 'postgres') await db.select(`SELECT id FROM clinics WHERE id = :clinicId FOR NO KEY UPDATE`, { clinicId });
}

/** Adds a version with its event and answers its id; the versions before it stay as they are. Call it inside the transaction. */
export async function writeTierRule(
  db: Db,
  { clinicId, version, actor, asOf }: { clinicId: number; version: Omit<TierRuleVersion, 'id'>; actor: Actor; asOf: Date },
): Promise<number> {
  const createdBy = actor.kind === 'staff' ? actor.id : null;
  const rule = await db.records.TierRule.create({ ...version, clinicId, createdBy, createdAt: asOf });
  await appendEvent(db, {
    clinicId,
    kind: 'tier-rule.changed',
    occurredAt: asOf,
    recordedAt: asOf,
    actor,
    subjectKind: 'tier-rule',
    subjectId: rule.id,
    payload: { ...version },
  });
  return rule.id;
}

/** The names of the specialties that have a rule of their own. */
export async function ruledSpecialties(db: Db, clinicId: number): Promise<Map<number, string>> {
  const rows = await db.select<{ id: number; name: string }>(
    `SELECT id, name FROM specialties WHERE clinic_id = :clinicId AND id IN (SELECT specialty_id FROM tier_rules WHERE clinic_id = :clinicId)`,
    { clinicId },
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
