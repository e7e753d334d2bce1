import type { Db } from '../../models/database.js';
import { loyaltyVersions } from '../../models/loyalty-book.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { pointRules } from '../../models/point-rule-book.js';
import { pointRuleOn, visitPoints, type PointRuleVersion } from '../../models/rules/point-rule.js';
import { visitForecast } from './point-report.js';

/** How a patient earns points today. */
export interface EarningWays {
  rule: Pick<PointRuleVersion, 'perTenThousandToman' | 'referral' | 'answer'>;
  /** Services that earn something at their usual amount, the most first. */
  services: { name: string; points: number }[];
  /** The nearest appointment and what it will earn, welcome included. */
  next: { startsAt: Date; points: number } | null;
}

const MOST_SERVICES = 30;

/** What today's rule gives for a patient's visits, for bringing others and for answering; null while nothing earns points. Five statements. */
export async function earningWays(
  db: Db,
  { clinicId, patientId, asOf }: { clinicId: number; patientId: number; asOf: Date },
): Promise<EarningWays | null> {
  const today = tehranDay(asOf);
  const rule = pointRuleOn({ rules: await pointRules(db, clinicId), loyalty: await loyaltyVersions(db, clinicId) }, today);
  if (!rule) return null;
  const services = await db.select<{ id: number; name: string; amountRial: number | null }>(
    'SELECT id, name, amount_rial AS "amountRial" FROM services WHERE clinic_id = :clinicId AND archived_at IS NULL ORDER BY id',
    { clinicId },
  );
  return {
    rule,
    services: services
      .map(({ id, name, amountRial }) => ({ name, points: visitPoints(rule, { serviceId: id, amountRial }) }))
      .filter(({ points }) => points > 0)
      .sort((a, b) => b.points - a.points)
      .slice(0, MOST_SERVICES),
    next: await nextEarning(db, { clinicId, patientId, asOf }),
  };
}

async function nextEarning(
  db: Db,
  { clinicId, patientId, asOf }: { clinicId: number; patientId: number; asOf: Date },
): Promise<EarningWays['next']> {
  const [next] = await db.select<{ startsAt: Date; serviceId: number | null }>(
    `SELECT starts_at AS "startsAt", service_id AS "serviceId" FROM appointments
     WHERE clinic_id = :clinicId AND patient_id = :patientId AND starts_at > :asOf AND state IN ('booked', 'confirmed') ORDER BY starts_at, id LIMIT 1`,
    { clinicId, patientId, asOf },
  );
  if (!next) return null;
  const { startsAt, serviceId } = next;
  const forecast = await visitForecast(db, { clinicId, patientId, serviceId, amountRial: null, day: tehranDay(startsAt) });
  const points = forecast ? forecast.points + forecast.welcome : 0;
  return points > 0 ? { startsAt, points } : null;
}
