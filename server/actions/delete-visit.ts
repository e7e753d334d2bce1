import type { Clinic } from '../../models/clinic.js';
import { appendEvent, type Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { becomeMember, reviewMembership } from '../../models/membership.js';
import { cancelMessages } from '../../models/outbox.js';
import { surveyKeys } from '../../models/rules/surveys.js';
import { settleVisits } from '../../models/settle-visits.js';
import type { Visit } from '../../models/visit.js';
import { refuse, type Outcome } from '../errors.js';
import { appointmentToArrive, markArrived, takeBackArrival } from './arrival.js';
import { heldVisit } from './visit-facts.js';

export interface ChangeVisit {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  asOf: Date;
  visitId: number;
}

/** Deletes a visit that did not happen: it stops counting at once, its values stay in the log, and it can be restored. */
export async function deleteVisit({ db, clinic, actor, asOf, visitId }: ChangeVisit): Promise<Outcome> {
  return db.transaction(async () => {
    const held = await heldVisit(db, clinic.id, visitId);
    if (!held) return refuse('visit-unknown');
    const { visit } = held;
    if (visit.deletedAt) return refuse('already-deleted');
    const { clinicId, patientId, appointmentId } = visit;
    await visit.update({ deletedAt: asOf, updatedAt: asOf });
    await logVisit(db, visit, 'visit.deleted', { actor, asOf });
    await takeBackArrival(db, { clinicId, appointmentId, actor, asOf });
    await cancelMessages(db, { clinicId, patientId, keyPrefix: surveyKeys(visitId), reason: 'visit-deleted', asOf, actor });
    await reviewMembership(db, { clinicId, patientId, asOf });
    await settleVisits(db, { clinicId, patientIds: [patientId], asOf, actor, cause: 'visit.deleted' });
    return { ok: true };
  });
}

/** Takes the deletion of a visit back; its appointment counts as arrived again when nothing else became of it. */
export async function restoreVisit({ db, clinic, actor, asOf, visitId }: ChangeVisit): Promise<Outcome> {
  return db.transaction(async () => {
    const held = await heldVisit(db, clinic.id, visitId);
    if (!held) return refuse('visit-unknown');
    const { visit } = held;
    if (!visit.deletedAt) return refuse('not-deleted');
    const { clinicId, patientId, appointmentId, visitedOn, visitedAt } = visit;
    await visit.update({ deletedAt: null, updatedAt: asOf });
    await logVisit(db, visit, 'visit.restored', { actor, asOf });
    if (appointmentId !== null) {
      const expected = await appointmentToArrive(db, { clinicId, patientId, appointmentId, asOf });
      if (expected.ok) await markArrived(db, expected.appointment, { actor, asOf, visitId });
    }
    await becomeMember(db, { clinicId, patientId, visitedOn, visitedAt, actor, asOf });
    await settleVisits(db, { clinicId, patientIds: [patientId], asOf, actor, cause: 'visit.recorded' });
    return { ok: true };
  });
}

async function logVisit(
  db: Db,
  visit: Visit,
  kind: 'visit.deleted' | 'visit.restored',
  { actor, asOf }: { actor: Actor; asOf: Date },
): Promise<void> {
  const { clinicId, patientId, id, specialtyId, serviceId, illnessId, physicianId, amountRial, visitedAt, visitedOn } = visit;
  await appendEvent(db, {
    clinicId,
    patientId,
    kind,
    occurredAt: asOf,
    recordedAt: asOf,
    actor,
    subjectKind: 'visit',
    subjectId: id,
    payload: { before: { specialtyId, serviceId, illnessId, physicianId, amountRial, visitedAt, visitedOn } },
  });
}
