import type { Clinic } from '../../models/clinic.js';
import { appendEvent, type Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { dropDiscount } from '../../models/discount-book.js';
import { reviewMembership } from '../../models/membership.js';
import { settleVisits } from '../../models/settle-visits.js';
import { refuse, type Outcome } from '../errors.js';
import { heldVisit, visitFacts, type TypedVisit, type VisitFacts } from './visit-facts.js';

export interface CorrectVisit {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  asOf: Date;
  visitId: number;
  form: TypedVisit;
}

const FACTS = [
  'specialtyId',
  'serviceId',
  'illnessId',
  'physicianId',
  'amountRial',
  'visitedAt',
  'visitedOn',
  'hasTime',
  'note',
] as const satisfies readonly (keyof VisitFacts)[];

/** Corrects a visit and keeps the old values in its event; membership and tier follow. Refuses what recording refuses, and deleted visits. */
export async function correctVisit({ db, clinic, actor, asOf, visitId, form }: CorrectVisit): Promise<Outcome<{ changed: boolean }>> {
  const clinicId = clinic.id;
  return db.transaction(async () => {
    const held = await heldVisit(db, clinicId, visitId);
    if (!held) return refuse('visit-unknown');
    const { visit, patient } = held;
    if (visit.deletedAt) return refuse('already-deleted');
    const { specialtyId, serviceId, physicianId } = visit;
    const read = await visitFacts(db, { clinicId, patient, form, asOf, kept: { specialtyId, serviceId, physicianId } });
    if (!read.ok) return read;

    const changed = FACTS.filter((fact) => plain(visit[fact]) !== plain(read.facts[fact]));
    if (changed.length === 0) return { ok: true, changed: false };
    const before = Object.fromEntries(changed.map((fact) => [fact, visit[fact]]));
    const after = Object.fromEntries(changed.map((fact) => [fact, read.facts[fact]]));
    await visit.update({ ...read.facts, updatedAt: asOf });
    if (changed.includes('amountRial')) await dropDiscount(db, clinicId, visit.id);
    await appendEvent(db, {
      clinicId,
      patientId: patient.id,
      kind: 'visit.corrected',
      occurredAt: asOf,
      recordedAt: asOf,
      actor,
      subjectKind: 'visit',
      subjectId: visit.id,
      payload: { before, after },
    });
    await reviewMembership(db, { clinicId, patientId: patient.id, asOf });
    await settleVisits(db, { clinicId, patientIds: [patient.id], asOf, actor, cause: 'visit.corrected' });
    return { ok: true, changed: true };
  });
}

/** Values as they can be compared: SQLite keeps booleans as 0 and 1, and two Dates of one instant are two objects. */
function plain(value: string | number | boolean | Date | null): string | number | null {
  if (value instanceof Date) return value.getTime();
  return typeof value === 'boolean' ? Number(value) : value;
}
