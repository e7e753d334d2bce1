import type { Db } from '../../models/database.js';
import type { TierRuleVersion } from '../../models/rules/tier-rule.js';
import type { TierFacts } from '../../models/rules/tiers.js';
import { readVisits, VISITS_AS_TEXT } from '../../models/standing.js';
import { standingCredits } from '../../models/standing-book.js';

const AT_ONCE = 20_000;

export type MemberFacts = Pick<TierFacts, 'visits' | 'standing'> & { patientId: number };

/**
 * What every member's tier of a day depends on, in the order of enrolment: the counted days from `from` on and the standing. The visits are
 * read in one pass, a range of patients at a time, and each patient's as one text.
 */
export async function* memberFacts(
  db: Db,
  { clinicId, rules, from, day }: { clinicId: number; rules: readonly TierRuleVersion[]; from: string; day: string },
): AsyncGenerator<MemberFacts[]> {
  for (let afterId: number | null = 0; afterId !== null;) {
    const members: { id: number }[] = await db.select(
      `SELECT id FROM patients WHERE clinic_id = :clinicId AND status = 'member' AND deleted_at IS NULL AND id > :afterId ORDER BY id LIMIT :limit`,
      { clinicId, afterId, limit: AT_ONCE },
    );
    const lastId: number | undefined = members.at(-1)?.id;
    if (lastId === undefined) return;
    const range = { afterId, lastId };
    const visits: { patientId: number; visits: string | null }[] = await db.select(
      `SELECT patient_id AS "patientId", ${VISITS_AS_TEXT} AS visits FROM visits
       WHERE clinic_id = :clinicId AND deleted_at IS NULL AND patient_id > :afterId AND patient_id <= :lastId GROUP BY patient_id`,
      { clinicId, from, day, ...range },
    );
    const visitsOf = new Map(visits.map((row) => [row.patientId, row.visits]));
    const standingOf = await standingCredits(db, { clinicId, rules, of: range, from, day });
    yield members.map(({ id }) => ({ patientId: id, visits: readVisits(visitsOf.get(id) ?? null), standing: standingOf(id) }));
    afterId = members.length < AT_ONCE ? null : lastId;
  }
}
