import type { Db } from './database.js';
import { addJalaliMonths } from './persian/jalali.js';
import type { Loyalty } from './rules/loyalty.js';
import type { Tier } from './rules/tier-rule.js';
import { vipsAmong } from './vip-book.js';

/** What the rule of granting asks about each patient. */
export interface CandidateFacts {
  isMember: boolean;
  tier: Tier | null;
  isVip: boolean;
  visitedSpecialtyIds: number[];
  grantedInPeriod: number;
}

export interface AskedFacts {
  clinicId: number;
  benefit: { id: number; specialtyIds: number[]; isOpenToVip: boolean; limitCount: number | null; limitMonths: number | null };
  patientIds: readonly number[];
  day: string;
  loyalty: Loyalty;
}

/** The facts of these patients (a few hundred at a time) for one benefit, by patient. At most four statements. */
export async function candidateFacts(db: Db, asked: AskedFacts): Promise<Map<number, CandidateFacts>> {
  const { clinicId, benefit, day, loyalty } = asked;
  const ids = [...new Set(asked.patientIds)];
  const facts = new Map<number, CandidateFacts>();
  if (ids.length === 0) return facts;
  const patients = await db.select<{ id: number; status: string; tier: Tier; left: number }>(
    `SELECT p.id, p.status, p.tier, CASE WHEN d.id IS NULL THEN 0 ELSE 1 END AS "left" FROM patients p
     LEFT JOIN member_departures d ON d.clinic_id = p.clinic_id AND d.patient_id = p.id AND d.returned_at IS NULL
     WHERE p.clinic_id = :clinicId AND p.id IN (:ids) AND p.deleted_at IS NULL`,
    { clinicId, ids },
  );
  for (const { id, status, tier, left } of patients) {
    // Whoever left the club is given nothing until they come back.
    const isMember = status === 'member' && left === 0;
    facts.set(id, { isMember, tier: loyalty.hasTiers ? tier : null, isVip: false, visitedSpecialtyIds: [], grantedInPeriod: 0 });
  }
  if (benefit.isOpenToVip && loyalty.hasVip) {
    for (const id of await vipsAmong(db, clinicId, ids, day)) Object.assign(facts.get(id) ?? {}, { isVip: true });
  }
  if (benefit.specialtyIds.length > 0) {
    const visited = await db.select<{ patientId: number; specialtyId: number }>(
      `SELECT DISTINCT patient_id AS "patientId", specialty_id AS "specialtyId" FROM visits
       WHERE clinic_id = :clinicId AND patient_id IN (:ids) AND specialty_id IN (:specialtyIds) AND deleted_at IS NULL AND visited_on <= :day`,
      { clinicId, ids, specialtyIds: benefit.specialtyIds, day },
    );
    for (const { patientId, specialtyId } of visited) facts.get(patientId)?.visitedSpecialtyIds.push(specialtyId);
  }
  if (benefit.limitCount !== null) {
    const since = benefit.limitMonths === null ? '0001-01-01' : addJalaliMonths(day, -benefit.limitMonths);
    const had = await db.select<{ patientId: number; n: number }>(
      `SELECT patient_id AS "patientId", COUNT(*) AS n FROM benefit_grants
       WHERE clinic_id = :clinicId AND benefit_id = :benefitId AND patient_id IN (:ids) AND state <> 'reversed' AND granted_on > :since
       GROUP BY patient_id`,
      { clinicId, benefitId: benefit.id, ids, since },
    );
    for (const { patientId, n } of had) {
      const fact = facts.get(patientId);
      if (fact) fact.grantedInPeriod = n;
    }
  }
  return facts;
}

/** How many of a benefit are open or used on a day: so many of the stock are taken. */
export async function takenOf(db: Db, clinicId: number, benefitId: number, day: string): Promise<number> {
  const [row] = await db.select<{ n: number }>(
    `SELECT COUNT(*) AS n FROM benefit_grants
     WHERE clinic_id = :clinicId AND benefit_id = :benefitId AND (state = 'used' OR (state = 'open' AND valid_until_on >= :day))`,
    { clinicId, benefitId, day },
  );
  return row?.n ?? 0;
}
