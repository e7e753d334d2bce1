/*
 * Who may be on file twice is looked up when the manager opens the page: new files are compared with the older ones that share a mobile, a birthday or
 * a name with them, two thousand files a statement, so the cost follows the length of the page and not the square of the clinic. No job
 * runs at night for it: the desk is warned at enrollment already, and a count of the night before would be wrong by noon.
 */
import type { Db } from '../../models/database.js';
import { compareFiles, type ComparedFile, type Comparison } from '../../models/rules/duplicates.js';

/** A file as it is shown beside another one. */
export interface FileBeside extends ComparedFile {
  id: number;
  memberNumber: number;
  fileNumber: string | null;
  education: string | null;
  area: string | null;
  source: string | null;
  enrolledAt: Date;
  visitCount: number;
  lastVisitOn: string | null;
}

export interface DuplicatePair {
  /** The newer file. */
  one: FileBeside;
  other: FileBeside;
  comparison: Comparison;
}

export interface DuplicatesFound {
  pairs: DuplicatePair[];
  /** Files older than this one have not been looked at; null when all have. */
  before: number | null;
}

const FILES_A_STATEMENT = 2_000;
const MOST_STATEMENTS = 5;
/** A mobile that more files share belongs to nobody (a clinic's own number, a row of zeros). */
const MOST_ON_ONE_MOBILE = 30;

/** Pairs of files that may be one person, the newest file first; about `pageSize` of them. Pairs that are known to be two people are left out. */
export async function duplicatePairs(
  db: Db,
  { clinicId, before, pageSize }: { clinicId: number; before: number | null; pageSize: number },
): Promise<DuplicatesFound> {
  const pairs: DuplicatePair[] = [];
  let next = before ?? Number.MAX_SAFE_INTEGER;
  for (let statement = 0; statement < MOST_STATEMENTS; statement++) {
    const window = await filesBefore(db, clinicId, next);
    if (window === null) return { pairs, before: null };
    for (const pair of await candidates(db, clinicId, window)) {
      if (pairs.length >= pageSize && pair.one.id !== pairs.at(-1)?.one.id) return { pairs, before: pairs.at(-1)?.one.id ?? null };
      pairs.push(pair);
    }
    next = window.from;
  }
  return { pairs, before: next };
}

/** One file as it is shown beside another; null when it is not there. */
export async function fileBeside(db: Db, clinicId: number, id: number): Promise<FileBeside | null> {
  const [row] = await db.select<Record<string, unknown>>(
    `SELECT ${columns('p', 'one')} FROM patients p WHERE p.clinic_id = :clinicId AND p.id = :id AND p.deleted_at IS NULL`,
    { clinicId, id },
  );
  return row ? fileIn(row, 'one', (cipher) => db.vault.open(cipher)) : null;
}

/** The file that a merged one has become, through as many merges as there were; null when the patient was not merged. */
export async function keptFileOf(db: Db, clinicId: number, patientId: number): Promise<number | null> {
  const rows = await db.select<{ id: number }>(
    `WITH RECURSIVE way (id, step) AS (
       SELECT m.kept_id, 1 FROM merges m WHERE m.clinic_id = :clinicId AND m.merged_id = :patientId AND m.undone_at IS NULL
       UNION ALL
       SELECT m.kept_id, w.step + 1 FROM way w JOIN merges m ON m.clinic_id = :clinicId AND m.merged_id = w.id AND m.undone_at IS NULL
       WHERE w.step < 50)
     SELECT id FROM way ORDER BY step DESC LIMIT 1`,
    { clinicId, patientId },
  );
  return rows[0]?.id ?? null;
}

/** A merge that was made. */
export interface MergeMade {
  id: number;
  keptId: number;
  firstName: string;
  lastName: string;
  memberNumber: number;
  mergedNumber: number;
  mergedAt: Date;
  mergedBy: string | null;
  undoneAt: Date | null;
}

/** The last merges of the clinic, the newest first. */
export async function lastMerges(db: Db, { clinicId, limit }: { clinicId: number; limit: number }): Promise<MergeMade[]> {
  return db.select<MergeMade>(
    `SELECT m.id, m.kept_id AS "keptId", k.first_name AS "firstName", k.last_name AS "lastName", k.member_number AS "memberNumber",
       g.member_number AS "mergedNumber", m.merged_at AS "mergedAt", s.display_name AS "mergedBy", m.undone_at AS "undoneAt"
     FROM merges m JOIN patients k ON k.clinic_id = :clinicId AND k.id = m.kept_id
     JOIN patients g ON g.clinic_id = :clinicId AND g.id = m.merged_id
     LEFT JOIN staff_members s ON s.clinic_id = :clinicId AND s.id = m.merged_by
     WHERE m.clinic_id = :clinicId ORDER BY m.id DESC LIMIT :limit`,
    { clinicId, limit },
  );
}

/** The next files to look at, by number: after `from` and before `to`. */
interface Window {
  from: number;
  to: number;
}

async function filesBefore(db: Db, clinicId: number, to: number): Promise<Window | null> {
  const [row] = await db.select<{ first: number | null; n: number }>(
    `SELECT MIN(id) AS first, COUNT(*) AS n FROM (
       SELECT id FROM patients WHERE clinic_id = :clinicId AND id < :to AND deleted_at IS NULL ORDER BY id DESC LIMIT ${String(FILES_A_STATEMENT)}) w`,
    { clinicId, to },
  );
  return row?.first ? { from: row.first, to } : null;
}

