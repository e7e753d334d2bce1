import { findOrCreateIllness, findOrCreatePhysician, findOrCreateService, findOrCreateSpecialty } from '../../models/catalogue.js';
import type { Db } from '../../models/database.js';
import type { ImportedVisit } from '../../models/rules/import-rows.js';
import { icd10CodeOf } from '../reference/illness-names.js';

export interface VisitChoices {
  specialtyId: number;
  serviceId: number | null;
  illnessId: number | null;
  physicianId: number | null;
}

/**
 * The clinic's lists as one import meets them: every entry is looked up, or made, once. An illness that is not in ICD-10 becomes an entry of the
 * clinic's own list. Entries that are made count only when the transaction around them does: `forget` after one that was rolled back.
 */
export class ImportCatalogue {
  #known = new Map<string, number>();

  constructor(
    private readonly db: Db,
    private readonly clinicId: number,
  ) {}

  /** The entries that a row names; call it inside a transaction. */
  async choicesOf(visit: ImportedVisit): Promise<VisitChoices> {
    const { db, clinicId } = this;
    const specialtyId = await this.#id(`specialty ${visit.specialty}`, () =>
      findOrCreateSpecialty(db, { clinicId, name: visit.specialty }),
    );
    const { service, physician } = visit;
    const serviceId =
      service === null
        ? null
        : await this.#id(`service ${String(specialtyId)} ${service}`, () =>
            findOrCreateService(db, { clinicId, specialtyId, name: service }),
          );
    const physicianId =
      physician === null
        ? null
        : await this.#id(`physician ${physician}`, () => findOrCreatePhysician(db, { clinicId, name: physician, specialtyId }));
    return { specialtyId, serviceId, physicianId, illnessId: await this.#illnessId(visit) };
  }

  forget(): void {
    this.#known = new Map();
  }

  async #illnessId({ illnessCode, illnessName }: ImportedVisit): Promise<number | null> {
    const said = illnessCode ?? illnessName;
    if (said === null) return null;
    const { db, clinicId } = this;
    return this.#id(`illness ${said} ${illnessName ?? ''}`, () => {
      const code = icd10CodeOf(said);
      if (code !== null) return findOrCreateIllness(db, { clinicId, code, isOwn: false });
      const name = illnessName ?? said;
      return findOrCreateIllness(db, { clinicId, name, ...(illnessCode === null ? {} : { code: illnessCode }), isOwn: true });
    });
  }

  async #id(key: string, find: () => Promise<{ id: number }>): Promise<number> {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { id } = await find();
    this.#known.set(key, Number(id));
    return Number(id);
  }
}
