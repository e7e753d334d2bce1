import type { Db, Value } from '../../models/database.js';
import type { PatientStatus, Sex, Tier } from '../../models/patient.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { HOLDS_ON_DAY } from '../../models/vip-book.js';
import type { PatientSight } from '../policies/patient-policy.js';
import { searchPatientIds } from './patient-search-report.js';
import { inSight, sightValues } from './patient-sight.js';

/** What a list is narrowed to; null or empty means everybody. `unknown` finds those of whom it is not known. */
export interface PatientFilters {
  q: string;
  status: PatientStatus | null;
  tier: Tier | null;
  sex: Sex | 'unknown' | null;
  source: string | null;
  area: string | null;
  /** Only VIP members of today. */
  vip: boolean;
  /** Only patients with an appointment ahead. */
  upcoming: boolean;
}

export interface ListedPatient {
  id: number;
  memberNumber: number;
  firstName: string;
  lastName: string;
  mobile: string | null;
  birthOn: string | null;
  birthIsEstimated: number;
  sex: Sex | null;
  education: string | null;
  area: string | null;
  source: string | null;
  status: PatientStatus;
  tier: Tier;
  visitCount: number;
  lastVisitOn: string | null;
  memberSinceOn: string | null;
  enrolledAt: Date;
  /** 1 when VIP today. */
  isVip: number;
}

export interface PatientList {
  understoodAs: string | null;
  patients: ListedPatient[];
  /** How many there are; above `COUNT_LIMIT` it says only that there are more. */
  count: number;
  isCountCut: boolean;
  /** Ids to page with: the neighbours of this page, null at an end. */
  beforeId: number | null;
  afterId: number | null;
}

export interface ListAsked {
  clinicId: number;
  sight: PatientSight;
  filters: PatientFilters;
  asOf: Date;
  pageSize: number;
  /** The page after (or before) the patient with this id. */
  after?: number | null;
  before?: number | null;
}

export const COUNT_LIMIT = 10_000;
/** A search narrows a list to its first hits; whoever needs more types more. */
const SEARCH_LIMIT = 500;

const COLUMNS = `p.id, p.member_number AS "memberNumber", p.first_name AS "firstName", p.last_name AS "lastName", p.mobile, p.birth_on AS "birthOn",
  CASE WHEN p.birth_is_estimated = TRUE THEN 1 ELSE 0 END AS "birthIsEstimated", p.sex, p.education, p.area, p.source, p.status, p.tier,
  p.visit_count AS "visitCount", p.last_visit_on AS "lastVisitOn", p.member_since_on AS "memberSinceOn", p.enrolled_at AS "enrolledAt",
  CASE WHEN EXISTS (SELECT 1 FROM vip_terms v WHERE v.clinic_id = p.clinic_id AND v.patient_id = p.id AND ${HOLDS_ON_DAY}) THEN 1 ELSE 0 END AS "isVip"`;

/** One page of the clinic's patients by the Persian alphabet, family name first, with their number and the neighbouring pages. */
export async function patientList(db: Db, asked: ListAsked): Promise<PatientList> {
  const { understoodAs, where, values } = await narrowed(db, asked);
  const isBack = asked.before != null;
  const edge = asked.before ?? asked.after ?? null;
  const from =
    edge === null
      ? ''
      : `AND (p.sort_key, p.id) ${isBack ? '<' : '>'} (SELECT e.sort_key, e.id FROM patients e WHERE e.clinic_id = :clinicId AND e.id = :edge)`;
  const order = isBack ? 'p.sort_key DESC, p.id DESC' : 'p.sort_key, p.id';
  const rows = await db.select<ListedPatient>(`SELECT ${COLUMNS} FROM patients p WHERE ${where} ${from} ORDER BY ${order} LIMIT :limit`, {
    ...values,
    edge,
    limit: asked.pageSize + 1,
  });
  const [counted] = await db.select<{ n: number }>(
    `SELECT COUNT(*) AS n FROM (SELECT 1 FROM patients p WHERE ${where} LIMIT :most) counted`,
    {
      ...values,
      most: COUNT_LIMIT + 1,
    },
  );
  const hasMore = rows.length > asked.pageSize;
  const patients = isBack ? rows.slice(0, asked.pageSize).reverse() : rows.slice(0, asked.pageSize);
  const hasBefore = isBack ? hasMore : edge !== null;
  const hasAfter = isBack || hasMore;
  const count = counted?.n ?? 0;
  return {
    understoodAs,
    patients,
    count: Math.min(count, COUNT_LIMIT),
    isCountCut: count > COUNT_LIMIT,
    beforeId: hasBefore ? (patients[0]?.id ?? null) : null,
    afterId: hasAfter ? (patients.at(-1)?.id ?? null) : null,
  };
}

