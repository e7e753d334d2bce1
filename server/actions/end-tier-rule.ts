import type { Clinic } from '../../models/clinic.js';
import type { Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { rulesInForce, type TierRuleVersion } from '../../models/rules/tier-rule.js';
import { holdTierRules, tierRules, writeTierRule } from '../../models/tier-rule-book.js';
import { refuse, type Outcome, type Refused } from '../errors.js';
import { dayRefusal } from './tier-rule-day.js';

/** Which rule ends, and the first day on which it is no longer in force. */
export interface TierRuleEnd {
  specialtyId: number | null;
  effectiveOn: string;
}

/**
 * Ends a rule from a day on by a version that says so; who had a tier by it keeps it for the months of grace. Refuses a rule that is not in
 * force on that day, the last rule the club has, and the days that a new version would be refused for. Ending twice writes once.
 */
export async function endTierRule({
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
  form: TierRuleEnd;
}): Promise<Outcome<{ isNew: boolean }>> {
  return db.transaction(async () => {
    await holdTierRules(db, clinic.id);
    const versions = await tierRules(db, clinic.id);
    if (versions.some((one) => one.isEnded && one.specialtyId === form.specialtyId && one.effectiveOn === form.effectiveOn)) {
      const last = versions.findLast((one) => one.specialtyId === form.specialtyId && one.effectiveOn === form.effectiveOn);
      if (last?.isEnded) return { ok: true, isNew: false };
    }
    const ending = endingVersion(form, versions, tehranDay(asOf));
    if (!ending.ok) return ending;
    await writeTierRule(db, { clinicId: clinic.id, version: ending.version, actor, asOf });
    return { ok: true, isNew: true };
  });
}

/** The version that ends a rule, with the grace it had; or why it can't end on that day. */
export function endingVersion(
  { specialtyId, effectiveOn }: TierRuleEnd,
  versions: readonly TierRuleVersion[],
  today: string,
): { ok: true; version: Omit<TierRuleVersion, 'id'> } | Refused {
  const inForce = rulesInForce(versions, effectiveOn);
  const rule = inForce.find((version) => version.specialtyId === specialtyId);
  if (!rule) return refuse('no-rule-to-end', 'effectiveOn');
  const refusal = dayRefusal({ specialtyId, effectiveOn }, versions, today);
  if (refusal) return refusal;
  if (inForce.length === 1) return refuse('last-rule', 'effectiveOn');
  const { id: _id, ...numbers } = rule;
  return { ok: true, version: { ...numbers, effectiveOn, isEnded: true } };
}
