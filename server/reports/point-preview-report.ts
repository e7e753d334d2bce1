import type { Db } from '../../models/database.js';
import { addDays, addJalaliMonths } from '../../models/persian/jalali.js';
import { TEN_THOUSAND_TOMAN, type PointRuleWish } from '../../models/rules/point-rule.js';
import { MAX_ENTRY_POINTS } from '../../models/rules/points.js';

export interface PointPreview {
  from: string;
  to: string;
  /** Members who would have earned something for their visits. */
  members: number;
  byVisits: number;
  byWelcome: number;
  byAnswers: number;
  byReferrals: number;
  points: number;
  /** What these points would cost the clinic when all of them are spent; null when the rule sets no value. */
  costRial: number | null;
}

const MONTHS = 12;

/** What a version not yet saved would have given in the last twelve Jalali months, had it been in force; from the visits themselves, in the database. */
export async function pointPreview(
  db: Db,
  { clinicId, rule, today }: { clinicId: number; rule: PointRuleWish; today: string },
): Promise<PointPreview> {
  const from = addDays(addJalaliMonths(today, -MONTHS), 1);
  const values = { clinicId, from, today };
  const services = Object.entries(rule.servicePoints);
  const byService =
    services.length === 0 ? '0' : `CASE service_id ${services.map((_, i) => `WHEN :s${i} THEN :p${i}`).join(' ')} ELSE 0 END`;
  const serviceValues = Object.fromEntries(
    services.flatMap(([id, points], i) => [
      [`s${String(i)}`, Number(id)],
      [`p${String(i)}`, points],
    ]),
  );
  const [visits] = await db.select<{ members: number; points: number | null }>(
    `SELECT COUNT(DISTINCT patient_id) AS members, CAST(SUM(CASE WHEN points > :most THEN :most ELSE points END) AS BIGINT) AS points FROM (
       SELECT patient_id, COALESCE(amount_rial, 0) / ${String(TEN_THOUSAND_TOMAN)} * :perTenThousand + ${byService} AS points
       FROM visits WHERE clinic_id = :clinicId AND visited_on >= :from AND visited_on <= :today AND deleted_at IS NULL) v WHERE points > 0`,
    { ...values, ...serviceValues, perTenThousand: rule.perTenThousandToman, most: MAX_ENTRY_POINTS },
  );
  const [others] = await db.select<Record<'joined' | 'answered' | 'referred', number>>(
    `SELECT
       (SELECT COUNT(*) FROM patients WHERE clinic_id = :clinicId AND status = 'member' AND member_since_on >= :from AND member_since_on <= :today) AS joined,
       (SELECT COUNT(*) FROM survey_answers WHERE clinic_id = :clinicId AND answered_on >= :from AND answered_on <= :today) AS answered,
       (SELECT COUNT(*) FROM referrals WHERE clinic_id = :clinicId AND succeeded_on >= :from AND succeeded_on <= :today) AS referred`,
    values,
  );
  const byVisits = visits?.points ?? 0;
  const byWelcome = (others?.joined ?? 0) * rule.welcome;
  const byAnswers = (others?.answered ?? 0) * rule.answer;
  const byReferrals = (others?.referred ?? 0) * rule.referral;
  const points = byVisits + byWelcome + byAnswers + byReferrals;
  const costRial = rule.pointValueRial === null ? null : points * rule.pointValueRial;
  return { from, to: today, members: visits?.members ?? 0, byVisits, byWelcome, byAnswers, byReferrals, points, costRial };
}
