import type { Actor } from './club-event.js';
import type { Db } from './database.js';

interface ImportHappening {
  clinicId: number;
  importId: number;
  actor: Actor;
  asOf: Date;
}

/**
 * Writes the events of visits just imported. The rows are made inside the database: an import writes more events in a minute than the desk in a
 * month. Call it inside the transaction that wrote the visits.
 */
export async function appendVisitEvents(
  db: Db,
  { visitIds, ...happening }: ImportHappening & { visitIds: readonly number[] },
): Promise<void> {
  if (visitIds.length === 0) return;
  await db.execute(
    `INSERT INTO club_events (clinic_id, patient_id, kind, occurred_at, recorded_at, actor_kind, actor_staff_id, subject_kind, subject_id, payload_json)
     SELECT clinic_id, patient_id, 'visit.recorded', visited_at, :asOf, :actorKind, :staffId, 'visit', id, :payload
     FROM visits WHERE clinic_id = :clinicId AND id IN (:visitIds) ORDER BY id`,
    { ...valuesOf(happening), visitIds },
  );
}

/** Writes the events of patients just imported: enrolled, and members where a first visit was told. */
export async function appendPatientEvents(
  db: Db,
  { patientIds, ...happening }: ImportHappening & { patientIds: readonly number[] },
): Promise<void> {
  if (patientIds.length === 0) return;
  for (const [kind, condition] of [
    ['patient.enrolled', ''],
    ['patient.became-member', 'AND member_since_on IS NOT NULL'],
  ]) {
    await db.execute(
      `INSERT INTO club_events (clinic_id, patient_id, kind, occurred_at, recorded_at, actor_kind, actor_staff_id, payload_json)
       SELECT clinic_id, id, :kind, enrolled_at, :asOf, :actorKind, :staffId, :payload
       FROM patients WHERE clinic_id = :clinicId AND id IN (:patientIds) ${condition ?? ''} ORDER BY id`,
      { ...valuesOf(happening), kind, patientIds },
    );
  }
}

const valuesOf = ({ clinicId, importId, actor, asOf }: ImportHappening) => ({
  clinicId,
  asOf,
  actorKind: actor.kind,
  staffId: actor.kind === 'staff' ? actor.id : null,
  payload: JSON.stringify({ importId }),
});
