import type { Db } from '../../models/database.js';
import { nationalCodeTerm } from '../../models/patient-registry.js';
import type { Tier, PatientStatus } from '../../models/patient.js';
import { toLatinDigits } from '../../models/persian/digits.js';
import { otherLayout } from '../../models/persian/keyboard-slip.js';
import { queryTerms } from '../../models/persian/text-keys.js';
import type { PatientSight } from '../policies/patient-policy.js';

export interface FoundPatient {
  id: number;
  memberNumber: number;
  firstName: string;
  lastName: string;
  mobile: string | null;
  birthOn: string | null;
  birthIsEstimated: number;
  status: PatientStatus;
  tier: Tier;
  lastVisitOn: string | null;
}

export interface PatientSearch {
  /** What was searched in the end: the typed text, or what the keys mean in the other keyboard layout. */
  understoodAs: string | null;
  patients: FoundPatient[];
}

interface Asked {
  clinicId: number;
  sight: PatientSight;
  q: string;
  limit: number;
}

const LAST = '\u{10ffff}';
/** Of several words the longest leads; so many of its hits are looked at for the others. */
const MOST_CANDIDATES = 3000;
/** A physician's own patients are few among many, so more hits are looked through. */
const MOST_FOR_OWN = 50_000;
/** One patient has a handful of terms that begin alike, so a few times the limit gives enough patients. */
const TERMS_ALIKE = 6;
const MOST_WORDS = 4;

/**
 * Patients of whom every typed word begins a name part, the mobile, the member or file number or the national code, in the order of the
 * terms. When nothing is found, the same keys are tried in the other keyboard layout. At most four statements, each one range of an index.
 */
export async function searchPatients(db: Db, asked: Asked): Promise<PatientSearch> {
  const found = await patientsFor(db, asked);
  if (found.length > 0) return { understoodAs: null, patients: found };
  const slipped = otherLayout(asked.q);
  const again = slipped === null ? [] : await patientsFor(db, { ...asked, q: slipped });
  return again.length > 0 ? { understoodAs: slipped, patients: again } : { understoodAs: null, patients: [] };
}

/** Ids of the patients that a search finds (the first `limit` of them), and how the search was understood; for filtering a list. */
export async function searchPatientIds(db: Db, asked: Asked): Promise<{ understoodAs: string | null; ids: number[] }> {
  const { understoodAs, patients } = await searchPatients(db, asked);
  return { understoodAs, ids: patients.map((patient) => patient.id) };
}

async function patientsFor(db: Db, asked: Asked): Promise<FoundPatient[]> {
  const number = numberTerms(db, asked.q);
  if (number.length > 0) return hits(db, asked, number, []);
  const words = queryTerms(asked.q).slice(0, MOST_WORDS);
  if (words.length === 0) return [];
  // The words in the order of the name are one term joined; apart they may come in any order.
  const joined = await hits(db, asked, [words.join('').slice(0, 80)], []);
  if (words.length === 1 || joined.length >= asked.limit) return joined;
  const [lead = '', ...others] = [...words].sort((a, b) => b.length - a.length);
  const apart = await hits(db, asked, [lead], others);
  const seen = new Set(joined.map((patient) => patient.id));
  return [...joined, ...apart.filter((patient) => !seen.has(patient.id))].slice(0, asked.limit);
}

/**
 * Patients with a term that begins with one of `prefixes`, and for each of `others` a term that begins with it. The terms are walked in
 * their order and only until enough patients are found, so the number of patients in the clinic does not matter.
 */
async function hits(
  db: Db,
  { clinicId, sight, limit }: Asked,
  prefixes: readonly string[],
  others: readonly string[],
): Promise<FoundPatient[]> {
  const range = (alias: string, name: string) =>
    `${alias}.clinic_id = :clinicId AND ${alias}.term >= :${name} AND ${alias}.term < :${name}End`;
  const most = sight.physicianId === null ? MOST_CANDIDATES : MOST_FOR_OWN;
  const values: Record<string, string | number> = {
    clinicId,
    physicianId: sight.physicianId ?? 0,
    limit,
    enough: limit * TERMS_ALIKE,
    most,
  };
  const bind = (name: string, prefix: string) => Object.assign(values, { [name]: prefix, [`${name}End`]: prefix + LAST });
  prefixes.forEach((prefix, i) => bind(`prefix${i}`, prefix));
  others.forEach((prefix, i) => bind(`other${i}`, prefix));
  const demands = [
    ...others.map(
      (_, i) => `EXISTS (SELECT 1 FROM patient_search_terms o WHERE o.patient_id = c.patient_id AND ${range('o', `other${i}`)})`,
    ),
    ...(sight.physicianId === null ? [] : [OWN]),
  ];
  const where = demands.length > 0 ? `WHERE ${demands.join(' AND ')}` : '';
  const walks = prefixes.map(
    (_, i) => `SELECT * FROM (SELECT c.patient_id, c.term FROM
      (SELECT t.patient_id, t.term FROM patient_search_terms t WHERE ${range('t', `prefix${i}`)} ORDER BY t.term LIMIT :most) c
      ${where} LIMIT :enough) walk${i}`,
  );
  return db.select<FoundPatient>(
    `SELECT p.id, p.member_number AS "memberNumber", p.first_name AS "firstName", p.last_name AS "lastName", p.mobile, p.birth_on AS "birthOn",
       CASE WHEN p.birth_is_estimated = TRUE THEN 1 ELSE 0 END AS "birthIsEstimated", p.status, p.tier, p.last_visit_on AS "lastVisitOn"
     FROM (SELECT hit.patient_id, MIN(hit.term) AS term FROM (${walks.join(' UNION ALL ')}) hit GROUP BY hit.patient_id) found
     JOIN patients p ON p.id = found.patient_id AND p.clinic_id = :clinicId AND p.deleted_at IS NULL
     ORDER BY found.term, p.id LIMIT :limit`,
    values,
  );
}

/** A visit with the physician, asked patient by patient: the walk stops as soon as enough are found. */
const OWN = `EXISTS (SELECT 1 FROM visits own WHERE own.clinic_id = :clinicId AND own.physician_id = :physicianId
  AND own.patient_id = c.patient_id AND own.deleted_at IS NULL)`;

/** The terms that a typed number may begin: member and file numbers as typed, mobiles in every spelling, national codes by their keyed hash. */
function numberTerms(db: Db, q: string): string[] {
  const typed = toLatinDigits(q.normalize('NFKC')).replace(/[\s\-–—_.()/\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, '');
  if (!/^\+?\d{1,15}$/.test(typed)) return [];
  const digits = typed.replace('+', '');
  const terms = new Set([digits]);
  if (/^(0098|98)9/.test(digits)) terms.add(`0${digits.replace(/^(0098|98)/, '')}`);
  else if (digits.startsWith('9')) terms.add(`0${digits}`);
  const code = nationalCodeTerm(db, digits);
  if (code) terms.add(code);
  return [...terms];
}
