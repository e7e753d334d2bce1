import type { Actor } from './club-event.js';
import type { Db } from './database.js';
import { grantOf, logGrant, type Grant } from './grant-use.js';
import { tehranDay } from './persian/tehran-time.js';
import { grantStateOn, mayReverse } from './rules/benefits.js';
import { codeFrom } from './rules/grant-code.js';

export interface ReverseGrant {
  clinicId: number;
  grantId: number;
  reason: string;
  asOf: Date;
  actor: Extract<Actor, { kind: 'staff' }>;
}

export type ReversalAnswer = { ok: true; grant: Grant; replacementId: number | null } | { ok: false; reason: string };

/**
 * Takes a grant back, or the use of one, with a reason. An open grant is withdrawn. A used one was used by mistake: it is closed as reversed
 * and a new grant with the same promise and the same last day stands in its place, so the member loses nothing and no row is rewritten.
 * Refuses what expired or was reversed, a grant whose discount stands in a visit, and whoever may not.
 */
export async function reverseGrant(db: Db, { clinicId, grantId, reason, asOf, actor }: ReverseGrant): Promise<ReversalAnswer> {
  const day = tehranDay(asOf);
  return db.transaction(async () => {
    const grant = await grantOf(db, clinicId, { id: grantId });
    if (!grant) return { ok: false, reason: 'grant-unknown' };
    const state = grantStateOn(grant, day);
    if (state === 'reversed' || state === 'expired') return { ok: false, reason: `grant-${state}` };
    if (!mayReverse(grant, { id: actor.id, isManager: actor.role === 'manager' }, day))
      return { ok: false, reason: 'not-yours-to-reverse' };
    if (grant.usedOn !== null && (await standsInVisit(db, clinicId, grantId))) return { ok: false, reason: 'grant-in-visit' };
    const reversed = await db.execute<{ id: number }>(
      `UPDATE benefit_grants SET state = 'reversed', reversed_at = :asOf, reversed_on = :day, reversed_by = :by, reverse_reason = :reason
       WHERE clinic_id = :clinicId AND id = :grantId AND state = :state RETURNING id`,
      { clinicId, grantId, asOf, day, by: actor.id, reason, state: grant.state },
    );
    if (reversed.length === 0) return { ok: false, reason: 'grant-reversed' };
    await logGrant(db, 'benefit.reversed', { clinicId, grant, asOf, actor, reason });
    return {
      ok: true,
      grant,
      replacementId: grant.usedOn === null ? null : await replace(db, { clinicId, grant, asOf, day, by: actor.id }),
    };
  });
}

async function replace(
  db: Db,
  { clinicId, grant, asOf, day, by }: { clinicId: number; grant: Grant; asOf: Date; day: string; by: number },
): Promise<number> {
  const cause = `again:${grant.id}`;
  const [written] = await db.execute<{ id: number }>(
    `INSERT INTO benefit_grants (clinic_id, patient_id, benefit_id, cause, code, state, name, kind, cost_rial, value_rial, is_treatment,
       discount_percent, discount_rial, choices_json, tier, points, granted_at, granted_on, granted_by, valid_until_on)
     SELECT clinic_id, patient_id, benefit_id, :cause, :code, 'open', name, kind, cost_rial, value_rial, is_treatment,
       discount_percent, discount_rial, choices_json, tier, points, :asOf, :day, :by, valid_until_on
     FROM benefit_grants WHERE clinic_id = :clinicId AND id = :id RETURNING id`,
    { clinicId, id: grant.id, cause, code: codeFrom(db.vault.blindIndex(`grant ${clinicId} ${cause} 0`)), asOf, day, by },
  );
  if (!written) throw new Error(`the grant ${cause} was not written`);
  return written.id;
}

async function standsInVisit(db: Db, clinicId: number, grantId: number): Promise<boolean> {
  const rows = await db.select(
    `SELECT d.id FROM visit_discounts d JOIN visits v ON v.clinic_id = d.clinic_id AND v.id = d.visit_id
     WHERE d.clinic_id = :clinicId AND d.grant_id = :grantId AND v.deleted_at IS NULL LIMIT 1`,
    { clinicId, grantId },
  );
  return rows.length > 0;
}
