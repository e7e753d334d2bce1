import type { Db } from '../../models/database.js';
import { addDays, addJalaliMonths, jalaliMonthStart } from '../../models/persian/jalali.js';

/** What happened with points in one Jalali month, which began on `from`. */
export interface PointMonth {
  from: string;
  earned: number;
  /** Less what came back. */
  spent: number;
  expired: number;
  takenBack: number;
}

export interface ClubPoints {
  /** Points that members can spend today. */
  outstanding: number;
  members: number;
  /** Members who have something less than nothing, added up. */
  debt: number;
  /** What ends in the coming thirty days. */
  endingSoon: number;
  /** The last twelve months, the present one last. */
  months: PointMonth[];
}

const MONTHS = 12;
const SOON_DAYS = 30;

/** The club's points on a day, and month by month for a year. Four statements. */
export async function clubPoints(db: Db, { clinicId, today }: { clinicId: number; today: string }): Promise<ClubPoints> {
  const starts = Array.from({ length: MONTHS }, (_, i) => addJalaliMonths(jalaliMonthStart(today), i - MONTHS + 1));
  const values = { clinicId, today, soon: addDays(today, SOON_DAYS), first: starts[0] ?? today };
  const [lots] = await db.select<Record<'outstanding' | 'members' | 'endingSoon', number>>(
    `SELECT COALESCE(SUM(left_points), 0) AS outstanding, COUNT(DISTINCT patient_id) AS members,
       COALESCE(SUM(CASE WHEN expires_on <= :soon THEN left_points ELSE 0 END), 0) AS "endingSoon"
     FROM point_lots WHERE clinic_id = :clinicId AND left_points > 0 AND (expires_on IS NULL OR expires_on >= :today)`,
    values,
  );
  const [sums] = await db.select<{ written: number; expired: number }>(
    `SELECT (SELECT COALESCE(SUM(points), 0) FROM point_entries WHERE clinic_id = :clinicId) AS written,
       (SELECT COALESCE(SUM(left_points), 0) FROM point_lots WHERE clinic_id = :clinicId AND expires_on < :today) AS expired`,
    values,
  );
  const booked = await db.select<{ day: string; kind: string; isGain: number; points: number }>(
    `SELECT booked_on AS day, kind, CASE WHEN points > 0 THEN 1 ELSE 0 END AS "isGain", SUM(points) AS points FROM point_entries
     WHERE clinic_id = :clinicId AND booked_on >= :first GROUP BY booked_on, kind, CASE WHEN points > 0 THEN 1 ELSE 0 END`,
    values,
  );
  const ended = await db.select<{ day: string; points: number }>(
    `SELECT expires_on AS day, SUM(left_points) AS points FROM point_lots
     WHERE clinic_id = :clinicId AND expires_on >= :first AND expires_on < :today GROUP BY expires_on`,
    values,
  );
  const months = starts.map((from) => ({ from, earned: 0, spent: 0, expired: 0, takenBack: 0 }));
  const monthOf = (day: string) => months.findLast(({ from }) => from <= day);
  for (const { day, kind, isGain, points } of booked) {
    const month = monthOf(day);
    if (!month) continue;
    if (kind === 'earn') month.earned += points;
    else if (kind === 'spend' || isGain === 1) month.spent -= points;
    else month.takenBack -= points;
  }
  for (const { day, points } of ended) {
    const month = monthOf(day);
    if (month) month.expired += points;
  }
  const { outstanding = 0, members = 0, endingSoon = 0 } = lots ?? {};
  return { outstanding, members, endingSoon, debt: outstanding - ((sums?.written ?? 0) - (sums?.expired ?? 0)), months };
}
