import type { Clinic } from '../../models/clinic.js';
import type { Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { earnPoints, reverseEntry, spendPoints } from '../../models/points-book.js';
import { isOfBenefit } from '../../models/rules/points-due.js';
import { refuse, type Outcome } from '../errors.js';
import type { HandPointsForm } from '../forms/point-form.js';

interface ByHand {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  asOf: Date;
  patientId: number;
}

/** Gives a member points, or takes some, by hand and with a reason; the same form sent twice does it once. Refuses to take more than there is. */
export async function adjustPoints({
  db,
  clinic,
  actor,
  asOf,
  patientId,
  form,
}: ByHand & { form: Omit<HandPointsForm, '_csrf' | 'submissionKey'> & { submissionKey: string } }): Promise<Outcome> {
  const { direction, points, reason, submissionKey } = form;
  const change = { clinicId: clinic.id, patientId, points, cause: `hand:${submissionKey}`, note: reason, asOf, actor };
  const done =
    direction === 'give' ? await earnPoints(db, { ...change, kind: 'hand', occurredOn: tehranDay(asOf) }) : await spendPoints(db, change);
  return done.ok ? { ok: true } : refuse(done.reason, 'points');
}

/** Reverses one entry of a patient's ledger, with a reason. Refuses an entry that was reversed before, a reversal, what paid for a benefit, and another patient's entry. */
export async function reversePoints({
  db,
  clinic,
  actor,
  asOf,
  patientId,
  entryId,
  reason,
}: ByHand & { entryId: number; reason: string }): Promise<Outcome> {
  const [entry] = await db.select<{ cause: string }>(
    'SELECT cause FROM point_entries WHERE clinic_id = :clinicId AND patient_id = :patientId AND id = :entryId',
    { clinicId: clinic.id, patientId, entryId },
  );
  if (!entry) return refuse('entry-unknown');
  if (isOfBenefit(entry.cause)) return refuse('entry-of-benefit');
  const done = await reverseEntry(db, { clinicId: clinic.id, cause: entry.cause, entryId, asOf, actor, reason });
  return done.ok ? { ok: true } : refuse(done.reason);
}
