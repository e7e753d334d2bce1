import { checkChoices, type Choices } from '../../models/catalogue-choices.js';
import { catalogueKey, findOrCreateIllness } from '../../models/catalogue.js';
import type { Db } from '../../models/database.js';
import type { Patient } from '../../models/patient.js';
import { visitTime } from '../../models/rules/visits.js';
import type { Visit } from '../../models/visit.js';
import { refuse, type Outcome } from '../errors.js';
import type { VisitForm } from '../forms/visit-form.js';
import { icd10CodeOf } from '../reference/illness-names.js';

/** Everything the desk says about a visit, as it is stored. */
export type VisitFacts = Pick<
  Visit,
  'specialtyId' | 'serviceId' | 'illnessId' | 'physicianId' | 'amountRial' | 'visitedAt' | 'visitedOn' | 'hasTime' | 'note'
>;

/** What the desk typed about a visit, without the parts that belong to the page. */
export type TypedVisit = Omit<VisitForm, '_csrf' | 'submissionKey' | 'appointmentId'>;

/** Turns what the desk typed into what is stored, or refuses with the field that is wrong; `kept` is the visit that is being corrected. */
export async function visitFacts(
  db: Db,
  { clinicId, patient, form, asOf, kept }: { clinicId: number; patient: Patient; form: TypedVisit; asOf: Date; kept?: Choices },
): Promise<Outcome<{ facts: VisitFacts }>> {
  const { specialtyId, serviceId, physicianId, note } = form;
  const when = visitTime(
    { day: form.day, time: form.time },
    { birthOn: patient.birthOn, birthIsEstimated: Boolean(patient.birthIsEstimated) },
    asOf,
  );
  if (!when.ok) return when;
  const chosen = await checkChoices(db, clinicId, { specialtyId, serviceId, physicianId }, kept);
  if (!chosen.ok) return chosen;
  const illness = await typedIllness(db, clinicId, form.illness);
  if (illness === 'unknown') return refuse('illness-unknown', 'illness');
  const { visitedAt, visitedOn, hasTime } = when;
  // Who records a visit without an amount means the usual one; who corrects it away means none.
  const amountRial = form.amountRial ?? (kept ? null : chosen.usualAmountRial);
  return { ok: true, facts: { specialtyId, serviceId, physicianId, illnessId: illness, amountRial, visitedAt, visitedOn, hasTime, note } };
}

/** A visit and its patient, read after the patient's row is held: desks that change the visits of one patient take turns. */
export async function heldVisit(db: Db, clinicId: number, id: number): Promise<{ visit: Visit; patient: Patient } | null> {
  const { Visit, Patient } = db.records;
  const seen = await Visit.findOne({ where: { clinicId, id } });
  const patient = seen && (await Patient.findOne({ where: { clinicId, id: seen.patientId }, lock: true }));
  const visit = patient && (await Visit.findOne({ where: { clinicId, id } }));
  return visit ? { visit, patient } : null;
}

/** The entry of the clinic's own list by its code or name, or of ICD-10; a code of ICD-10 enters the clinic's list with its first use. */
async function typedIllness(db: Db, clinicId: number, typed: string | null): Promise<number | null | 'unknown'> {
  if (typed === null) return null;
  const { Illness } = db.records;
  const own =
    (await Illness.findOne({ where: { clinicId, code: typed, isOwn: true, archivedAt: null } })) ??
    (await Illness.findOne({ where: { clinicId, searchKey: catalogueKey(typed), isOwn: true, archivedAt: null } }));
  if (own) return own.id;
  const code = icd10CodeOf(typed);
  return code === null ? 'unknown' : (await findOrCreateIllness(db, { clinicId, code, isOwn: false })).id;
}
