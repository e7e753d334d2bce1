import type { Clinic } from '../../models/clinic.js';
import { appendEvent, type Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { keepDiscount } from '../../models/discount-book.js';
import { useGrant } from '../../models/grant-use.js';
import { becomeMember } from '../../models/membership.js';
import type { Patient } from '../../models/patient.js';
import type { Price } from '../../models/rules/discounts.js';
import { settleVisits } from '../../models/settle-visits.js';
import { refuse, type Outcome } from '../errors.js';
import type { VisitForm } from '../forms/visit-form.js';
import { appointmentToArrive, markArrived } from './arrival.js';
import { deskPrice } from './desk-price.js';
import { visitFacts } from './visit-facts.js';

export interface RecordVisit {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  asOf: Date;
  patientId: number;
  form: Omit<VisitForm, '_csrf'>;
}

export interface RecordedVisit {
  visitId: number;
  patient: Patient;
  /** The visit was the first: the prospect is a member now. */
  becameMember: boolean;
  /** What was taken off and why; null when nothing was. */
  price: Price | null;
  /** The same form came before; nothing was recorded now. */
  isRepeat: boolean;
}

/**
 * Records that a patient came: the visit with what it costs after a discount, its event, membership with the first visit, the appointment it was for, and the tier, all or
 * nothing. Refuses the future, days before birth, what is not in the clinic's lists, deleted patients and appointments of somebody else.
 */
export async function recordVisit({ db, clinic, actor, asOf, patientId, form }: RecordVisit): Promise<Outcome<RecordedVisit>> {
  const clinicId = clinic.id;
  return db.transaction(async () => {
    // The patient's row is the gate: two desks recording the same form, or two visits, take turns.
    const patient = await db.records.Patient.findOne({ where: { clinicId, id: patientId }, lock: true });
    if (!patient) return refuse('patient-unknown', 'member');
    if (patient.deletedAt) return refuse('patient-deleted', 'member');
    const { appointmentId, submissionKey, grantCode, ...typed } = form;
    const repeated = submissionKey ? await db.records.Visit.findOne({ where: { clinicId, submissionKey } }) : null;
    if (repeated) return { ok: true, visitId: repeated.id, patient, becameMember: false, price: null, isRepeat: true };

    const read = await visitFacts(db, { clinicId, patient, form: typed, asOf });
    if (!read.ok) return read;
    const expected = appointmentId === null ? null : await appointmentToArrive(db, { clinicId, patientId, appointmentId, asOf });
    if (expected && !expected.ok) return expected;

    const priced = await deskPrice(db, { clinicId, patientId, facts: read.facts, grantCode, asOf });
    if (!priced.ok) return priced;
    const price = priced.price?.by ? priced.price : null;
    const used = price?.by?.grantId
      ? await useGrant(db, { clinicId, grantId: price.by.grantId, patientId, asOf, actor, isAtVisit: true })
      : null;
    if (used && !used.ok) return refuse(used.reason, 'grantCode');
    const facts = price ? { ...read.facts, amountRial: price.payRial } : read.facts;

    const visit = await db.records.Visit.create({
      clinicId,
      patientId,
      ...facts,
      appointmentId,
      submissionKey: submissionKey ?? null,
      createdBy: actor.kind === 'staff' ? actor.id : null,
      createdAt: asOf,
      updatedAt: asOf,
    });
    if (price) await keepDiscount(db, { clinicId, visitId: visit.id, price });
    await appendEvent(db, {
      clinicId,
      patientId,
      kind: 'visit.recorded',
      occurredAt: visit.visitedAt,
      recordedAt: asOf,
      actor,
      subjectKind: 'visit',
      subjectId: visit.id,
      payload: { after: { ...facts } },
    });
    if (expected) await markArrived(db, expected.appointment, { actor, asOf, visitId: visit.id });
    const { visitedOn, visitedAt } = visit;
    const membership = await becomeMember(db, { clinicId, patientId, visitedOn, visitedAt, actor, asOf });
    await settleVisits(db, { clinicId, patientIds: [patientId], asOf, actor, cause: 'visit.recorded' });
    return { ok: true, visitId: visit.id, patient, becameMember: membership.changed, price, isRepeat: false };
  });
}
