import type { Benefit } from '../../models/benefit.js';
import type { Clinic } from '../../models/clinic.js';
import { appendEvent, type Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { benefitProblem, type BenefitTerms } from '../../models/rules/benefit-terms.js';
import type { Loyalty } from '../../models/rules/loyalty.js';
import { refuse, type Outcome, type Refused } from '../errors.js';

interface Change {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  asOf: Date;
}

export type WriteBenefit = Change & { form: BenefitTerms; loyalty: Loyalty };

/** Puts a benefit into the catalogue; refuses terms that make no sense and what the clinic does not have. */
export async function addBenefit({ db, clinic, actor, asOf, form }: WriteBenefit): Promise<Outcome<{ benefit: Benefit }>> {
  return db.transaction(async () => {
    const refused = await refusedTerms(db, clinic.id, form, asOf, null);
    if (refused) return refused;
    const createdBy = actor.kind === 'staff' ? actor.id : null;
    const benefit = await db.records.Benefit.create({ clinicId: clinic.id, ...form, createdBy, createdAt: asOf, updatedAt: asOf });
    await logChange({ db, clinic, actor, asOf }, 'added', benefit);
    return { ok: true, benefit };
  });
}

/**
 * Changes a benefit for grants to come; what was granted keeps its promise. While the club has no tiers or no VIP, what was said about them before stays.
 */
export async function changeBenefit({
  db,
  clinic,
  actor,
  asOf,
  form,
  loyalty,
  id,
}: WriteBenefit & { id: number }): Promise<Outcome<{ benefit: Benefit }>> {
  return db.transaction(async () => {
    const benefit = await db.records.Benefit.findOne({ where: { clinicId: clinic.id, id }, lock: true });
    if (!benefit) return refuse('benefit-unknown');
    const kept = {
      ...form,
      ...(loyalty.hasTiers
        ? {}
        : { openTiers: benefit.openTiers, automatic: benefit.automatic === 'tier' ? ('tier' as const) : form.automatic }),
      ...(loyalty.hasVip ? {} : { isOpenToVip: Boolean(benefit.isOpenToVip) }),
    };
    const refused = await refusedTerms(db, clinic.id, kept, asOf, id);
    if (refused) return refused;
    await benefit.update({ ...kept, updatedAt: asOf });
    await logChange({ db, clinic, actor, asOf }, 'changed', benefit);
    return { ok: true, benefit };
  });
}

/** Takes a benefit out of the catalogue, or back into it; grants that were given stay as they are. */
export async function archiveBenefit({
  db,
  clinic,
  actor,
  asOf,
  id,
  isArchived,
}: Change & { id: number; isArchived: boolean }): Promise<Outcome<{ benefit: Benefit }>> {
  return db.transaction(async () => {
    const benefit = await db.records.Benefit.findOne({ where: { clinicId: clinic.id, id }, lock: true });
    if (!benefit) return refuse('benefit-unknown');
    await benefit.update({ archivedAt: isArchived ? asOf : null, updatedAt: asOf });
    await logChange({ db, clinic, actor, asOf }, isArchived ? 'archived' : 'restored', benefit);
    return { ok: true, benefit };
  });
}

async function refusedTerms(db: Db, clinicId: number, form: BenefitTerms, asOf: Date, ownId: number | null): Promise<Refused | null> {
  const problem = benefitProblem(form, tehranDay(asOf));
  if (problem) return refuse(problem.reason, problem.field);
  const { specialtyIds, choiceIds } = form;
  if (specialtyIds.length > 0 && (await db.records.Specialty.count({ where: { clinicId, id: specialtyIds } })) < specialtyIds.length)
    return refuse('specialty-unknown', 'specialtyIds');
  if (choiceIds.length === 0) return null;
  const choices = await db.records.Benefit.findAll({ where: { clinicId, id: choiceIds } });
  if (choices.length < choiceIds.length || choices.some((choice) => choice.id === ownId)) return refuse('choice-unknown', 'choiceIds');
  return choices.some((choice) => choice.choiceIds.length > 0) ? refuse('choice-of-choices', 'choiceIds') : null;
}

async function logChange({ db, clinic, actor, asOf }: Change, what: string, benefit: Benefit): Promise<void> {
  const { id, name, costRial, valueRial, pricePoints, stock, validDays, permitNumber, permitUntilOn } = benefit;
  await appendEvent(db, {
    clinicId: clinic.id,
    kind: 'benefit.changed',
    occurredAt: asOf,
    recordedAt: asOf,
    actor,
    subjectKind: 'benefit',
    subjectId: id,
    payload: { what, name, costRial, valueRial, pricePoints, stock, validDays, permitNumber, permitUntilOn },
  });
}
