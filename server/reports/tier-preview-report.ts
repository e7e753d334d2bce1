import type { Db } from '../../models/database.js';
import { FROM_THE_BEGINNING, isAbove, type Tier, type TierRuleVersion } from '../../models/rules/tier-rule.js';
import { tierOnTracks, tracksOf, tracksUnder, visitsMatterFrom } from '../../models/rules/tiers.js';
import { tierRules } from '../../models/tier-rule-book.js';
import { memberFacts } from './member-facts.js';
import { automaticCosts } from './tier-cost-report.js';

/** A member whose tier would be another one. */
export interface Mover {
  patientId: number;
  from: Tier;
  to: Tier;
}

export interface TierPreview {
  on: string;
  before: Record<Tier, number>;
  after: Record<Tier, number>;
  /** Once the version has settled: as if it had always been in force, beside the other rules; no grace of what stood before it. */
  settled: Record<Tier, number>;
  /** What automatic benefits would cost, in rial: in a year with each of these three, and once for tiers newly reached. Null without such benefits. */
  cost: { before: number; after: number; settled: number; once: number } | null;
  /** In the order of enrolment. */
  rise: Mover[];
  fall: Mover[];
}

/**
 * What a version not yet saved would make of the members on the day it takes force, if nobody came until then: every tier with the rules as
 * they are written and with the version added, from one reading of the visits.
 */
export async function tierPreview(
  db: Db,
  { clinicId, version, today }: { clinicId: number; version: Omit<TierRuleVersion, 'id'>; today: string },
): Promise<TierPreview> {
  const written = await tierRules(db, clinicId);
  const proposed = [...written, { ...version, id: Math.max(0, ...written.map(({ id }) => id)) + 1 }];
  const on = version.effectiveOn > today ? version.effectiveOn : today;
  const settled = settledRules(proposed, version);
  const from = [written, proposed, settled].map((rules) => visitsMatterFrom(rules, on)).sort()[0] ?? on;
  const preview: TierPreview = { on, before: noBody(), after: noBody(), settled: noBody(), cost: null, rise: [], fall: [] };
  const costs = await automaticCosts(db, clinicId, on);
  if (costs) preview.cost = { before: 0, after: 0, settled: 0, once: 0 };
  for (const { patientId, visits, standing } of await memberFacts(db, { clinicId, rules: proposed, from, day: on })) {
    const tracks = tracksOf({ visits, standing, rules: proposed });
    const before = tierOnTracks(tracksUnder(tracks, written), on).tier;
    const after = tierOnTracks(tracks, on).tier;
    preview.before[before] += 1;
    preview.after[after] += 1;
    const atLast = tierOnTracks(tracksUnder(tracks, settled), on).tier;
    preview.settled[atLast] += 1;
    if (costs && preview.cost) {
      preview.cost.before += costs.yearly(patientId, before);
      preview.cost.after += costs.yearly(patientId, after);
      preview.cost.settled += costs.yearly(patientId, atLast);
      if (isAbove(after, before)) preview.cost.once += costs.once(patientId, after);
    }
    if (isAbove(after, before)) preview.rise.push({ patientId, from: before, to: after });
    if (isAbove(before, after)) preview.fall.push({ patientId, from: before, to: after });
  }
  return preview;
}

/** The rules with the version alone on its track, from the beginning; a rule that ends is then not there at all. */
function settledRules(proposed: readonly TierRuleVersion[], version: Omit<TierRuleVersion, 'id'>): TierRuleVersion[] {
  const others = proposed.filter((rule) => rule.specialtyId !== version.specialtyId);
  return version.isEnded ? others : [...others, { ...version, id: 0, effectiveOn: FROM_THE_BEGINNING }];
}

export interface NamedMover extends Mover {
  memberNumber: number;
  firstName: string;
  lastName: string;
}

const NAMES_AT_ONCE = 5_000;

/** The same members with number and name. */
export async function namedMovers(db: Db, clinicId: number, movers: readonly Mover[]): Promise<NamedMover[]> {
  const named: NamedMover[] = [];
  for (let i = 0; i < movers.length; i += NAMES_AT_ONCE) {
    const some = movers.slice(i, i + NAMES_AT_ONCE);
    const rows = await db.select<Omit<NamedMover, keyof Mover> & { id: number }>(
      `SELECT id, member_number AS "memberNumber", first_name AS "firstName", last_name AS "lastName" FROM patients
       WHERE clinic_id = :clinicId AND id IN (:ids)`,
      { clinicId, ids: some.map((mover) => mover.patientId) },
    );
    const byId = new Map(rows.map(({ id, ...names }) => [id, names]));
    for (const mover of some) {
      const names = byId.get(mover.patientId);
      if (names) named.push({ ...mover, ...names });
    }
  }
  return named;
}

/** How many of these members may be written to about the club: a mobile, and promotion allowed by the last word on it. */
export async function mayBeWrittenTo(db: Db, clinicId: number, movers: readonly Mover[]): Promise<number> {
  let count = 0;
  for (let i = 0; i < movers.length; i += NAMES_AT_ONCE) {
    const ids = movers.slice(i, i + NAMES_AT_ONCE).map((mover) => mover.patientId);
    const [row] = await db.select<{ n: number }>(
      `SELECT COUNT(*) AS n FROM patients p JOIN consents c ON c.clinic_id = p.clinic_id AND c.patient_id = p.id AND c.id = (
         SELECT MAX(last.id) FROM consents last WHERE last.clinic_id = :clinicId AND last.patient_id = p.id AND last.purpose = 'promotion')
       WHERE p.clinic_id = :clinicId AND p.id IN (:ids) AND p.mobile IS NOT NULL AND c.is_given = TRUE`,
      { clinicId, ids },
    );
    count += Number(row?.n ?? 0);
  }
  return count;
}

const noBody = (): Record<Tier, number> => ({ basic: 0, silver: 0, gold: 0, platinum: 0 });
