import type { Clinic } from '../../models/clinic.js';
import { appendEvent, type Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { standingGiftProblem, type StandingGift } from '../../models/rules/standing.js';
import { reviewStanding } from '../../models/standing.js';
import { addStanding } from '../../models/standing-book.js';
import { refuse, type Outcome } from '../errors.js';

/**
 * Gives a member credit by hand, with its reason and its end, and works out the tier again. Refuses what `standingGiftProblem` refuses, a
 * specialty the clinic has not, and who is no member. The same form sent twice gives once.
 */
export async function giveStanding({
  db,
  clinic,
  actor,
  asOf,
  patientId,
  form,
}: {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  asOf: Date;
  patientId: number;
  form: StandingGift & { specialtyId: number | null; submissionKey?: string | undefined };
}): Promise<Outcome<{ isNew: boolean }>> {
  const { submissionKey = null, ...gift } = form;
  const verdict = standingGiftProblem(gift, tehranDay(asOf));
  if (!verdict.ok) return refuse(verdict.reason, verdict.field);
  const clinicId = clinic.id;
  return db.transaction(async () => {
    const patient = await db.records.Patient.findOne({ where: { clinicId, id: patientId, deletedAt: null } });
    if (!patient) return refuse('not-found');
    if (patient.status !== 'member') return refuse('standing-not-a-member');
    const { specialtyId } = gift;
    if (specialtyId !== null && !(await db.records.Specialty.findOne({ where: { clinicId, id: specialtyId, archivedAt: null } })))
      return refuse('specialty-unknown', 'specialtyId');
    const id = await addStanding(db, { clinicId, patientId, ...gift, submissionKey, actor, asOf });
    if (id === null) return { ok: true, isNew: false };
    await appendEvent(db, {
      clinicId,
      patientId,
      kind: 'standing.given',
      occurredAt: asOf,
      recordedAt: asOf,
      actor,
      subjectKind: 'standing',
      subjectId: id,
      payload: { ...gift },
    });
    await reviewStanding(db, { clinicId, patientIds: [patientId], asOf, actor, cause: 'standing.given' });
    return { ok: true, isNew: true };
  });
}
