import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import { NO_COUNTS, type ImportCounts } from '../../models/import-book.js';
import { lookUpPatients } from '../../models/import-patients.js';
import { knownVisitKeys, visitImportKey } from '../../models/import-visits.js';
import { PatientIndex } from '../../models/rules/import-identity.js';
import type { Outcome } from '../errors.js';
import { sortOut } from './import-chunk.js';
import { closeAll, openImportFiles, readInChunks, type ImportFiles, type PlannedFile, type ReadRow } from '../files/import-files.js';
import { placeRows, type BadRow } from './place-rows.js';

export interface Rehearsal {
  counts: ImportCounts;
  bad: BadRow[];
}

/** What an import would do, found out without writing anything. */
export async function rehearseImport(
  request: ImportFiles & { db: Db; clinic: Pick<Clinic, 'id'>; asOf: Date },
): Promise<Outcome<Rehearsal>> {
  const opened = await openImportFiles(request);
  if (!opened.ok) return opened;
  const rehearsing = new Rehearsing(request.db, request.clinic.id);
  try {
    for (const file of opened.files) {
      for await (const rows of readInChunks(file, request.asOf)) await rehearsing.take(file, rows);
    }
  } finally {
    await closeAll(opened.files);
  }
  return { ok: true, counts: rehearsing.counts, bad: rehearsing.bad };
}

/** Remembers the patients and visits that the real import would have written by now. */
class Rehearsing {
  readonly counts = { ...NO_COUNTS };
  readonly bad: BadRow[] = [];
  readonly #index = new PatientIndex();
  readonly #visits = new Set<string>();
  #lastId = 0;

  constructor(
    private readonly db: Db,
    private readonly clinicId: number,
  ) {}

  async take({ plan }: PlannedFile, rows: readonly ReadRow[]): Promise<void> {
    const { db, clinicId, counts } = this;
    const { claimed, bad } = sortOut(db, rows);
    await lookUpPatients(db, clinicId, claimed, this.#index);
    const placement = placeRows(claimed, plan, this.#index, () => --this.#lastId);
    const keys = placement.placed.map(({ owner, visit }) => (visit ? visitImportKey(owner.id, visit) : null)).filter((key) => key !== null);
    const known = await knownVisitKeys(db, clinicId, keys);
    const fresh = new Set(keys.filter((key) => !known.has(key) && !this.#visits.has(key)));
    fresh.forEach((key) => this.#visits.add(key));
    const patients = placement.newcomers.length;
    counts.rows += rows.length;
    counts.patients += patients;
    counts.visits += fresh.size;
    counts.duplicates += placement.placed.length - (plan.hasVisits ? fresh.size : patients);
    counts.forgiven += rows.reduce((sum, { answer }) => sum + (answer.ok ? answer.forgiven.length : 0), 0);
    const left = [...bad, ...placement.bad].sort((a, b) => a.row - b.row);
    counts.bad += left.length;
    this.bad.push(...left);
  }
}
