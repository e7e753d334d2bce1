import type { Clinic } from '../../models/clinic.js';
import type { Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { TIER_RULE_FIELDS, tierRuleProblem, type TierRuleVersion, type TierRuleWish } from '../../models/rules/tier-rule.js';
import { holdTierRules, tierRules, writeTierRule } from '../../models/tier-rule-book.js';
import { refuse, type Outcome, type Refused } from '../errors.js';
import { dayRefusal } from './tier-rule-day.js';

/**
 * Writes a new version of the clinic's tier rule or of a specialty's, in force from a day on (today at the earliest: the past keeps the rule
 * of its day). The same version sent twice is written once; another one for the same day replaces the first. Refuses what
 * `tierRuleProblem` refuses, a specialty the clinic has not, a day in the past or too far ahead, and a day before a version already written.
 * Tiers themselves change with the next review.
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
  const version = { ...form, windowMonths: form.windowKind === 'months' ? form.windowMonths : null, isEnded: false };
  return db.transaction(async () => {
    await holdTierRules(db, clinic.id);
    const versions = await tierRules(db, clinic.id);
    const refusal = await wishRefusal(db, { clinicId: clinic.id, wish: version, versions, today: tehranDay(asOf) });
    if (refusal) return refusal;
    const ofThatDay = versions.filter((one) => one.specialtyId === version.specialtyId && one.effectiveOn === version.effectiveOn);
    const last = ofThatDay.at(-1);
    if (last && isSame(last, version)) return { ok: true, ruleId: last.id, isNew: false };
    return { ok: true, ruleId: await writeTierRule(db, { clinicId: clinic.id, version, actor, asOf }), isNew: true };
  });
}

/** Why a version can't be written, or null. */
export async function wishRefusal(
  db: Db,
  { clinicId, wish, versions, today }: { clinicId: number; wish: TierRuleWish; versions: readonly TierRuleVersion[]; today: string },
): Promise<Refused | null> {
  const verdict = tierRuleProblem(wish);
  if (!verdict.ok) return refuse(verdict.reason, verdict.field);
  const { specialtyId } = wish;
  if (specialtyId !== null && !(await db.records.Specialty.findOne({ where: { clinicId, id: specialtyId, archivedAt: null } })))
    return refuse('specialty-unknown', 'specialtyId');
  return dayRefusal(wish, versions, today);
}

const isSame = (one: TierRuleVersion, other: Omit<TierRuleVersion, 'id'>): boolean =>
  !one.isEnded && TIER_RULE_FIELDS.every((field) => one[field] === other[field]);
