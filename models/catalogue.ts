import { createHash } from 'node:crypto';
import type { Db } from './database.js';
import type { Illness } from './illness.js';
import { displayName, searchKey } from './persian/text-keys.js';
import type { Physician } from './physician.js';
import type { Service } from './service.js';
import type { Specialty } from './specialty.js';

/** An illness by its ICD-10 code, or the clinic's own by its name (and, when it has one, its short code). */
export type IllnessSought =
  { clinicId: number; code: string; isOwn: false } | { clinicId: number; name: string; code?: string; isOwn: true };

/** The clinic's specialty of this name, whatever the spelling of its letters; a new one when there is none. */
export async function findOrCreateSpecialty(db: Db, { clinicId, name }: { clinicId: number; name: string }): Promise<Specialty> {
  const key = catalogueKey(name);
  const find = () => db.records.Specialty.findOne({ where: { clinicId, searchKey: key } });
  return findOrMake(find, () =>
    db.execute(
      `INSERT INTO specialties (clinic_id, name, search_key) VALUES (:clinicId, :name, :key)
       ON CONFLICT (clinic_id, search_key) DO NOTHING`,
      { clinicId, name: displayName(name), key },
    ),
  );
}

/** The service of this name within a specialty; a new one with the given usual amount (rial) when there is none. */
export async function findOrCreateService(
  db: Db,
  { clinicId, specialtyId, name, amountRial = null }: { clinicId: number; specialtyId: number; name: string; amountRial?: number | null },
): Promise<Service> {
  const key = catalogueKey(name);
  const find = () => db.records.Service.findOne({ where: { clinicId, specialtyId, searchKey: key } });
  return findOrMake(find, () =>
    db.execute(
      `INSERT INTO services (clinic_id, specialty_id, name, search_key, amount_rial) VALUES (:clinicId, :specialtyId, :name, :key, :amountRial)
       ON CONFLICT (clinic_id, specialty_id, search_key) DO NOTHING`,
      { clinicId, specialtyId, name: displayName(name), key, amountRial },
    ),
  );
}

/** The illness of an ICD-10 code or of the clinic's own name; a new entry when there is none. Whether a code is in ICD-10 the caller has checked. */
export async function findOrCreateIllness(db: Db, sought: IllnessSought): Promise<Illness> {
  const { clinicId } = sought;
  const entry = sought.isOwn ? ownIllness(sought) : { code: sought.code.toUpperCase(), name: null, key: catalogueKey(sought.code) };
  const { code, name, key } = entry;
  if (sought.isOwn) {
    const sameName = await db.records.Illness.findOne({ where: { clinicId, isOwn: true, searchKey: key } });
    if (sameName) return sameName;
  }
  const find = () => db.records.Illness.findOne({ where: { clinicId, code } });
  return findOrMake(find, () =>
    db.execute(
      `INSERT INTO illnesses (clinic_id, code, name, search_key, is_own) VALUES (:clinicId, :code, :name, :key, :isOwn)
       ON CONFLICT (clinic_id, code) DO NOTHING`,
      { clinicId, code, name, key, isOwn: sought.isOwn },
    ),
  );
}

/** The physician of this name; a new one, of the given specialty, when there is none. */
export async function findOrCreatePhysician(
  db: Db,
  { clinicId, name, specialtyId = null }: { clinicId: number; name: string; specialtyId?: number | null },
): Promise<Physician> {
  const key = catalogueKey(name);
  const find = () => db.records.Physician.findOne({ where: { clinicId, searchKey: key } });
  return findOrMake(find, () =>
    db.execute(
      `INSERT INTO physicians (clinic_id, name, search_key, specialty_id) VALUES (:clinicId, :name, :key, :specialtyId)
       ON CONFLICT (clinic_id, search_key) DO NOTHING`,
      { clinicId, name: displayName(name), key, specialtyId },
    ),
  );
}

/** The key under which an entry of the clinic's lists is found again (120 letters at most). */
export function catalogueKey(name: string): string {
  return searchKey(name).slice(0, 120);
}

function ownIllness({ name, code }: { name: string; code?: string }): { code: string; name: string; key: string } {
  const key = catalogueKey(name);
  // A name without a code gets one that the same name will always get, so that two desks cannot make two entries of it.
  const made = `own-${createHash('sha256').update(key).digest('hex').slice(0, 12)}`;
  return { code: code ?? made, name: displayName(name), key };
}

/** Looks, makes and looks again: two desks may make the same entry at once, and one of them finds the other's. */
async function findOrMake<R>(find: () => Promise<R | null>, make: () => Promise<unknown>): Promise<R> {
  const known = await find();
  if (known) return known;
  await make();
  const made = await find();
  if (!made) throw new Error('an entry of the catalogue vanished while it was made');
  return made;
}
