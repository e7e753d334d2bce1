import type { Clinic } from '../../models/clinic.js';
import { appendEvent, type Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { addJalaliMonths } from '../../models/persian/jalali.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { tierRuleProblem, type TierRuleVersion } from '../../models/rules/tier-rule.js';
import { refuse, type Outcome } from '../errors.js';

export type TierRuleWish = Omit<TierRuleVersion, 'id' | 'specialtyId'>;

const MONTHS_AHEAD = 24;

/**
 * Writes a new version of the clinic-wide tier rule, in force from a day on (today at the earliest: the past keeps the rule of its day).
 * The same version sent twice is written once. Refuses what `tierRuleProblem` refuses and a day in the past or too far ahead. Tiers
 * themselves change with the next review.
 */
export async function changeTierRule({
  db,
  clinic,
  actor,
  asOf,
  form,
}: {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  asOf: Date;
  form: TierRuleWish;
}): Promise<Outcome<{ ruleId: number; isNew: boolean }>> {
  const refusal = refusedWish(form, tehranDay(asOf));
  if (refusal) return refusal;
  const { effectiveOn, windowKind, silver, gold, platinum, graceMonths } = form;
  const windowMonths = windowKind === 'months' ? form.windowMonths : null;
  const version = { effectiveOn, windowKind, windowMonths, silver, gold, platinum, graceMonths };
  return db.transaction(async () => {
    const latest = await db.records.TierRule.findOne({
      where: { clinicId: clinic.id, specialtyId: null, effectiveOn },
      order: [['id', 'DESC']],
    });
    if (latest && isSame(latest, version)) return { ok: true, ruleId: latest.id, isNew: false };
    const createdBy = actor.kind === 'staff' ? actor.id : null;
    const rule = await db.records.TierRule.create({ ...version, clinicId: clinic.id, specialtyId: null, createdBy, createdAt: asOf });
    await appendEvent(db, {
      clinicId: clinic.id,
      kind: 'tier-rule.changed',
      occurredAt: asOf,
      recordedAt: asOf,
      actor,
      subjectKind: 'tier-rule',
      subjectId: rule.id,
      payload: { ...version },
    });
    return { ok: true, ruleId: rule.id, isNew: true };
  });
}

/** Why a version can't be written, or null: its numbers make no sense, or it would begin in the past or too far ahead. */
export function refusedWish(form: TierRuleWish, today: string): ReturnType<typeof refuse> | null {
  const verdict = tierRuleProblem(form);
  if (!verdict.ok) return refuse(verdict.reason, verdict.field);
  if (form.effectiveOn < today) return refuse('effective-in-past', 'effectiveOn');
  if (form.effectiveOn > addJalaliMonths(today, MONTHS_AHEAD)) return refuse('effective-too-late', 'effectiveOn');
  return null;
}

function isSame(latest: TierRuleWish, version: TierRuleWish): boolean {
  return (['windowKind', 'windowMonths', 'silver', 'gold', 'platinum', 'graceMonths'] as const).every(
    (field) => latest[field] === version[field],
  );
}
