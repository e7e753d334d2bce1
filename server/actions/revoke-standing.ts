import type { Clinic } from '../../models/clinic.js';
import { appendEvent, type Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { reviewStanding } from '../../models/standing.js';
import { endStanding } from '../../models/standing-book.js';
import { refuse, type Outcome } from '../errors.js';

/**
 * Takes hand-given credit back from today on and works out the tier again; the days before stay as they were. Refuses what another
 * member has or what is over already; twice is once.
 */
export async function revokeStanding({
  db,
  clinic,
  actor,
  asOf,
  patientId,
  id,
}: {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  asOf: Date;
  patientId: number;
  id: number;
}): Promise<Outcome<{ isNew: boolean }>> {
  const clinicId = clinic.id;
  return db.transaction(async () => {
    const ended = await endStanding(db, { clinicId, patientId, id, on: tehranDay(asOf), actor, asOf });
    if (ended === 'not-found') return refuse('not-found');
    if (ended === 'over') return refuse('standing-is-over');
    if (ended === 'revoked-before') return { ok: true, isNew: false };
    await appendEvent(db, {
      clinicId,
      patientId,
      kind: 'standing.revoked',
      occurredAt: asOf,
      recordedAt: asOf,
      actor,
      subjectKind: 'standing',
      subjectId: id,
      payload: ended,
    });
    await reviewStanding(db, { clinicId, patientIds: [patientId], asOf, actor, cause: 'standing.revoked' });
    return { ok: true, isNew: true };
  });
}
