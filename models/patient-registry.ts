import type { Db } from './database.js';
import type { Patient, Sex } from './patient.js';
import { sortKey } from './persian/collation.js';
import { displayName, placeName, searchKey, searchTerms } from './persian/text-keys.js';

/** What is known of a patient when the file is opened. Names as typed; mobile and national code already normalised. */
export interface NewPatient {
  firstName: string;
  lastName: string;
  mobile?: string | null;
  nationalCode?: string | null;
  fileNumber?: string | null;
  sex?: Sex | null;
  birthOn?: string | null;
  birthIsEstimated?: boolean;
  education?: string | null;
  area?: string | null;
  source?: string | null;
  /** The day of the first visit, when that is already known: the patient then starts as a member. */
  memberSinceOn?: string | null;
  importId?: number | null;
  submissionKey?: string | null;
  enrolledAt?: Date;
}

/** National codes are searched by their first digits or whole; both only as keyed hashes. */
const NATIONAL_CODE_PREFIX = 6;

/** Opens files for new patients, each with the next member number; returns them in the order given. Call it inside a transaction. */
export async function registerPatients(db: Db, clinicId: number, newcomers: readonly NewPatient[], asOf: Date): Promise<Patient[]> {
  if (newcomers.length === 0) return [];
  const first = await takeMemberNumbers(db, clinicId, newcomers.length);
  const patients = await db.records.Patient.bulkCreate(
    newcomers.map((newcomer, index) => ({
      clinicId,
      memberNumber: first + index,
      ...identityColumns(db, newcomer),
      fileNumber: newcomer.fileNumber ?? null,
      sex: newcomer.sex ?? null,
      birthOn: newcomer.birthOn ?? null,
      birthIsEstimated: newcomer.birthIsEstimated ?? false,
      education: newcomer.education ?? null,
      area: newcomer.area ? placeName(newcomer.area) : null,
      source: newcomer.source ?? null,
      status: newcomer.memberSinceOn ? ('member' as const) : ('prospect' as const),
      memberSinceOn: newcomer.memberSinceOn ?? null,
      enrolledAt: newcomer.enrolledAt ?? asOf,
      importId: newcomer.importId ?? null,
      submissionKey: newcomer.submissionKey ?? null,
      createdAt: asOf,
      updatedAt: asOf,
    })),
    // RETURNING keeps the order on both databases, and gives the ids that the search terms need.
    { returning: true },
  );
  await insertTerms(
    db,
    clinicId,
    patients.map((patient, index) => ({ patient, nationalCode: newcomers[index]?.nationalCode ?? null })),
  );
  return patients;
}

/** The columns that names, mobile and national code decide: what is shown, what is searched, what is sorted by. */
export function identityColumns(db: Db, identity: Pick<NewPatient, 'firstName' | 'lastName' | 'mobile' | 'nationalCode'>) {
  const firstName = displayName(identity.firstName);
  const lastName = displayName(identity.lastName);
  return {
    firstName,
    lastName,
    searchKey: searchKey(`${firstName} ${lastName}`),
    // Lists are ordered by family name first, as a Persian register is.
    sortKey: sortKey(`${lastName} ${firstName}`),
    mobile: identity.mobile ?? null,
    nationalCodeCipher: identity.nationalCode ? db.vault.seal(identity.nationalCode) : null,
    nationalCodeIndex: identity.nationalCode ? db.vault.blindIndex(identity.nationalCode) : null,
  };
}

/** Writes anew the terms by which a patient is found; call it after any change of name, mobile, national code or file number. */
export async function refreshSearchTerms(db: Db, patient: Patient): Promise<void> {
  await db.execute('DELETE FROM patient_search_terms WHERE clinic_id = :clinicId AND patient_id = :id', {
    clinicId: patient.clinicId,
    id: patient.id,
  });
  await insertTerms(db, patient.clinicId, [{ patient, nationalCode: nationalCodeOf(db, patient) }]);
}

/** The national code in the clear, or null. */
export function nationalCodeOf(db: Db, patient: Pick<Patient, 'nationalCodeCipher'>): string | null {
  return patient.nationalCodeCipher ? db.vault.open(patient.nationalCodeCipher) : null;
}

/** The search term under which patients whose national code begins with these digits are filed, or null when they are too few. */
export function nationalCodeTerm(db: Db, digits: string): string | null {
  if (digits.length >= 10) return `#${db.vault.blindIndex(digits.slice(0, 10)).slice(0, 24)}`;
  return digits.length >= NATIONAL_CODE_PREFIX ? `#${db.vault.blindIndex(digits.slice(0, NATIONAL_CODE_PREFIX)).slice(0, 24)}` : null;
}

async function takeMemberNumbers(db: Db, clinicId: number, count: number): Promise<number> {
  const [row] = await db.execute<{ next: number }>(
    'UPDATE clinics SET next_member_number = next_member_number + :count WHERE id = :clinicId RETURNING next_member_number AS next',
    { clinicId, count },
  );
  if (!row) throw new Error(`no clinic ${String(clinicId)}`);
  return Number(row.next) - count;
}

async function insertTerms(db: Db, clinicId: number, filed: readonly { patient: Patient; nationalCode: string | null }[]): Promise<void> {
  const rows = filed.flatMap(({ patient, nationalCode }) =>
    termsOf(db, patient, nationalCode).map((term) => ({ term, id: Number(patient.id) })),
  );
  for (let start = 0; start < rows.length; start += 5000) {
    const part = rows.slice(start, start + 5000);
    await db.sequelize.getQueryInterface().bulkInsert(
      'patient_search_terms',
      part.map(({ term, id }) => ({ clinic_id: clinicId, term, patient_id: id })),
    );
  }
}

function termsOf(db: Db, patient: Patient, nationalCode: string | null): string[] {
  const terms = new Set<string>(searchTerms(`${patient.firstName} ${patient.lastName}`));
  terms.add(String(patient.memberNumber));
  if (patient.mobile) terms.add(patient.mobile);
  if (patient.fileNumber) terms.add(searchKey(patient.fileNumber));
  if (nationalCode) {
    terms.add(nationalCodeTerm(db, nationalCode) ?? '');
    terms.add(nationalCodeTerm(db, nationalCode.slice(0, NATIONAL_CODE_PREFIX)) ?? '');
  }
  terms.delete('');
  return [...terms].map((term) => term.slice(0, 80));
}
