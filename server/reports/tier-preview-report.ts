import type { Db } from '../../models/database.js';
import type { Tier } from '../../models/patient.js';
import type { TierRuleVersion } from '../../models/rules/tier-rule.js';
import { standingOn, visitsMatterFrom } from '../../models/rules/tiers.js';
import { readVisits, tierRules, VISITS_AS_TEXT } from '../../models/standing.js';

export interface TierPreview {
  on: string;
  before: Record<Tier, number>;
  after: Record<Tier, number>;
  rise: number;
  fall: number;
}

const AT_ONCE = 5_000;

/** What a rule not yet saved would make of the members on the day it takes force, if nobody came until then: counts before and after. */
export async function tierPreview(
  db: Db,
  { clinicId, rule, today }: { clinicId: number; rule: Omit<TierRuleVersion, 'id'>; today: string },
): Promise<TierPreview> {
  const written = await tierRules(db, clinicId);
  const proposed = [...written, { ...rule, id: Math.max(0, ...written.map(({ id }) => id)) + 1 }];
  const on = rule.effectiveOn > today ? rule.effectiveOn : today;
  const from = [visitsMatterFrom(written, on), visitsMatterFrom(proposed, on)].sort()[0] ?? on;
  const preview: TierPreview = { on, before: noBody(), after: noBody(), rise: 0, fall: 0 };
  for (let afterNumber: number | null = 0; afterNumber !== null;) {
    const members: { memberNumber: number; visits: string | null }[] = await db.select(
      `SELECT p.member_number AS "memberNumber", (SELECT ${VISITS_AS_TEXT} FROM visits
         WHERE clinic_id = :clinicId AND patient_id = p.id AND deleted_at IS NULL) AS visits
       FROM patients p WHERE p.clinic_id = :clinicId AND p.status = 'member' AND p.deleted_at IS NULL AND p.member_number > :afterNumber
       ORDER BY p.member_number LIMIT :limit`,
      { clinicId, from, day: on, afterNumber, limit: AT_ONCE },
    );
    for (const member of members) count(preview, readVisits(member.visits), written, proposed);
    afterNumber = members.at(-1)?.memberNumber ?? null;
  }
  return preview;
}

function count(preview: TierPreview, visits: ReturnType<typeof readVisits>, written: TierRuleVersion[], proposed: TierRuleVersion[]): void {
  const rank: readonly Tier[] = ['basic', 'silver', 'gold', 'platinum'];
  const before = standingOn({ visits, standing: [], rules: written }, preview.on).tier;
  const after = standingOn({ visits, standing: [], rules: proposed }, preview.on).tier;
  preview.before[before] += 1;
  preview.after[after] += 1;
  if (rank.indexOf(after) > rank.indexOf(before)) preview.rise += 1;
  if (rank.indexOf(after) < rank.indexOf(before)) preview.fall += 1;
}

const noBody = (): Record<Tier, number> => ({ basic: 0, silver: 0, gold: 0, platinum: 0 });
