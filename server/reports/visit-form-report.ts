import type { Db } from '../../models/database.js';
import { catalogueChoices, type CatalogueChoices, type KeptChoices } from './catalogue-report.js';

export interface UsedIllness {
  code: string;
  name: string | null;
  isOwn: number;
}

export interface VisitFormReport {
  choices: CatalogueChoices;
  /** The clinic's own illnesses and the codes it used lately. */
  illnesses: UsedIllness[];
  /** What the patient's latest visit was about: most visits are like the one before. */
  latest: { specialtyId: number; physicianId: number | null } | null;
}

const ILLNESSES_SHOWN = 60;

/** What the form of a visit offers for one patient; `kept` is what a visit that is being corrected holds already. Five statements. */
export async function visitFormReport(
  db: Db,
  { clinicId, patientId, kept }: { clinicId: number; patientId: number; kept?: KeptChoices },
): Promise<VisitFormReport> {
  const [choices, illnesses, [latest]] = await Promise.all([
    catalogueChoices(db, clinicId, kept),
    knownIllnesses(db, clinicId),
    db.select<{ specialtyId: number; physicianId: number | null }>(
      `SELECT specialty_id AS "specialtyId", physician_id AS "physicianId" FROM visits
       WHERE clinic_id = :clinicId AND patient_id = :patientId AND deleted_at IS NULL ORDER BY visited_at DESC, id DESC LIMIT 1`,
      { clinicId, patientId },
    ),
  ]);
  return { choices, illnesses, latest: latest ?? null };
}

/** The clinic's own illnesses first, then codes that entered its list by use, the newest first. */
export function knownIllnesses(db: Db, clinicId: number): Promise<UsedIllness[]> {
  return db.select<UsedIllness>(
    `SELECT code, name, CASE WHEN is_own = TRUE THEN 1 ELSE 0 END AS "isOwn" FROM illnesses
     WHERE clinic_id = :clinicId AND archived_at IS NULL ORDER BY 3 DESC, id DESC LIMIT :limit`,
    { clinicId, limit: ILLNESSES_SHOWN },
  );
}

/** The clinic's own illnesses whose code or name contains the folded text. */
export function ownIllnessesLike(db: Db, clinicId: number, key: string, limit: number): Promise<UsedIllness[]> {
  return db.select<UsedIllness>(
    `SELECT code, name, 1 AS "isOwn" FROM illnesses
     WHERE clinic_id = :clinicId AND is_own = TRUE AND archived_at IS NULL AND (search_key LIKE :like OR LOWER(code) LIKE :like)
     ORDER BY search_key LIMIT :limit`,
    { clinicId, like: `%${key}%`, limit },
  );
}

/** The patient who carries this member number; null when nobody does, or a deleted one. */
export async function idOfMember(db: Db, clinicId: number, memberNumber: number): Promise<number | null> {
  const [row] = await db.select<{ id: number }>(
    'SELECT id FROM patients WHERE clinic_id = :clinicId AND member_number = :memberNumber AND deleted_at IS NULL',
    { clinicId, memberNumber },
  );
  return row?.id ?? null;
}
