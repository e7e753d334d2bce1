import type { Db } from './database.js';
import { sortKey } from './persian/collation.js';
import { identityOf, type Identity, type KnownPatient, type PatientIndex } from './rules/import-identity.js';
import type { ImportedPatient } from './rules/import-rows.js';

/** An imported patient with what identifies it. */
export interface Claim {
  patient: ImportedPatient;
  identity: Identity;
}

/** What the club compares of an imported patient; national codes are compared by their blind index. */
export const claimOf = (db: Db, patient: ImportedPatient): Claim => ({
  patient,
  identity: identityOf(patient, (code) => db.vault.blindIndex(code)),
});

/** Looks up everybody that these claims may speak of, deleted patients too, and adds them to the index (a file that became part of another one stands for that one): at most four statements. */
export async function lookUpPatients(db: Db, clinicId: number, claims: readonly Claim[], index: PatientIndex): Promise<void> {
  const find = async (column: string, values: (string | null)[]) => {
    const wanted = [...new Set(values.filter((value): value is string => Boolean(value)))];
    if (wanted.length > 0) (await select(db, clinicId, column, wanted)).forEach((known) => index.add(known));
  };
  const open = () => claims.filter(({ identity }) => index.find(identity).kind === 'new');
  await find(
    'file_number',
    open().map(({ identity }) => identity.fileNumber),
  );
  await find(
    'national_code_index',
    open().map(({ identity }) => identity.nationalCode),
  );
  const unknown = open().filter(({ identity }) => identity.nameKey !== '');
  await find(
    'mobile',
    unknown.map(({ identity }) => identity.mobile),
  );
  // Lists are indexed by the sort key, in which the family name comes first.
  await find(
    'sort_key',
    open().map(({ patient }) => sortKey(`${patient.lastName} ${patient.firstName}`)),
  );
}

/** Files patients under the file numbers that an import told. */
export async function writeFileNumbers(db: Db, clinicId: number, learned: ReadonlyMap<number, string>, asOf: Date): Promise<void> {
  for (const [id, fileNumber] of learned) {
    await db.execute(
      `UPDATE patients SET file_number = :fileNumber, updated_at = :asOf WHERE clinic_id = :clinicId AND id = :id AND file_number IS NULL`,
      { clinicId, id, fileNumber, asOf },
    );
  }
}

async function select(db: Db, clinicId: number, column: string, wanted: string[]): Promise<KnownPatient[]> {
  const rows = await db.select<Omit<KnownPatient, 'isDeleted' | 'birthIsEstimated'> & { deleted: number; estimated: number }>(
    `SELECT p.id, k.id AS "keptId", p.file_number AS "fileNumber", p.national_code_index AS "nationalCode", p.search_key AS "nameKey", p.mobile, p.birth_on AS "birthOn",
       CASE WHEN k.id IS NULL AND p.deleted_at IS NOT NULL THEN 1 ELSE 0 END AS deleted, CASE WHEN p.birth_is_estimated = TRUE THEN 1 ELSE 0 END AS estimated
     FROM patients p
     LEFT JOIN merges m ON m.clinic_id = :clinicId AND m.merged_id = p.id AND m.undone_at IS NULL
     LEFT JOIN patients k ON k.clinic_id = :clinicId AND k.id = m.kept_id AND k.deleted_at IS NULL
     WHERE p.clinic_id = :clinicId AND p.${column} IN (:wanted)`,
    { clinicId, wanted },
  );
  return rows.map(({ deleted, estimated, ...known }) => ({ ...known, isDeleted: deleted === 1, birthIsEstimated: estimated === 1 }));
}
