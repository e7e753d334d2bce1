import type { Db } from '../../models/database.js';
import { loyaltyVersions } from '../../models/loyalty-book.js';
import { entriesOf } from '../../models/point-ledger.js';
import { pointRules } from '../../models/point-rule-book.js';
import { pointRuleOn, visitPoints, type PointRuleVersion } from '../../models/rules/point-rule.js';
import { ledgerOn, nextExpiry, type Ledger, type PointEntry } from '../../models/rules/points.js';

export interface MemberPoints {
  entries: PointEntry[];
  ledger: Ledger;
  expiring: { points: number; on: string } | null;
}

/** A patient's ledger and what it comes to on a day. One statement. */
export async function memberPoints(
  db: Db,
  { clinicId, patientId, day }: { clinicId: number; patientId: number; day: string },
): Promise<MemberPoints> {
  const entries = await entriesOf(db, { clinicId, patientId });
  const ledger = ledgerOn(entries, day);
  return { entries, ledger, expiring: nextExpiry(ledger, day) };
}

/** Who wrote these entries; those that nobody wrote by hand are left out. */
export async function writersOf(db: Db, clinicId: number, entryIds: readonly number[]): Promise<Map<number, string>> {
  if (entryIds.length === 0) return new Map();
  const rows = await db.select<{ id: number; name: string }>(
    `SELECT e.id, s.display_name AS name FROM point_entries e JOIN staff_members s ON s.id = e.created_by AND s.clinic_id = :clinicId
     WHERE e.clinic_id = :clinicId AND e.id IN (:entryIds) AND e.note IS NOT NULL`,
    { clinicId, entryIds },
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

export interface Forecast {
  points: number;
  /** The visit would be the first: what membership adds. */
  welcome: number;
}

/**
 * What a visit would earn a patient by the rule of its day; an amount that is left empty counts as the usual one of the service, as it does when the
 * visit is recorded. Null when the club gives no points on that day.
 */
export async function visitForecast(
  db: Db,
  asked: { clinicId: number; patientId: number; serviceId: number | null; amountRial: number | null; day: string },
): Promise<Forecast | null> {
  const { clinicId, patientId, serviceId, day } = asked;
  const rule = pointRuleOn({ rules: await pointRules(db, clinicId), loyalty: await loyaltyVersions(db, clinicId) }, day);
  if (!rule) return null;
  const [facts] = await db.select<{ usual: number | null; isProspect: number }>(
    `SELECT CASE WHEN p.status = 'prospect' THEN 1 ELSE 0 END AS "isProspect", s.amount_rial AS usual
     FROM patients p LEFT JOIN services s ON s.id = :serviceId AND s.clinic_id = :clinicId
     WHERE p.clinic_id = :clinicId AND p.id = :patientId`,
    { clinicId, patientId, serviceId },
  );
  const amountRial = asked.amountRial ?? facts?.usual ?? null;
  return { points: visitPoints(rule, { serviceId, amountRial }), welcome: facts?.isProspect === 1 ? rule.welcome : 0 };
}

/** How many points a visit just recorded earned, welcome included where it made the patient a member. */
export async function earnedByVisit(
  db: Db,
  { clinicId, patientId, visitId }: { clinicId: number; patientId: number; visitId: number },
): Promise<number> {
  const [row] = await db.select<{ points: number | null }>(
    `SELECT SUM(e.points) AS points FROM point_entries e
     WHERE e.clinic_id = :clinicId AND e.patient_id = :patientId AND e.kind = 'earn' AND e.cause IN (:causes)
       AND e.created_at = (SELECT v.created_at FROM visits v WHERE v.clinic_id = :clinicId AND v.id = :visitId)`,
    { clinicId, patientId, visitId, causes: [`visit:${String(visitId)}`, `welcome:${String(patientId)}`] },
  );
  return row?.points ?? 0;
}

export interface WrittenPointRule extends PointRuleVersion {
  writtenBy: string | null;
}

/** The versions of the rule, the newest first, and who wrote each. */
export async function pointRuleVersions(db: Db, clinicId: number): Promise<WrittenPointRule[]> {
  const writers = await db.select<{ id: number; name: string }>(
    `SELECT r.id, s.display_name AS name FROM point_rules r JOIN staff_members s ON s.id = r.created_by AND s.clinic_id = :clinicId
     WHERE r.clinic_id = :clinicId`,
    { clinicId },
  );
  const names = new Map(writers.map(({ id, name }) => [id, name]));
  return (await pointRules(db, clinicId)).map((rule) => ({ ...rule, writtenBy: names.get(rule.id) ?? null })).reverse();
}

/** The services that can earn points: those in use, and those that a version names already. */
export async function servicesToEarn(
  db: Db,
  clinicId: number,
  named: readonly number[],
): Promise<{ id: number; name: string; specialty: string }[]> {
  return db.select<{ id: number; name: string; specialty: string }>(
    `SELECT s.id, s.name, sp.name AS specialty FROM services s JOIN specialties sp ON sp.id = s.specialty_id AND sp.clinic_id = :clinicId
     WHERE s.clinic_id = :clinicId AND (s.archived_at IS NULL OR s.id IN (:named)) ORDER BY sp.search_key, s.search_key`,
    { clinicId, named: [0, ...named] },
  );
}
