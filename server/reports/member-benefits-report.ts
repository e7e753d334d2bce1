import type { Db } from '../../models/database.js';
import { openGrantsOf, type Grant } from '../../models/grant-use.js';
import { addJalaliMonths } from '../../models/persian/jalali.js';
import { pointsStanding } from '../../models/points-book.js';
import { mayGrant } from '../../models/rules/benefits.js';
import type { Loyalty } from '../../models/rules/loyalty.js';
import type { Tier } from '../../models/rules/tier-rule.js';
import { vipOn } from '../../models/vip-book.js';
import { benefitList, type ListedBenefit } from './benefit-list-report.js';

export interface MemberBenefits {
  open: Grant[];
  /** What may be given to the member by hand today. */
  available: ListedBenefit[];
  /** What the member can buy today with the points there are. */
  affordable: ListedBenefit[];
}

export interface AskedMember {
  clinicId: number;
  patientId: number;
  isMember: boolean;
  tier: Tier;
  day: string;
  loyalty: Loyalty;
  /** Whether what can be given is asked too. */
  withOffers: boolean;
}

/** What a member has and could have. One statement for what is open; up to four more for what can be given. */
export async function memberBenefits(db: Db, asked: AskedMember): Promise<MemberBenefits> {
  const { clinicId, patientId, day, loyalty } = asked;
  const open = await openGrantsOf(db, { clinicId, patientId, day });
  if (!asked.withOffers || !asked.isMember) return { open, available: [], affordable: [] };
  const benefits = (await benefitList(db, { clinicId, day })).filter((benefit) => benefit.archivedAt === null);
  if (benefits.length === 0) return { open, available: [], affordable: [] };
  const history = await memberHistory(db, clinicId, patientId);
  const isVip = loyalty.hasVip && benefits.some((benefit) => benefit.isOpenToVip) ? await vipOn(db, clinicId, patientId, day) : false;
  const isSold = benefits.some((benefit) => benefit.pricePoints !== null);
  const { balance } = isSold ? await pointsStanding(db, { clinicId, patientId, day }) : { balance: 0 };
  const may = (benefit: ListedBenefit, paid: number | null): boolean => {
    const since = benefit.limitMonths === null ? '' : addJalaliMonths(day, -benefit.limitMonths);
    const candidate = {
      isMember: true,
      tier: loyalty.hasTiers ? asked.tier : null,
      isVip,
      visitedSpecialtyIds: history.specialtyIds,
      grantedInPeriod: history.grants.filter((grant) => grant.benefitId === benefit.id && grant.grantedOn > since).length,
      taken: benefit.taken,
      balance: paid,
    };
    return mayGrant({ ...benefit, isArchived: false }, candidate, day).ok;
  };
  return {
    open,
    available: benefits.filter((benefit) => may(benefit, null)),
    affordable: benefits.filter((benefit) => benefit.pricePoints !== null && may(benefit, balance)),
  };
}

/** Which specialties a patient has visited, and which benefits they were given: one statement. */
async function memberHistory(
  db: Db,
  clinicId: number,
  patientId: number,
): Promise<{ specialtyIds: number[]; grants: { benefitId: number; grantedOn: string }[] }> {
  const rows = await db.select<{ kind: 'v' | 'g'; id: number; grantedOn: string }>(
    `SELECT 'v' AS kind, specialty_id AS id, MAX(visited_on) AS "grantedOn" FROM visits
     WHERE clinic_id = :clinicId AND patient_id = :patientId AND deleted_at IS NULL GROUP BY specialty_id
     UNION ALL
     SELECT 'g', benefit_id, granted_on FROM benefit_grants WHERE clinic_id = :clinicId AND patient_id = :patientId AND state <> 'reversed'`,
    { clinicId, patientId },
  );
  return {
    specialtyIds: rows.filter((row) => row.kind === 'v').map((row) => row.id),
    grants: rows.filter((row) => row.kind === 'g').map((row) => ({ benefitId: row.id, grantedOn: row.grantedOn })),
  };
}
