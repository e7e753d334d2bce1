import type { Clinic } from '../../models/clinic.js';
import { appendEvent, type Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { refuse, type Outcome } from '../errors.js';

/** Takes back a version whose day has not come: it was never in force, so no day changes. Refuses one that has begun; twice is once. */
export async function withdrawTierRule({
  db,
  clinic,
  actor,
  asOf,
  id,
}: {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  asOf: Date;
  id: number;
}): Promise<Outcome<{ isNew: boolean }>> {
  return db.transaction(async () => {
    const rule = await db.records.TierRule.findOne({ where: { clinicId: clinic.id, id } });
    if (!rule) return refuse('not-found');
    if (rule.withdrawnAt) return { ok: true, isNew: false };
    if (rule.effectiveOn <= tehranDay(asOf)) return refuse('rule-has-begun');
    await rule.update({ withdrawnAt: asOf, withdrawnBy: actor.kind === 'staff' ? actor.id : null });
    await appendEvent(db, {
      clinicId: clinic.id,
      kind: 'tier-rule.changed',
      occurredAt: asOf,
      recordedAt: asOf,
      actor,
      subjectKind: 'tier-rule',
      subjectId: rule.id,
      payload: { isWithdrawn: true, effectiveOn: rule.effectiveOn, specialtyId: rule.specialtyId },
    });
    return { ok: true, isNew: true };
  });
}
