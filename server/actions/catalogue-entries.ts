import type { Db } from '../../models/database.js';
import type { CatalogueList } from '../forms/catalogue-form.js';

/** One entry of any of the clinic's lists, as far as all lists agree. */
export interface CatalogueEntry {
  id: number;
  name: string | null;
  specialtyId?: number | null;
  update(columns: object): Promise<unknown>;
}

interface Entries {
  find(clinicId: number, id: number): Promise<CatalogueEntry | null>;
  /** The entry of this folded name; services are told apart by their specialty. */
  named(clinicId: number, searchKey: string, specialtyId: number | null): Promise<CatalogueEntry | null>;
  add(columns: object): Promise<CatalogueEntry>;
}

/** The clinic's lists through one door: find an entry by id or name, and add one. */
export function entriesOf(db: Db, list: CatalogueList): Entries {
  const { Specialty, Service, Physician, Illness } = db.records;
  const doors: Record<CatalogueList, Entries> = {
    specialties: {
      find: (clinicId, id) => Specialty.findOne({ where: { clinicId, id } }),
      named: (clinicId, searchKey) => Specialty.findOne({ where: { clinicId, searchKey } }),
      add: (columns) => Specialty.create(columns as never),
    },
    services: {
      find: (clinicId, id) => Service.findOne({ where: { clinicId, id } }),
      named: (clinicId, searchKey, specialtyId) => Service.findOne({ where: { clinicId, searchKey, specialtyId: specialtyId ?? 0 } }),
      add: (columns) => Service.create(columns as never),
    },
    physicians: {
      find: (clinicId, id) => Physician.findOne({ where: { clinicId, id } }),
      named: (clinicId, searchKey) => Physician.findOne({ where: { clinicId, searchKey } }),
      add: (columns) => Physician.create(columns as never),
    },
    illnesses: {
      find: (clinicId, id) => Illness.findOne({ where: { clinicId, id, isOwn: true } }),
      named: (clinicId, searchKey) => Illness.findOne({ where: { clinicId, searchKey, isOwn: true } }),
      add: (columns) => Illness.create(columns as never),
    },
  };
  return doors[list];
}
