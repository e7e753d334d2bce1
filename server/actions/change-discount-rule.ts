import type { Clinic } from '../../models/clinic.js';
import { appendEvent, type Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { discountProblem, type DiscountWish } from '../../models/rules/discount-terms.js';
import { refuse, type Outcome } from '../errors.js';

interface Change {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  asOf: Date;
}

/** Writes a discount rule; refuses terms that make no sense and services or specialties that the clinic does not have. */
export async function addDiscountRule({
  db,
  clinic,
  actor,
  asOf,
  form,
}: Change & { form: DiscountWish }): Promise<Outcome<{ id: number }>> {
  const clinicId = clinic.id;
  return db.transaction(async () => {
    const problem = discountProblem(form, tehranDay(asOf));
    if (problem) return refuse(problem.reason, problem.field);
    const { terms, specialtyId } = form;
    if (specialtyId !== null && (await db.records.Specialty.count({ where: { clinicId, id: specialtyId } })) === 0)
      return refuse('specialty-unknown', 'specialtyId');
    const services = terms.kind === 'together' ? [...terms.serviceIds] : terms.kind === 'nth' ? [terms.serviceId] : [];
    if (services.length > 0 && (await db.records.Service.count({ where: { clinicId, id: services } })) < services.length)
      return refuse('service-unknown', terms.kind === 'nth' ? 'serviceId' : 'serviceIds');
    const { kind, ...rest } = terms;
    const [row] = await db.execute<{ id: number }>(
      `INSERT INTO discount_rules (clinic_id, name, kind, terms_json, percent, amount_rial, specialty_id, effective_on, until_on, is_treatment,
         permit_number, permit_until_on, created_by, created_at)
       VALUES (:clinicId, :name, :kind, :termsJson, :percent, :amountRial, :specialtyId, :effectiveOn, :untilOn, :isTreatment,
         :permitNumber, :permitUntilOn, :by, :asOf) RETURNING id`,
      { ...withoutTerms(form), clinicId, kind, termsJson: JSON.stringify(rest), by: actor.kind === 'staff' ? actor.id : null, asOf },
    );
    const id = row?.id ?? 0;
    await logChange({ db, clinic, actor, asOf }, 'added', { id, name: form.name });
    return { ok: true, id };
  });
}

/** Ends a rule at once, or lets it hold again; visits that were priced by it keep their price. */
export async function archiveDiscountRule({
  db,
  clinic,
  actor,
  asOf,
  id,
  isArchived,
}: Change & { id: number; isArchived: boolean }): Promise<Outcome<{ name: string }>> {
  return db.transaction(async () => {
    const [row] = await db.execute<{ name: string }>(
      'UPDATE discount_rules SET archived_at = :at WHERE clinic_id = :clinicId AND id = :id RETURNING name',
      { clinicId: clinic.id, id, at: isArchived ? asOf : null },
    );
    if (!row) return refuse('rule-unknown');
    await logChange({ db, clinic, actor, asOf }, isArchived ? 'archived' : 'restored', { id, name: row.name });
    return { ok: true, name: row.name };
  });
}

function withoutTerms({ terms: _terms, ...rest }: DiscountWish): Omit<DiscountWish, 'terms'> {
  return rest;
}

async function logChange({ db, clinic, actor, asOf }: Change, what: string, { id, name }: { id: number; name: string }): Promise<void> {
  const about = { subjectKind: 'discount-rule', subjectId: id, payload: { what, name } };
  await appendEvent(db, { clinicId: clinic.id, kind: 'discount-rule.changed', occurredAt: asOf, recordedAt: asOf, actor, ...about });
}
