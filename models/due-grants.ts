import type { Actor } from './club-event.js';
import type { Db } from './database.js';
import { giveGrants, type GrantWish } from './grant-book.js';
import { clubLoyalty } from './loyalty-book.js';
import { addDays } from './persian/jalali.js';
import { instantOf, tehranDay } from './persian/tehran-time.js';
import { MAKE_UP_DAYS, TIER_MAKE_UP_DAYS, type Automatic } from './rules/benefits.js';
import { dueYears, nearMonthDays } from './rules/recurring-days.js';
import { TIERS, type Tier } from './rules/tier-rule.js';

export interface DueGrants {
  clinicId: number;
  asOf: Date;
  actor: Actor;
}

interface AutomaticBenefit {
  id: number;
  openTiersJson: Tier[];
  createdAt: Date;
}

/** Gives what is due by the calendar and was not given: birthdays and anniversaries of the last days, and tiers reached. Counts new grants. */
export async function giveDueGrants(db: Db, due: DueGrants): Promise<{ tiers: number; birthdays: number; anniversaries: number }> {
  const day = tehranDay(due.asOf);
  if (!(await clubLoyalty(db, due.clinicId, day)).hasPoints) return { tiers: 0, birthdays: 0, anniversaries: 0 };
  const since = instantOf(addDays(day, -TIER_MAKE_UP_DAYS), '00:00');
  return {
    tiers: await giveTierGrants(db, { ...due, patientIds: null, since }),
    birthdays: await giveYearly(db, { ...due, automatic: 'birthday', column: 'birth_on' }),
    anniversaries: await giveYearly(db, { ...due, automatic: 'anniversary', column: 'member_since_on' }),
  };
}

/**
 * Gives the benefits of tiers that were reached since an instant (of these patients, or of everybody), once for a member and tier for ever.
 * Without such a benefit it is one statement.
 */
export async function giveTierGrants(
  db: Db,
  { clinicId, asOf, actor, patientIds, since }: DueGrants & { patientIds: readonly number[] | null; since: Date },
): Promise<number> {
  const benefits = await automaticBenefits(db, clinicId, 'tier');
  if (benefits.length === 0 || patientIds?.length === 0) return 0;
  if (!(await clubLoyalty(db, clinicId, tehranDay(asOf))).hasTiers) return 0;
  const rises = await tierRises(db, { clinicId, patientIds, since });
  let given = 0;
  for (const benefit of benefits) {
    const wishes = rises
      .filter((rise) => benefit.openTiersJson.includes(rise.to) && rise.occurredAt >= benefit.createdAt)
      .map((rise) => ({ patientId: rise.patientId, cause: `tier:${rise.to}:${String(rise.patientId)}:b${String(benefit.id)}` }));
    given += await giveNew(db, { clinicId, benefitId: benefit.id, wishes, asOf, actor });
  }
  return given;
}

async function tierRises(
  db: Db,
  { clinicId, patientIds, since }: { clinicId: number; patientIds: readonly number[] | null; since: Date },
): Promise<{ patientId: number; to: Tier; occurredAt: Date }[]> {
  const ids = patientIds === null ? null : [...new Set(patientIds)];
  const rises: { patientId: number; to: Tier; occurredAt: Date }[] = [];
  for (let from = 0; from < (ids?.length ?? 1); from += AT_ONCE) {
    const some = ids?.slice(from, from + AT_ONCE) ?? null;
    const events = await db.select<{ patientId: number; payloadJson: { from?: Tier; to?: Tier; cause?: string }; occurredAt: Date }>(
      `SELECT patient_id AS "patientId", payload_json AS "payloadJson", occurred_at AS "occurredAt" FROM club_events
       WHERE clinic_id = :clinicId AND kind = 'tier.changed' AND occurred_at >= :since ${some ? 'AND patient_id IN (:some)' : ''} ORDER BY id`,
      { clinicId, since, ...(some ? { some } : {}) },
    );
    for (const { patientId, payloadJson, occurredAt } of events) {
      const { from: before = 'basic', to, cause = '' } = payloadJson;
      if (cause.startsWith('import.')) continue;
      if (to && TIERS.indexOf(to) > TIERS.indexOf(before)) rises.push({ patientId, to, occurredAt });
    }
  }
  return rises;
}

/** Birthdays, and days on which membership began: the days near them are found by month and day, the exact ones by the Jalali calendar. */
async function giveYearly(
  db: Db,
  { clinicId, asOf, actor, automatic, column }: DueGrants & { automatic: Automatic; column: 'birth_on' | 'member_since_on' },
): Promise<number> {
  const benefits = await automaticBenefits(db, clinicId, automatic);
  if (benefits.length === 0) return 0;
  const day = tehranDay(asOf);
  const members = await db.select<{ id: number; beganOn: string }>(
    `SELECT id, ${column} AS "beganOn" FROM patients
     WHERE clinic_id = :clinicId AND status = 'member' AND deleted_at IS NULL AND ${column} IS NOT NULL
       AND SUBSTR(CAST(${column} AS VARCHAR(10)), 6, 5) IN (:monthDays)
       ${automatic === 'birthday' ? 'AND birth_is_estimated = FALSE' : ''} ORDER BY id`,
    { clinicId, monthDays: nearMonthDays(day, MAKE_UP_DAYS) },
  );
  let given = 0;
  for (const benefit of benefits) {
    const wishes = members.flatMap(({ id, beganOn }): GrantWish[] => {
      const due = dueYears(beganOn, day, MAKE_UP_DAYS);
      if (!due || due.on < tehranDay(benefit.createdAt)) return [];
      const year = automatic === 'birthday' ? due.jalaliYear : due.years;
      return [{ patientId: id, cause: `${automatic}:${String(id)}:${String(year)}:b${String(benefit.id)}` }];
    });
    given += await giveNew(db, { clinicId, benefitId: benefit.id, wishes, asOf, actor });
  }
  return given;
}

/** Gives what was never given; causes that are known are left out before anything is locked. */
async function giveNew(db: Db, asked: DueGrants & { benefitId: number; wishes: GrantWish[] }): Promise<number> {
  const wishes = [...new Map(asked.wishes.map((wish) => [wish.cause, wish])).values()];
  const open: GrantWish[] = [];
  for (let from = 0; from < wishes.length; from += AT_ONCE) {
    const some = wishes.slice(from, from + AT_ONCE);
    const known = await db.select<{ cause: string }>(
      'SELECT cause FROM benefit_grants WHERE clinic_id = :clinicId AND cause IN (:causes)',
      { clinicId: asked.clinicId, causes: some.map((wish) => wish.cause) },
    );
    const given = new Set(known.map((row) => row.cause));
    open.push(...some.filter((wish) => !given.has(wish.cause)));
  }
  if (open.length === 0) return 0;
  const answers = await giveGrants(db, { ...asked, wishes: open });
  return answers.filter((answer) => answer.ok && answer.isNew).length;
}

function automaticBenefits(db: Db, clinicId: number, automatic: Automatic): Promise<AutomaticBenefit[]> {
  return db.select<AutomaticBenefit>(
    `SELECT id, open_tiers_json AS "openTiersJson", created_at AS "createdAt" FROM benefits
     WHERE clinic_id = :clinicId AND automatic = :automatic AND archived_at IS NULL ORDER BY id`,
    { clinicId, automatic },
  );
}

const AT_ONCE = 500;
