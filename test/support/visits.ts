import { findOrCreatePhysician, findOrCreateService, findOrCreateSpecialty } from '../../models/catalogue.js';
import type { Clinic } from '../../models/clinic.js';
import type { Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import type { Physician } from '../../models/physician.js';
import type { Service } from '../../models/service.js';
import type { Specialty } from '../../models/specialty.js';
import { recordVisit, type RecordVisit } from '../../server/actions/record-visit.js';
import { NOW, SYSTEM } from './builders.js';

export interface Lists {
  skin: Specialty;
  laser: Service;
  dental: Specialty;
  filling: Service;
  physician: Physician;
}

/** Two specialties with a service each, and a physician of the first. */
export async function buildLists(db: Db, clinic: Clinic): Promise<Lists> {
  const clinicId = clinic.id;
  const skin = await findOrCreateSpecialty(db, { clinicId, name: 'پوست و مو' });
  const dental = await findOrCreateSpecialty(db, { clinicId, name: 'دندان‌پزشکی' });
  return {
    skin,
    dental,
    laser: await findOrCreateService(db, { clinicId, specialtyId: skin.id, name: 'لیزر', amountRial: 5_000_000 }),
    filling: await findOrCreateService(db, { clinicId, specialtyId: dental.id, name: 'پر کردن' }),
    physician: await findOrCreatePhysician(db, { clinicId, name: 'دکتر احمدی', specialtyId: skin.id }),
  };
}

/** A visit as the form hands it on: this morning, nothing but the specialty. */
export const visitOf = (specialty: Specialty, overrides: Partial<RecordVisit['form']> = {}): RecordVisit['form'] => ({
  specialtyId: specialty.id,
  serviceId: null,
  illness: null,
  physicianId: null,
  day: '2026-11-22',
  time: '09:00',
  amountRial: null,
  note: null,
  appointmentId: null,
  ...overrides,
});

/** Records a visit by the real action and answers its id. */
export async function buildVisit(
  db: Db,
  clinic: Clinic,
  patientId: number,
  form: RecordVisit['form'],
  { actor = SYSTEM, asOf = NOW }: { actor?: Actor; asOf?: Date } = {},
): Promise<number> {
  const recorded = await recordVisit({ db, clinic, actor, asOf, patientId, form });
  if (!recorded.ok) throw new Error(`visit refused: ${recorded.reason}`);
  return recorded.visitId;
}
