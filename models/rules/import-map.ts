/*
 * How a file is to be read: which column holds which field, and what the file itself does not say (the unit of money, the day that day numbers are
 * counted from, a specialty for files without one). A file must tell who the patient is; a file of visits must tell the day and the specialty.
 */
import { amountUnitIn, type AmountUnit, type ImportField } from './import-columns.js';

/** Fields whose mistakes a person may choose to forgive: the row is imported without them. */
export const LENIENT_FIELDS = ['national_code', 'mobile', 'sex', 'amount'] as const;
export type LenientField = (typeof LENIENT_FIELDS)[number];

export interface ImportMap {
  /** Field by header; headers that are absent are left out. */
  columns: Readonly<Record<string, ImportField>>;
  /** The day YYYY-MM-DD that has day number 0. */
  dayZero?: string | null;
  /** The specialty of visits whose file or row names none. */
  specialty?: string | null;
  /** The unit of money; without it the header decides, and toman where it is silent. */
  amountUnit?: AmountUnit | null;
  /** What the file's own words mean, by field: { sex: { F: 'f' } }. */
  values?: Readonly<Partial<Record<ImportField, Readonly<Record<string, string>>>>>;
  lenient?: readonly LenientField[];
}

/** A map laid over the header of one file: where each field stands. */
export interface ImportPlan {
  header: readonly string[];
  places: ReadonlyMap<ImportField, number>;
  dayZero: string | null;
  specialty: string | null;
  amountUnit: AmountUnit;
  values: ReadonlyMap<ImportField, ReadonlyMap<string, string>>;
  lenient: ReadonlySet<ImportField>;
  /** Whether a row tells of a visit, or of a patient only. */
  hasVisits: boolean;
  /** Whether a row names the patient; without a name only patients who are known already can be found. */
  hasName: boolean;
}

export type PlanReason =
  | 'column-not-in-file'
  | 'field-mapped-twice'
  | 'no-identity-column'
  | 'no-name-column'
  | 'no-day-column'
  | 'day-zero-needed'
  | 'specialty-needed';
export type PlanAnswer = { ok: true; plan: ImportPlan } | { ok: false; reason: PlanReason; column?: string };

const DAY_FIELDS = ['visited_on', 'day_number'] as const;
const VISIT_FIELDS = ['time', 'specialty', 'service', 'illness_code', 'illness_name', 'physician', 'amount', 'visit_number'] as const;
const NAME_FIELDS = ['first_name', 'last_name', 'full_name'] as const;
const WEAK_KEYS = ['mobile', 'birth_on', 'birth_year'] as const;

/**
 * Lays a map over a file's header; refuses a map that names columns the file has not, or that leaves open who came and when. A file without a day is
 * a list of patients, and so is any file read with `patientsOnly`; a file without names tells of visits of patients who are known already.
 */
export function planImport(header: readonly string[], map: ImportMap, { patientsOnly = false } = {}): PlanAnswer {
  const places = new Map<ImportField, number>();
  for (const [column, field] of Object.entries(map.columns)) {
    const place = header.indexOf(column);
    if (place < 0) return { ok: false, reason: 'column-not-in-file', column };
    if (places.has(field)) return { ok: false, reason: 'field-mapped-twice', column };
    places.set(field, place);
  }
  const has = (field: ImportField) => places.has(field);
  const hasName = NAME_FIELDS.some(has);
  const hasKey = has('file_number') || has('national_code');
  const hasDay = DAY_FIELDS.some(has);
  if (!hasKey && !(hasName && WEAK_KEYS.some(has))) return { ok: false, reason: 'no-identity-column' };
  if (!hasDay && !patientsOnly && VISIT_FIELDS.some(has)) return { ok: false, reason: 'no-day-column' };
  const hasVisits = hasDay && !patientsOnly;
  if (!hasVisits && !hasName) return { ok: false, reason: 'no-name-column' };
  if (hasVisits && !has('visited_on') && !map.dayZero) return { ok: false, reason: 'day-zero-needed' };
  if (hasVisits && !has('specialty') && !map.specialty) return { ok: false, reason: 'specialty-needed' };
  return { ok: true, plan: planOf(header, map, places, { hasVisits, hasName }) };
}

function planOf(
  header: readonly string[],
  map: ImportMap,
  places: Map<ImportField, number>,
  { hasVisits, hasName }: { hasVisits: boolean; hasName: boolean },
): ImportPlan {
  const amountPlace = places.get('amount');
  const saidInHeader = amountPlace === undefined ? null : amountUnitIn(header[amountPlace] ?? '');
  const values = Object.entries(map.values ?? {}).map(([field, words]) => [field as ImportField, new Map(Object.entries(words))] as const);
  return {
    header,
    places,
    dayZero: map.dayZero ?? null,
    specialty: map.specialty ?? null,
    amountUnit: map.amountUnit ?? saidInHeader ?? 'toman',
    values: new Map(values),
    lenient: new Set(map.lenient ?? []),
    hasVisits,
    hasName,
  };
}