async function candidates(db: Db, clinicId: number, window: Window): Promise<DuplicatePair[]> {
  const rows = await db.select<Record<string, unknown>>(
    `WITH w AS (SELECT id, mobile, birth_on, birth_is_estimated, sort_key, search_key FROM patients
         WHERE clinic_id = :clinicId AND deleted_at IS NULL AND id >= :from AND id < :to),
       pairs (one, other) AS (
         SELECT w.id, p.id FROM w JOIN patients p ON p.clinic_id = :clinicId AND p.mobile = w.mobile AND p.id < w.id AND p.deleted_at IS NULL
         WHERE (SELECT COUNT(*) FROM (SELECT 1 FROM patients q WHERE q.clinic_id = :clinicId AND q.mobile = w.mobile
           LIMIT ${String(MOST_ON_ONE_MOBILE + 1)}) many) <= ${String(MOST_ON_ONE_MOBILE)}
         UNION
         SELECT w.id, p.id FROM w JOIN patients p ON p.clinic_id = :clinicId AND p.birth_on = w.birth_on AND p.id < w.id AND p.deleted_at IS NULL
         WHERE w.birth_is_estimated = FALSE AND p.birth_is_estimated = FALSE
           AND (SUBSTR(p.sort_key, 1, 6) = SUBSTR(w.sort_key, 1, 6) OR SUBSTR(p.search_key, 1, 3) = SUBSTR(w.search_key, 1, 3))
         UNION
         SELECT w.id, p.id FROM w JOIN patients p ON p.clinic_id = :clinicId AND p.sort_key = w.sort_key AND p.id < w.id AND p.deleted_at IS NULL
         WHERE SUBSTR(p.mobile, 1, 7) = SUBSTR(w.mobile, 1, 7) OR SUBSTR(p.mobile, 7) = SUBSTR(w.mobile, 7)
           OR ((p.mobile IS NULL OR w.mobile IS NULL) AND p.birth_on IS NOT NULL AND w.birth_on IS NOT NULL))
     SELECT ${columns('a', 'one')}, ${columns('b', 'other')}
     FROM pairs JOIN patients a ON a.id = pairs.one AND a.clinic_id = :clinicId JOIN patients b ON b.id = pairs.other AND b.clinic_id = :clinicId
     WHERE NOT EXISTS (SELECT 1 FROM different_people d WHERE d.clinic_id = :clinicId AND d.first_id = pairs.other AND d.second_id = pairs.one)
     ORDER BY a.id DESC, b.id`,
    { clinicId, from: window.from, to: window.to },
  );
  const open = (cipher: string): string => db.vault.open(cipher);
  return rows.flatMap((row) => {
    // Decrypting is the dear part: first only where there are two codes to compare, then for the few that are shown.
    const opener = row['oneCipher'] !== null && row['otherCipher'] !== null ? open : () => null;
    const comparison = compareFiles(fileIn(row, 'one', opener), fileIn(row, 'other', opener));
    return comparison.isLikely ? [{ one: fileIn(row, 'one', open), other: fileIn(row, 'other', open), comparison }] : [];
  });
}

const FACTS = {
  id: 'id',
  member_number: 'MemberNumber',
  file_number: 'FileNumber',
  first_name: 'FirstName',
  last_name: 'LastName',
  mobile: 'Mobile',
  national_code_cipher: 'Cipher',
  sex: 'Sex',
  birth_on: 'BirthOn',
  education: 'Education',
  area: 'Area',
  source: 'Source',
  enrolled_at: 'EnrolledAt',
  visit_count: 'VisitCount',
  last_visit_on: 'LastVisitOn',
} as const;

const columns = (alias: string, prefix: string): string =>
  [
    ...Object.entries(FACTS).map(([column, name]) => `${alias}.${column} AS "${prefix}${name}"`),
    `CASE WHEN ${alias}.birth_is_estimated = TRUE THEN 1 ELSE 0 END AS "${prefix}Estimated"`,
  ].join(', ');

function fileIn(row: Record<string, unknown>, prefix: 'one' | 'other', open: (cipher: string) => string | null): FileBeside {
  const fact = (name: string): unknown => row[`${prefix}${name}`];
  const text = (name: string): string | null => (typeof fact(name) === 'string' ? (fact(name) as string) : null);
  const cipher = text('Cipher');
  return {
    id: Number(fact('id')),
    memberNumber: Number(fact('MemberNumber')),
    fileNumber: text('FileNumber'),
    firstName: text('FirstName') ?? '',
    lastName: text('LastName') ?? '',
    mobile: text('Mobile'),
    nationalCode: cipher === null ? null : open(cipher),
    sex: text('Sex') as 'f' | 'm' | null,
    birthOn: text('BirthOn'),
    birthIsEstimated: Number(fact('Estimated')) === 1,
    education: text('Education'),
    area: text('Area'),
    source: text('Source'),
    enrolledAt: fact('EnrolledAt') as Date,
    visitCount: Number(fact('VisitCount')),
    lastVisitOn: text('LastVisitOn'),
  };
}
