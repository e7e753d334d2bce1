/*
 * Whether a row speaks of a patient the club knows: by file number, else by national code, else by name with mobile or birth. A national code that
 * the club has under another name is refused, because families lend each other theirs. Two patients of one name stay two when their file
 * numbers, their national codes, their mobiles or their birthdays differ.
 */
import { searchKey } from '../persian/text-keys.js';
import type { ImportedPatient } from './import-rows.js';
import { remembered } from './remembered.js';

/** What decides whether two records are one person. */
export interface Identity {
  fileNumber: string | null;
  /** The national code, or its blind index: only compared. */
  readonly nationalCode: string | null;
  nameKey: string;
  mobile: string | null;
  birthOn: string | null;
  birthIsEstimated: boolean;
}

export interface KnownPatient extends Identity {
  id: number;
  isDeleted: boolean;
  /** The file that this one has become part of: what the row tells belongs there. */
  keptId?: number | null;
}

export type MatchAnswer =
  { kind: 'known'; patient: KnownPatient } | { kind: 'new' } | { kind: 'refused'; reason: 'national-code-of-another' };

const nameKeyOf = remembered(searchKey);

/** The identity of an imported patient; `codeKey` turns a national code into what is compared, and is asked only when that matters. */
export function identityOf(patient: ImportedPatient, codeKey: (code: string) => string): Identity {
  const { fileNumber, nationalCode, mobile, birthOn, birthIsEstimated } = patient;
  let code: string | null | undefined;
  return {
    fileNumber,
    get nationalCode() {
      return (code ??= nationalCode === null ? null : codeKey(nationalCode));
    },
    nameKey: nameKeyOf(`${patient.firstName} ${patient.lastName}`),
    mobile,
    birthOn,
    birthIsEstimated,
  };
}

/** The patients that a file may speak of, findable by everything that identifies them. */
export class PatientIndex {
  readonly #byId = new Map<number, KnownPatient>();
  readonly #byFile = new Map<string, KnownPatient>();
  readonly #byCode = new Map<string, KnownPatient>();
  readonly #byName = new Map<string, KnownPatient[]>();

  /** Takes a patient in, or what has become known of one since; a patient in the club is found before a deleted one. */
  add(patient: KnownPatient): void {
    if (this.#byId.has(patient.id)) return;
    this.#byId.set(patient.id, patient);
    this.#byName.set(patient.nameKey, [...(this.#byName.get(patient.nameKey) ?? []), patient]);
    if (patient.fileNumber !== null) prefer(this.#byFile, patient.fileNumber, patient);
    if (patient.nationalCode !== null) prefer(this.#byCode, patient.nationalCode, patient);
  }

  /** Files a patient under a file number that was not known before. */
  learnFileNumber(patient: KnownPatient, fileNumber: string): void {
    patient.fileNumber = fileNumber;
    prefer(this.#byFile, fileNumber, patient);
  }

  /** Who an identity is. A row without a name is only found by its numbers. */
  find(identity: Identity): MatchAnswer {
    const byFile = identity.fileNumber === null ? undefined : this.#byFile.get(identity.fileNumber);
    if (byFile) return { kind: 'known', patient: byFile };
    const byCode = identity.nationalCode === null ? undefined : this.#byCode.get(identity.nationalCode);
    if (byCode) {
      const isNamesake = identity.nameKey === '' || identity.nameKey === byCode.nameKey;
      return isNamesake ? { kind: 'known', patient: byCode } : { kind: 'refused', reason: 'national-code-of-another' };
    }
    if (identity.nameKey === '') return { kind: 'new' };
    const namesakes = (this.#byName.get(identity.nameKey) ?? []).filter((known) => isSamePerson(known, identity));
    const patient = namesakes.find((known) => !known.isDeleted) ?? namesakes[0];
    return patient ? { kind: 'known', patient } : { kind: 'new' };
  }
}

function isSamePerson(known: Identity, other: Identity): boolean {
  const differ = (a: string | null, b: string | null) => a !== null && b !== null && a !== b;
  const agree = (a: string | null, b: string | null) => a !== null && a === b;
  if (differ(known.fileNumber, other.fileNumber) || differ(known.nationalCode, other.nationalCode)) return false;
  if (differ(known.mobile, other.mobile)) return false;
  const isSure = !known.birthIsEstimated && !other.birthIsEstimated;
  if (isSure && differ(known.birthOn, other.birthOn)) return false;
  return agree(known.mobile, other.mobile) || agree(known.birthOn, other.birthOn);
}

function prefer(map: Map<string, KnownPatient>, key: string, patient: KnownPatient): void {
  const before = map.get(key);
  if (!before || (before.isDeleted && !patient.isDeleted)) map.set(key, patient);
}