/** All patients of a list, page by page, in its order; for exports. */
export async function* everyPatient(db: Db, asked: Omit<ListAsked, 'pageSize' | 'after' | 'before'>): AsyncGenerator<ListedPatient> {
  const { where, values } = await narrowed(db, { ...asked, pageSize: 0 });
  let edge = { sortKey: '', id: 0 };
  for (;;) {
    const rows = await db.select<ListedPatient & { sortKey: string }>(
      `SELECT ${COLUMNS}, p.sort_key AS "sortKey" FROM patients p WHERE ${where} AND (p.sort_key, p.id) > (:sortKey, :id)
       ORDER BY p.sort_key, p.id LIMIT 1000`,
      { ...values, ...edge },
    );
    yield* rows;
    const last = rows.at(-1);
    if (!last) return;
    edge = { sortKey: last.sortKey, id: last.id };
  }
}

/** The areas in use, in the order of the alphabet and of the numbers in them, for the filter's choices (200 at most). */
export async function areasInUse(db: Db, clinicId: number): Promise<string[]> {
  // One jump of the index per area, instead of a walk over every patient.
  const rows = await db.select<{ area: string }>(
    `WITH RECURSIVE areas (area) AS (
       SELECT MIN(p.area) FROM patients p WHERE p.clinic_id = :clinicId AND p.area IS NOT NULL
       UNION ALL
       SELECT (SELECT MIN(p.area) FROM patients p WHERE p.clinic_id = :clinicId AND p.area > areas.area) FROM areas WHERE areas.area IS NOT NULL)
     SELECT area FROM areas WHERE area IS NOT NULL LIMIT 200`,
    { clinicId },
  );
  const { compare } = new Intl.Collator('fa', { numeric: true });
  return rows.map((row) => row.area).sort(compare);
}

async function narrowed(
  db: Db,
  { clinicId, sight, filters, asOf }: ListAsked,
): Promise<{ understoodAs: string | null; where: string; values: Record<string, Value> }> {
  const where = ['p.clinic_id = :clinicId', 'p.deleted_at IS NULL', inSight(sight)];
  const values: Record<string, Value> = { clinicId, vipDay: tehranDay(asOf), ...sightValues(sight) };
  const equal = (column: string, name: string, value: string | null) => {
    if (value === null) return;
    if (value === 'unknown') where.push(`p.${column} IS NULL`);
    else {
      where.push(`p.${column} = :${name}`);
      values[name] = value;
    }
  };
  equal('status', 'status', filters.status);
  equal('tier', 'tier', filters.tier);
  equal('sex', 'sex', filters.sex);
  equal('source', 'source', filters.source);
  equal('area', 'area', filters.area);
  if (filters.vip) where.push(`p.id IN (SELECT v.patient_id FROM vip_terms v WHERE v.clinic_id = :clinicId AND ${HOLDS_ON_DAY})`);
  if (filters.upcoming) {
    where.push(`p.id IN (SELECT a.patient_id FROM appointments a
      WHERE a.clinic_id = :clinicId AND a.starts_at >= :asOf AND a.state IN ('booked', 'confirmed'))`);
    values['asOf'] = asOf;
  }
  if (filters.q.trim() === '') return { understoodAs: null, where: where.join(' AND '), values };
  const { understoodAs, ids } = await searchPatientIds(db, { clinicId, sight, q: filters.q, limit: SEARCH_LIMIT });
  where.push('p.id IN (:found)');
  values['found'] = ids.length > 0 ? ids : [0];
  return { understoodAs, where: where.join(' AND '), values };
}
