import type { Db } from '../../models/database.js';
import { clubLoyalty } from '../../models/loyalty-book.js';
import type { Automatic } from '../../models/rules/benefits.js';
import type { Tier } from '../../models/rules/tier-rule.js';

/** What the club's automatic benefits cost for a member, in rial. */
export interface AutomaticCosts {
  /** In a year, for a member of a tier: birthdays (where the birthday is known) and anniversaries. */
  yearly: (patientId: number, tier: Tier) => number;
  /** Once, when a member rises into a tier: what belongs to it and was not given before. */
  once: (patientId: number, to: Tier) => number;
}

interface Benefit {
  id: number;
  automatic: Automatic;
  costRial: number;
  openTiersJson: Tier[];
}

/** The costs of the benefits that are given by themselves on a day; null when there are none. Benefits for VIPs only don't follow tiers. */
export async function automaticCosts(db: Db, clinicId: number, day: string): Promise<AutomaticCosts | null> {
  if (!(await clubLoyalty(db, clinicId, day)).hasPoints) return null;
  const benefits = await db.select<Benefit & { isOpenToVip: number }>(
    `SELECT id, automatic, cost_rial AS "costRial", open_tiers_json AS "openTiersJson",
       CASE WHEN is_open_to_vip = TRUE THEN 1 ELSE 0 END AS "isOpenToVip"
     FROM benefits WHERE clinic_id = :clinicId AND archived_at IS NULL AND automatic <> 'none'
       AND (offered_from_on IS NULL OR offered_from_on <= :day) AND (offered_until_on IS NULL OR offered_until_on >= :day)`,
    { clinicId, day },
  );
  const ofTiers = benefits.filter((benefit) => benefit.openTiersJson.length > 0 || benefit.isOpenToVip === 0);
  if (ofTiers.length === 0) return null;
  const isBirthdayKnown = ofTiers.some((benefit) => benefit.automatic === 'birthday') ? await birthdays(db, clinicId) : new Set<number>();
  const given = ofTiers.some((benefit) => benefit.automatic === 'tier') ? await givenForTiers(db, clinicId) : new Set<string>();
  return {
    yearly: (patientId, tier) =>
      sum(ofTiers, (benefit) => {
        if (benefit.automatic === 'tier' || !isOpen(benefit, tier)) return 0;
        return benefit.automatic === 'birthday' && !isBirthdayKnown.has(patientId) ? 0 : benefit.costRial;
      }),
    once: (patientId, to) =>
      sum(ofTiers, (benefit) => {
        const isDue = benefit.automatic === 'tier' && benefit.openTiersJson.includes(to);
        return isDue && !given.has(`tier:${to}:${String(patientId)}:b${String(benefit.id)}`) ? benefit.costRial : 0;
      }),
  };
}

const isOpen = ({ openTiersJson }: Benefit, tier: Tier): boolean => openTiersJson.length === 0 || openTiersJson.includes(tier);
const sum = (benefits: readonly Benefit[], cost: (benefit: Benefit) => number): number =>
  benefits.reduce((all, benefit) => all + cost(benefit), 0);

async function birthdays(db: Db, clinicId: number): Promise<Set<number>> {
  const rows = await db.select<{ ids: string }>(
    `SELECT STRING_AGG(CAST(id AS VARCHAR(19)), ' ') AS ids FROM patients
     WHERE clinic_id = :clinicId AND status = 'member' AND deleted_at IS NULL AND birth_on IS NOT NULL AND birth_is_estimated = FALSE
     GROUP BY id / 1000`,
    { clinicId },
  );
  return new Set(rows.flatMap((row) => row.ids.split(' ').map(Number)));
}

async function givenForTiers(db: Db, clinicId: number): Promise<Set<string>> {
  const rows = await db.select<{ cause: string }>(`SELECT cause FROM benefit_grants WHERE clinic_id = :clinicId AND cause LIKE 'tier:%'`, {
    clinicId,
  });
  return new Set(rows.map((row) => row.cause));
}
