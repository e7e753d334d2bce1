import type { Db } from '../../models/database.js';
import { referralCodeOf } from '../../models/referral-book.js';

export interface Person {
  id: number;
  firstName: string;
  lastName: string;
}

/** What a member page says about referrals. */
export interface MemberReferral {
  code: string;
  brought: number;
  came: number;
  referrer: Person | null;
  /** Nobody is written down and the patient has not come yet: it can still be done. */
  isOpen: boolean;
}

/** A patient's code, whom they brought, and who brought them. Two statements, three when the code is new. */
export async function memberReferral(db: Db, { clinicId, patientId }: { clinicId: number; patientId: number }): Promise<MemberReferral> {
  const code = await referralCodeOf(db, { clinicId, patientId });
  const [row] = await db.select<{ brought: number; came: number; visits: number; id: number | null; firstName: string; lastName: string }>(
    `SELECT (SELECT COUNT(*) FROM referrals b WHERE b.clinic_id = :clinicId AND b.referrer_id = p.id) AS brought,
       (SELECT COUNT(*) FROM referrals c WHERE c.clinic_id = :clinicId AND c.referrer_id = p.id AND c.succeeded_on IS NOT NULL) AS came,
       p.visit_count AS visits, w.id, w.first_name AS "firstName", w.last_name AS "lastName"
     FROM patients p
     LEFT JOIN referrals r ON r.clinic_id = :clinicId AND r.referred_id = p.id
     LEFT JOIN patients w ON w.clinic_id = :clinicId AND w.id = r.referrer_id
     WHERE p.clinic_id = :clinicId AND p.id = :patientId`,
    { clinicId, patientId },
  );
  if (!row) throw new Error(`no patient ${String(patientId)}`);
  const { brought, came, visits, id, firstName, lastName } = row;
  return { code, brought, came, referrer: id === null ? null : { id, firstName, lastName }, isOpen: id === null && visits === 0 };
}

/** One person of a referral tree. */
export interface Branch extends Person {
  memberNumber: number;
  referrerId: number;
  /** 1 is who was brought by the patient, 2 who was brought by those. */
  generation: number;
  linkedAt: Date;
  succeededOn: string | null;
}

const GENERATIONS = 5;
const MOST_BRANCHES = 300;

/** Everybody whom a patient brought, directly and through others, five generations deep, and at most three hundred of them. One statement. */
export async function referralTree(
  db: Db,
  { clinicId, patientId }: { clinicId: number; patientId: number },
): Promise<{ branches: Branch[]; isCut: boolean }> {
  const rows = await db.select<Branch>(
    `WITH RECURSIVE below (referred_id, referrer_id, generation, linked_at, succeeded_on) AS (
       SELECT r.referred_id, r.referrer_id, 1, r.linked_at, r.succeeded_on FROM referrals r
       WHERE r.clinic_id = :clinicId AND r.referrer_id = :patientId
       UNION ALL
       SELECT r.referred_id, r.referrer_id, b.generation + 1, r.linked_at, r.succeeded_on FROM below b
       JOIN referrals r ON r.clinic_id = :clinicId AND r.referrer_id = b.referred_id WHERE b.generation < ${String(GENERATIONS)})
     SELECT p.id, p.first_name AS "firstName", p.last_name AS "lastName", p.member_number AS "memberNumber", b.referrer_id AS "referrerId",
       b.generation, b.linked_at AS "linkedAt", b.succeeded_on AS "succeededOn"
     FROM below b JOIN patients p ON p.clinic_id = :clinicId AND p.id = b.referred_id
     ORDER BY b.generation, b.linked_at, p.id LIMIT ${String(MOST_BRANCHES + 1)}`,
    { clinicId, patientId },
  );
  return { branches: rows.slice(0, MOST_BRANCHES), isCut: rows.length > MOST_BRANCHES };
}

/** A referrer of a period. */
export interface Referrer extends Person {
  memberNumber: number;
  brought: number;
  came: number;
}

export interface ReferrersAsked {
  clinicId: number;
  /** Newcomers linked from this instant on; null is from the beginning. */
  since: Date | null;
  after: { came: number; brought: number; id: number } | null;
  pageSize: number;
}

/** Who brought the most people who came, and where the next page begins. One statement. */
export async function bestReferrers(
  db: Db,
  { clinicId, since, after, pageSize }: ReferrersAsked,
): Promise<{ referrers: Referrer[]; next: ReferrersAsked['after'] }> {
  const rows = await db.select<Referrer>(
    `SELECT g.id, g.brought, g.came, p.first_name AS "firstName", p.last_name AS "lastName", p.member_number AS "memberNumber"
     FROM (SELECT r.referrer_id AS id, COUNT(*) AS brought, COUNT(r.succeeded_on) AS came FROM referrals r
       WHERE r.clinic_id = :clinicId ${since ? 'AND r.linked_at >= :since' : ''} GROUP BY r.referrer_id) g
     JOIN patients p ON p.clinic_id = :clinicId AND p.id = g.id
     ${after ? 'WHERE (g.came, g.brought, -g.id) < (:came, :brought, :before)' : ''}
     ORDER BY g.came DESC, g.brought DESC, g.id LIMIT :limit`,
    {
      clinicId,
      ...(since ? { since } : {}),
      ...(after ? { came: after.came, brought: after.brought, before: -after.id } : {}),
      limit: pageSize + 1,
    },
  );
  const referrers = rows.slice(0, pageSize);
  const last = referrers.at(-1);
  return { referrers, next: rows.length > pageSize && last ? { came: last.came, brought: last.brought, id: last.id } : null };
}

/** How many came by referral in a period, and how often links were opened since the beginning. */
export interface ReferralTotals {
  brought: number;
  came: number;
  byLink: number;
  openings: number;
}

/** The clinic's referrals of a period together. One statement. */
export async function referralTotals(db: Db, { clinicId, since }: Pick<ReferrersAsked, 'clinicId' | 'since'>): Promise<ReferralTotals> {
  const [totals] = await db.select<ReferralTotals>(
    `SELECT COUNT(*) AS brought, COUNT(succeeded_on) AS came, COUNT(CASE WHEN via = 'link' THEN 1 END) AS "byLink",
       (SELECT COALESCE(SUM(c.openings), 0) FROM referral_codes c WHERE c.clinic_id = :clinicId) AS openings
     FROM referrals WHERE clinic_id = :clinicId ${since ? 'AND linked_at >= :since' : ''}`,
    { clinicId, ...(since ? { since } : {}) },
  );
  return totals ?? { brought: 0, came: 0, byLink: 0, openings: 0 };
}

/** Where a referral link leads: the clinic that the patient is invited to; null when the code is nobody's. */
export async function referralLink(
  db: Db,
  code: string,
): Promise<{ clinicId: number; clinicName: string; phone: string | null; code: string } | null> {
  const [link] = await db.select<{ clinicId: number; clinicName: string; phone: string | null; code: string }>(
    `SELECT k.id AS "clinicId", k.name AS "clinicName", k.phone, c.code FROM referral_codes c
     JOIN clinics k ON k.id = c.clinic_id
     JOIN patients p ON p.clinic_id = c.clinic_id AND p.id = c.patient_id AND p.deleted_at IS NULL
     WHERE c.code = :code`,
    { code },
  );
  return link ?? null;
}
