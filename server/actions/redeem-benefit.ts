import type { Clinic } from '../../models/clinic.js';
import type { Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { giveGrants } from '../../models/grant-book.js';
import { reverseGrant } from '../../models/grant-reversal.js';
import { grantOf, useGrant, type Grant } from '../../models/grant-use.js';
import { reverseEntry } from '../../models/points-book.js';
import type { StaffActor } from '../context.js';
import { refuse, type Outcome, type Refused } from '../errors.js';

interface OfGrant {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  asOf: Date;
  grantId: number;
}

/** A refusal comes with the grant as it stands, when there is one. */
type RedeemAnswer = { ok: true; grant: Grant } | (Refused & { grant: Grant | null });

/** Hands a benefit over: the grant is used, once. Refuses what `mayUse` refuses, and discounts, which are used when a visit is recorded. */
export async function redeemBenefit({
  db,
  clinic,
  actor,
  asOf,
  grantId,
  patientId,
}: OfGrant & { actor: Actor; patientId: number | null }): Promise<RedeemAnswer> {
  const used = await useGrant(db, { clinicId: clinic.id, grantId, patientId, asOf, actor });
  return used.ok ? used : { ...refuse(used.reason), grant: used.grant };
}

/** Lets the member pick one of the benefits that a grant offers: that grant is used, and the picked benefit is open instead. All or nothing. */
export async function chooseBenefit({
  db,
  clinic,
  actor,
  asOf,
  grantId,
  benefitId,
}: OfGrant & { actor: Actor; benefitId: number }): Promise<Outcome<{ grantId: number; code: string; name: string; patientId: number }>> {
  const clinicId = clinic.id;
  const grant = await grantOf(db, clinicId, { id: grantId });
  if (!grant) return refuse('grant-unknown');
  if (grant.choiceIds.length === 0) return refuse('not-a-choice');
  if (!grant.choiceIds.includes(benefitId)) return refuse('choice-not-offered', 'benefitId');
  try {
    return await db.transaction(async () => {
      const { patientId } = grant;
      await db.records.Patient.findOne({ where: { clinicId, id: patientId }, lock: true });
      const used = await useGrant(db, { clinicId, grantId, patientId, asOf, actor, isChoosing: true });
      if (!used.ok) return refuse(used.reason, 'benefitId');
      const wishes = [{ patientId, cause: `choice:${String(grantId)}` }];
      const [picked] = await giveGrants(db, { clinicId, benefitId, wishes, asOf, actor, isChosen: true });
      if (!picked?.ok) throw new NotPicked(refuse(picked?.reason ?? 'benefit-unknown', 'benefitId'));
      const chosen = await grantOf(db, clinicId, { id: picked.grantId });
      return { ok: true, grantId: picked.grantId, code: picked.code, name: chosen?.name ?? '', patientId };
    });
  } catch (error) {
    if (error instanceof NotPicked) return error.refused;
    throw error;
  }
}

/** Takes a grant, or its use, back with a reason; the points paid for a withdrawn one go back to the member. Refuses what `reverseGrant` refuses. */
export async function reverseBenefit({
  db,
  clinic,
  actor,
  asOf,
  grantId,
  reason,
}: OfGrant & { actor: StaffActor; reason: string }): Promise<Outcome<{ grant: Grant; replacementId: number | null }>> {
  return db.transaction(async () => {
    const found = await grantOf(db, clinic.id, { id: grantId });
    if (found) await db.records.Patient.findOne({ where: { clinicId: clinic.id, id: found.patientId }, lock: true });
    const reversed = await reverseGrant(db, { clinicId: clinic.id, grantId, reason, asOf, actor });
    if (!reversed.ok) return refuse(reversed.reason);
    const { grant, replacementId } = reversed;
    if (replacementId === null && grant.points > 0) {
      const cause = `grant:${await firstGrantId(db, clinic.id, grant)}`;
      await reverseEntry(db, { clinicId: clinic.id, cause, asOf, actor, reason });
    }
    return { ok: true, grant, replacementId };
  });
}

/** The grant that was bought in the first place, when this one stands in place of it. */
async function firstGrantId(db: Db, clinicId: number, grant: Grant): Promise<number> {
  const [, before] = /^again:(\d+)$/.exec(grant.cause) ?? [];
  const earlier = before === undefined ? null : await grantOf(db, clinicId, { id: Number(before) });
  return earlier ? firstGrantId(db, clinicId, earlier) : grant.id;
}

/** Takes the choice back with the transaction when the picked benefit can't be given. */
class NotPicked extends Error {
  constructor(readonly refused: Refused) {
    super(refused.reason);
  }
}
