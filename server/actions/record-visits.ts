import type { Clinic } from '../../models/clinic.js';
import { appendEvents, type Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { becomeMember } from '../../models/membership.js';
import { settleVisits } from '../../models/settle-visits.js';
import type { VisitFacts } from './visit-facts.js';

export interface RecordVisits {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  asOf: Date;
  visits: readonly (VisitFacts & { patientId: number })[];
}

/**
 * Records a day's list of visits at once, as `recordVisit` would one after the other: the visits, their events, memberships and tiers, all
 * or nothing. The facts come from the clinic's own lists and are not asked again. Gives the visits' ids in the order of the list.
 */
export async function recordVisits({ db, clinic, actor, asOf, visits }: RecordVisits): Promise<{ visitIds: number[] }> {
  const clinicId = clinic.id;
  if (visits.length === 0) return { visitIds: [] };
  return db.transaction(async () => {
    const createdBy = actor.kind === 'staff' ? actor.id : null;
    const visitIds = await insertVisits(db, { clinicId, createdBy, asOf }, visits);
    await appendEvents(
      db,
      visits.map(({ patientId, ...facts }, i) => ({
        clinicId,
        patientId,
        kind: 'visit.recorded' as const,
        occurredAt: facts.visitedAt,
        recordedAt: asOf,
        actor,
        subjectKind: 'visit',
        subjectId: visitIds[i] ?? 0,
        payload: { after: { ...facts } },
      })),
    );
    const patientIds = [...new Set(visits.map((visit) => visit.patientId))];
    for (const { id, visitedAt, visitedOn } of await prospectsAmong(db, clinicId, patientIds, visits))
      await becomeMember(db, { clinicId, patientId: id, visitedOn, visitedAt, actor, asOf });
    await settleVisits(db, { clinicId, patientIds, asOf, actor, cause: 'visit.recorded' });
    return { visitIds };
  });
}

/** Ids come back in the order of the list: both databases number the rows of one statement in their order. */
async function insertVisits(
  db: Db,
  { clinicId, createdBy, asOf }: { clinicId: number; createdBy: number | null; asOf: Date },
  visits: RecordVisits['visits'],
): Promise<number[]> {
  const rows = visits.map((visit) => [
    clinicId,
    visit.patientId,
    visit.specialtyId,
    visit.serviceId,
    visit.illnessId,
    visit.physicianId,
    visit.amountRial,
    visit.visitedAt,
    visit.visitedOn,
    Boolean(visit.hasTime),
    visit.note,
    createdBy,
    asOf,
    asOf,
  ]);
  const written = await db.execute<{ id: number }>(
    `INSERT INTO visits (clinic_id, patient_id, specialty_id, service_id, illness_id, physician_id, amount_rial, visited_at, visited_on,
       has_time, note, created_by, created_at, updated_at) VALUES :rows RETURNING id`,
    { rows },
  );
  return written.map(({ id }) => id).sort((a, b) => a - b);
}

/** Who among them is not a member yet, with the earliest of these visits; or is one only since a later day. */
async function prospectsAmong(
  db: Db,
  clinicId: number,
  patientIds: number[],
  visits: RecordVisits['visits'],
): Promise<{ id: number; visitedAt: Date; visitedOn: string }[]> {
  const known = await db.select<{ id: number; memberSinceOn: string | null }>(
    'SELECT id, member_since_on AS "memberSinceOn" FROM patients WHERE clinic_id = :clinicId AND id IN (:patientIds)',
    { clinicId, patientIds },
  );
  return known.flatMap(({ id, memberSinceOn }) => {
    const [first] = visits.filter((visit) => visit.patientId === id).sort((a, b) => a.visitedAt.getTime() - b.visitedAt.getTime());
    return first && (memberSinceOn === null || first.visitedOn < memberSinceOn) ? [{ id, ...first }] : [];
  });
}
