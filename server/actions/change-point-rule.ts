import type { Clinic } from '../../models/clinic.js';
import { appendEvent, type Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { addJalaliMonths } from '../../models/persian/jalali.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { pointRules, writePointRule } from '../../models/point-rule-book.js';
import { pointRuleProblem, type PointRuleWish } from '../../models/rules/point-rule.js';
import { settlePoints } from '../../models/settle-points.js';
import { refuse, type Outcome, type Refused } from '../errors.js';

const MONTHS_AHEAD = 24;
const FIELDS = ['perTenThousandToman', 'welcome', 'referral', 'answer', 'expiryMonths', 'pointValueRial'] as const;

export interface ChangePointRule {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  asOf: Date;
  form: PointRuleWish;
}

/**
 * Writes a new version of the point rule, in force from a day on (today at the earliest: the past keeps the rule of its day). The visits
 * of a day that is today follow it at once. The same version sent twice is written once. Refuses what `pointRuleProblem` refuses and a
 * day in the past or too far ahead.
 */
export async function changePointRule({ db, clinic, actor, asOf, form }: ChangePointRule): Promise<Outcome<{ isNew: boolean }>> {
  const today = tehranDay(asOf);
  const refusal = refusedPointRule(form, today);
  if (refusal) return refusal;
  const clinicId = clinic.id;
  return db.transaction(async () => {
    const latest = (await pointRules(db, clinicId)).filter(({ effectiveOn }) => effectiveOn === form.effectiveOn).at(-1);
    if (latest && isSame(latest, form)) return { ok: true, isNew: false };
    const staffId = actor.kind === 'staff' ? actor.id : null;
    const subjectId = await writePointRule(db, { clinicId, rule: form, staffId, asOf });
    await appendEvent(db, {
      clinicId,
      kind: 'point-rule.changed',
      occurredAt: asOf,
      recordedAt: asOf,
      actor,
      subjectKind: 'point-rule',
      subjectId,
      payload: { ...form },
    });
    if (form.effectiveOn === today) {
      const came = await db.select<{ patientId: number }>(
        `SELECT DISTINCT patient_id AS "patientId" FROM visits WHERE clinic_id = :clinicId AND visited_on = :today AND deleted_at IS NULL`,
        { clinicId, today },
      );
      await settlePoints(db, { clinicId, patientIds: came.map(({ patientId }) => patientId), asOf, actor });
    }
    return { ok: true, isNew: true };
  });
}

/** Why a version can't be written, or null: its numbers make no sense, or it would begin in the past or too far ahead. */
export function refusedPointRule(form: PointRuleWish, today: string): Refused | null {
  const verdict = pointRuleProblem(form);
  if (!verdict.ok) return refuse(verdict.reason, verdict.field);
  if (form.effectiveOn < today) return refuse('effective-in-past', 'effectiveOn');
  if (form.effectiveOn > addJalaliMonths(today, MONTHS_AHEAD)) return refuse('effective-too-late', 'effectiveOn');
  return null;
}

function isSame(latest: PointRuleWish, form: PointRuleWish): boolean {
  const services = (rule: PointRuleWish): string => JSON.stringify(Object.entries(rule.servicePoints).sort());
  return FIELDS.every((field) => latest[field] === form[field]) && services(latest) === services(form);
}
