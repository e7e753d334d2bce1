import { appendEvent, type Actor } from './club-event.js';
import type { Db } from './database.js';
import { instantOf } from './persian/tehran-time.js';

export interface FirstVisit {
  clinicId: number;
  patientId: number;
  visitedOn: string;
  /** When the visit began, where that is known. */
  visitedAt?: Date;
  actor: Actor;
  asOf: Date;
}

/**
 * Makes a prospect a member from the day of a visit, with its event. A member keeps the standing; a visit recorded late may only move
 * `memberSinceOn` back. Call it inside the transaction that records the visit.
 */
export async function becomeMember(
  db: Db,
  { clinicId, patientId, visitedOn, visitedAt, actor, asOf }: FirstVisit,
): Promise<{ changed: boolean }> {
  const became = await db.execute<{ id: number }>(
    `UPDATE patients SET status = 'member', member_since_on = :visitedOn, updated_at = :asOf
     WHERE clinic_id = :clinicId AND id = :patientId AND status = 'prospect' RETURNING id`,
    { clinicId, patientId, visitedOn, asOf },
  );
  if (became.length === 0) {
    await db.execute(
      `UPDATE patients SET member_since_on = :visitedOn
       WHERE clinic_id = :clinicId AND id = :patientId AND (member_since_on IS NULL OR member_since_on > :visitedOn)`,
      { clinicId, patientId, visitedOn },
    );
    return { changed: false };
  }
  await appendEvent(db, {
    clinicId,
    patientId,
    kind: 'patient.became-member',
    occurredAt: visitedAt ?? instantOf(visitedOn, '12:00'),
    recordedAt: asOf,
    actor,
    payload: { on: visitedOn },
  });
  return { changed: true };
}

/**
 * Reads a patient's membership from the visits that are left after one was corrected or deleted: a member since the first of them, and a
 * prospect again when there is none. Call it inside the transaction that changed the visit.
 */
export async function reviewMembership(
  db: Db,
  { clinicId, patientId, asOf }: { clinicId: number; patientId: number; asOf: Date },
): Promise<void> {
  await db.execute(
    `UPDATE patients SET
       member_since_on = (SELECT MIN(v.visited_on) FROM visits v
         WHERE v.clinic_id = :clinicId AND v.patient_id = patients.id AND v.deleted_at IS NULL),
       status = CASE WHEN EXISTS (SELECT 1 FROM visits v WHERE v.clinic_id = :clinicId AND v.patient_id = patients.id AND v.deleted_at IS NULL)
         THEN 'member' ELSE 'prospect' END,
       updated_at = :asOf
     WHERE clinic_id = :clinicId AND id = :patientId`,
    { clinicId, patientId, asOf },
  );
}
