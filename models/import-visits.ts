import { createHash } from 'node:crypto';
import { catalogueKey } from './catalogue.js';
import type { Db, Value } from './database.js';
import type { ImportedVisit } from './rules/import-rows.js';
import { remembered } from './rules/remembered.js';

const wordKey = remembered(catalogueKey);
const KEY_LENGTH = 64;

/** An imported visit as it is stored. */
export interface VisitToWrite {
  patientId: number;
  specialtyId: number;
  serviceId: number | null;
  illnessId: number | null;
  physicianId: number | null;
  amountRial: number | null;
  visitedAt: Date;
  visitedOn: string;
  hasTime: boolean;
  importKey: string;
}

/**
 * What makes an imported visit the same visit when the file comes again: the patient and everything the row says of the visit. Rows that say
 * the same are one visit, whatever their spelling.
 */
export function visitImportKey(patientId: number, visit: ImportedVisit): string {
  const words = [visit.specialty, visit.service, visit.illnessName, visit.physician].map((word) => (word === null ? '' : wordKey(word)));
  const facts = [patientId, visit.time, ...words, visit.illnessCode, visit.amountRial, visit.visitNumber];
  const hash = createHash('sha256').update(JSON.stringify(facts)).digest('hex');
  // The day stands in front: files come in the order of days, and neighbours in a file become neighbours in the index.
  return `${visit.visitedOn.replaceAll('-', '')}${hash}`.slice(0, KEY_LENGTH);
}

/** Which of these visits the clinic has already, deleted ones included. */
export async function knownVisitKeys(db: Db, clinicId: number, keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await db.select<{ key: string }>(
    `SELECT import_key AS "key" FROM visits WHERE clinic_id = :clinicId AND import_key IN (:keys)`,
    { clinicId, keys },
  );
  return new Set(rows.map(({ key }) => key));
}

/** Writes visits at once, skipping those that came in meanwhile, and answers the ids of the new ones by key. Call it inside a transaction. */
export async function insertVisits(
  db: Db,
  { clinicId, importId, createdBy, asOf }: { clinicId: number; importId: number; createdBy: number | null; asOf: Date },
  visits: readonly VisitToWrite[],
): Promise<Map<string, number>> {
  if (visits.length === 0) return new Map();
  const now = instantText(asOf);
  const rows = visits.map((visit) => [
    clinicId,
    visit.patientId,
    visit.specialtyId,
    visit.serviceId,
    visit.illnessId,
    visit.physicianId,
    visit.amountRial,
    instantText(visit.visitedAt),
    visit.visitedOn,
    visit.hasTime,
    importId,
    visit.importKey,
    createdBy,
    now,
    now,
  ]);
  const written = await db.execute<{ id: number; key: string }>(
    `INSERT INTO visits (clinic_id, patient_id, specialty_id, service_id, illness_id, physician_id, amount_rial, visited_at, visited_on,
       has_time, import_id, import_key, created_by, created_at, updated_at)
     VALUES :rows ON CONFLICT (clinic_id, import_key) DO NOTHING RETURNING id, import_key AS "key"`,
    // Sequelize writes a list of lists as (…), (…); its types know one level only.
    { rows: rows as unknown as Value },
  );
  return new Map(written.map(({ key, id }) => [key, id]));
}

/** An instant as both databases read it: Sequelize writes it the same way, but takes ten times as long. */
function instantText(instant: Date): string {
  return `${instant.toISOString().slice(0, -1).replace('T', ' ')} +00:00`;
}
