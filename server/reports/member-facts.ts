import type { Db } from '../../models/database.js';
import type { AttendedVisit } from '../../models/rules/counting.js';
import type { TierRuleVersion } from '../../models/rules/tier-rule.js';
import type { TierFacts } from '../../models/rules/tiers.js';
import { standingCredits } from '../../models/standing-book.js';

export type MemberFacts = Pick<TierFacts, 'visits' | 'standing'> & { patientId: number };

const NO_VISITS: readonly AttendedVisit[] = [];

/**
 * What every member's tier of a day depends on, in the order of enrolment: the visits from `from` to the day, oldest first, and the standing.
 * The visits are read in one pass along the index of days, each day's as one text: reading them by patient touches every page of a large table.
 */
export async function memberFacts(
  db: Db,
  { clinicId, rules, from, day }: { clinicId: number; rules: readonly TierRuleVersion[]; from: string; day: string },
): Promise<Iterable<MemberFacts>> {
  const ids = await memberIds(db, clinicId);
  const visitsOf = await visitsByPatient(db, { clinicId, from, day });
  const range = { afterId: 0, lastId: ids.at(-1) ?? 0 };
  const standingOf = await standingCredits(db, { clinicId, rules, of: range, from, day });
  return facts();

  function* facts(): Generator<MemberFacts> {
    for (const patientId of ids) yield { patientId, visits: visitsOf.get(patientId) ?? NO_VISITS, standing: standingOf(patientId) };
  }
}

async function memberIds(db: Db, clinicId: number): Promise<number[]> {
  const rows = await db.select<{ ids: string }>(
    `SELECT STRING_AGG(CAST(id AS VARCHAR(19)), ' ') AS ids FROM patients
     WHERE clinic_id = :clinicId AND status = 'member' AND deleted_at IS NULL GROUP BY id / 1000`,
    { clinicId },
  );
  return rows.flatMap((row) => row.ids.split(' ').map(Number)).sort((a, b) => a - b);
}

/** Visits of one specialty on one day are one object, shared by all who came: a million visits stay small in memory. */
async function visitsByPatient(
  db: Db,
  { clinicId, from, day }: { clinicId: number; from: string; day: string },
): Promise<Map<number, AttendedVisit[]>> {
  const days = await db.select<{ visitedOn: string; specialtyId: number; patients: string }>(
    `SELECT visited_on AS "visitedOn", specialty_id AS "specialtyId", STRING_AGG(CAST(patient_id AS VARCHAR(19)), ' ') AS patients FROM visits
     WHERE clinic_id = :clinicId AND deleted_at IS NULL AND visited_on >= :from AND visited_on <= :day
     GROUP BY visited_on, specialty_id ORDER BY visited_on, specialty_id`,
    { clinicId, from, day },
  );
  const visitsOf = new Map<number, AttendedVisit[]>();
  for (const { visitedOn, specialtyId, patients } of days) {
    const visit: AttendedVisit = { visitedOn, specialtyId };
    for (const text of patients.split(' ')) {
      const patientId = Number(text);
      const visits = visitsOf.get(patientId);
      if (visits) visits.push(visit);
      else visitsOf.set(patientId, [visit]);
    }
  }
  return visitsOf;
}
