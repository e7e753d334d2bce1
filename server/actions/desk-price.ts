import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import { visitPrice } from '../../models/discount-book.js';
import { grantOf } from '../../models/grant-use.js';
import { clubLoyalty } from '../../models/loyalty-book.js';
import { tehranDay, tehranParts } from '../../models/persian/tehran-time.js';
import { mayUse } from '../../models/rules/benefits.js';
import type { Price } from '../../models/rules/discounts.js';
import { readCode } from '../../models/rules/grant-code.js';
import { refuse, type Outcome } from '../errors.js';
import { visitFacts, type TypedVisit, type VisitFacts } from './visit-facts.js';

export interface AskDeskPrice {
  clinicId: number;
  patientId: number;
  facts: Pick<VisitFacts, 'specialtyId' | 'serviceId' | 'amountRial' | 'visitedAt' | 'visitedOn' | 'hasTime'>;
  /** The code of a discount that the member brings. */
  grantCode: string | undefined;
  asOf: Date;
}

/**
 * What a visit at the desk costs with the clinic's rules and the discount the member brings; null when no amount is known or the programme is off.
 * Refuses a code that nobody has, that is no discount, or that may not be used today.
 */
export async function deskPrice(
  db: Db,
  { clinicId, patientId, facts, grantCode = '', asOf }: AskDeskPrice,
): Promise<Outcome<{ price: Price | null }>> {
  const { visitedOn, visitedAt, hasTime, amountRial, specialtyId, serviceId } = facts;
  const today = tehranDay(asOf);
  if (!(await clubLoyalty(db, clinicId, today)).hasPoints) return { ok: true, price: null };
  const code = readCode(grantCode);
  const grant = code === null ? null : await grantOf(db, clinicId, { code });
  if (grantCode.trim() !== '' && !grant) return refuse('grant-unknown', 'grantCode');
  if (grant) {
    const verdict = mayUse({ ...grant, isChoice: grant.choiceIds.length > 0 }, grant, { day: today, patientId });
    if (!verdict.ok) return refuse(verdict.reason, 'grantCode');
    if (grant.discountPercent === null && grant.discountRial === null) return refuse('not-a-discount', 'grantCode');
    if (amountRial === null) return refuse('amount-missing', 'amountRial');
  }
  if (amountRial === null) return { ok: true, price: null };
  const { hour, minute } = tehranParts(visitedAt);
  const time = hasTime ? `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}` : null;
  const brought = grant && { id: grant.id, name: grant.name, percent: grant.discountPercent, amountRial: grant.discountRial };
  const visit = { on: visitedOn, time, specialtyId, serviceId, listRial: amountRial };
  return { ok: true, price: await visitPrice(db, { clinicId, patientId, visit, grant: brought }) };
}

/** What a visit that is being written down would cost now; nothing is recorded. Refuses what recording refuses. */
export async function previewDeskPrice({
  db,
  clinic,
  asOf,
  patientId,
  form,
}: {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  asOf: Date;
  patientId: number;
  form: TypedVisit;
}): Promise<Outcome<{ price: Price | null }>> {
  const patient = await db.records.Patient.findOne({ where: { clinicId: clinic.id, id: patientId, deletedAt: null } });
  if (!patient) return refuse('patient-unknown', 'member');
  const read = await visitFacts(db, { clinicId: clinic.id, patient, form: { ...form, illness: null }, asOf });
  if (!read.ok) return read;
  return deskPrice(db, { clinicId: clinic.id, patientId, facts: read.facts, grantCode: form.grantCode, asOf });
}
