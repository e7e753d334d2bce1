import type { Claim } from '../../models/import-patients.js';
import type { ImportPlan } from '../../models/rules/import-map.js';
import type { KnownPatient, PatientIndex } from '../../models/rules/import-identity.js';
import type { Fault, ImportedPatient, ImportedVisit } from '../../models/rules/import-rows.js';

/** A good row of a file, with what identifies its patient. */
export interface ClaimedRow extends Claim {
  row: number;
  cells: string[];
  visit: ImportedVisit | null;
}

export interface BadRow extends Fault {
  row: number;
  cells: string[];
}

/** A row whose patient is settled; a patient who is new has a negative id until the file is opened. */
export interface PlacedRow extends ClaimedRow {
  owner: KnownPatient;
  isNew: boolean;
}

export interface Newcomer {
  owner: KnownPatient;
  patient: ImportedPatient;
}

export interface Placement {
  placed: PlacedRow[];
  bad: BadRow[];
  newcomers: Newcomer[];
  /** File numbers that rows told of patients who had none, by patient id. */
  learned: Map<number, string>;
}

/** Settles whose row each row is: a patient of the index, or a newcomer, who joins the index at once. `takeId` gives newcomers their negative ids. */
export function placeRows(rows: readonly ClaimedRow[], plan: ImportPlan, index: PatientIndex, takeId: () => number): Placement {
  const placement: Placement = { placed: [], bad: [], newcomers: [], learned: new Map() };
  for (const row of rows) {
    const settled = settle(row, plan, index);
    if ('reason' in settled) {
      placement.bad.push({ row: row.row, cells: row.cells, ...settled });
      continue;
    }
    const { claim, known } = settled;
    const owner = known ?? { ...claim.identity, id: takeId(), isDeleted: false };
    if (!known) {
      index.add(owner);
      placement.newcomers.push({ owner, patient: { ...claim.patient } });
    } else if (claim.identity.fileNumber !== null && owner.fileNumber === null) {
      index.learnFileNumber(owner, claim.identity.fileNumber);
      if (owner.id > 0) placement.learned.set(owner.id, claim.identity.fileNumber);
    }
    placement.placed.push({ ...row, ...claim, owner, isNew: !known });
  }
  for (const { owner, patient } of placement.newcomers) patient.fileNumber = owner.fileNumber;
  return placement;
}

function settle(row: ClaimedRow, plan: ImportPlan, index: PatientIndex): { claim: Claim; known: KnownPatient | null } | Fault {
  let claim: Claim = row;
  let match = index.find(claim.identity);
  if (match.kind === 'refused' && plan.lenient.has('national_code')) {
    claim = { patient: { ...row.patient, nationalCode: null }, identity: { ...row.identity, nationalCode: null } };
    match = index.find(claim.identity);
  }
  const columnOf = (field: 'national_code' | 'file_number') => {
    const place = plan.places.get(field);
    return place === undefined ? null : (plan.header[place] ?? null);
  };
  if (match.kind === 'refused') return { column: columnOf('national_code'), reason: match.reason };
  if (match.kind === 'new') {
    return plan.hasName ? { claim, known: null } : { column: columnOf('file_number'), reason: 'patient-not-known' };
  }
  return match.patient.isDeleted ? { column: columnOf('file_number'), reason: 'patient-was-deleted' } : { claim, known: match.patient };
}
