import type { Db } from './database.js';

/** What was chosen from the clinic's lists for a visit or an appointment; null is «not chosen». */
export interface Choices {
  specialtyId: number | null;
  serviceId: number | null;
  physicianId: number | null;
}

/** `usualAmountRial` is what the chosen service usually costs. */
export type ChoicesAnswer = { ok: true; usualAmountRial: number | null } | { ok: false; reason: string; field: string };

/**
 * Answers whether these entries exist in the clinic's lists, are in use and belong together, or which one does not.
 * What was chosen before (`kept`) may stay although it is archived by now.
 */
export async function checkChoices(db: Db, clinicId: number, choices: Choices, kept?: Choices): Promise<ChoicesAnswer> {
  const { specialtyId, serviceId, physicianId } = choices;
  const { Specialty, Service, Physician } = db.records;
  const usable = (entry: { archivedAt: Date | null }, isKept: boolean): boolean => entry.archivedAt === null || isKept;

  let usualAmountRial: number | null = null;
  if (specialtyId !== null) {
    const specialty = await Specialty.findOne({ where: { clinicId, id: specialtyId } });
    if (!specialty || !usable(specialty, kept?.specialtyId === specialtyId)) return refused('specialty-unknown', 'specialtyId');
  }
  if (serviceId !== null) {
    const service = await Service.findOne({ where: { clinicId, id: serviceId } });
    if (!service || !usable(service, kept?.serviceId === serviceId)) return refused('service-unknown', 'serviceId');
    if (service.specialtyId !== specialtyId) return refused('service-of-other-specialty', 'serviceId');
    usualAmountRial = service.amountRial;
  }
  if (physicianId !== null) {
    const physician = await Physician.findOne({ where: { clinicId, id: physicianId } });
    if (!physician || !usable(physician, kept?.physicianId === physicianId)) return refused('physician-unknown', 'physicianId');
  }
  return { ok: true, usualAmountRial };
}

const refused = (reason: string, field: string): ChoicesAnswer => ({ ok: false, reason, field });
