import type { Actor } from './club-event.js';
import type { Db } from './database.js';
import { addDays } from './persian/jalali.js';
import { membershipYears, referralCredit, yearCredit, type StandingCredit, type StandingGift } from './rules/standing.js';
import type { TierRuleVersion } from './rules/tier-rule.js';

/** Whose standing is asked for: some patients by id, or everybody whose id lies in a range. */
export type StandingOf = { ids: readonly number[] } | { afterId: number; lastId: number };

/**
 * The standing of many patients that can count on some day from `from` to `day`: given by hand, successful referrals and full membership
 * years. One bounded statement for each kind, and none for a kind that no rule counts.
 */
export async function standingCredits(
  db: Db,
  asked: { clinicId: number; rules: readonly TierRuleVersion[]; of: StandingOf; from: string; day: string },
): Promise<(patientId: number) => readonly StandingCredit[]> {
  const { rules } = asked;
  const found = new Map<number, readonly StandingCredit[]>();
  const add = (patientId: number, credits: readonly StandingCredit[]): void => {
    const list = found.get(patientId);
    if (list) found.set(patientId, [...list, ...credits]);
    else if (credits.length > 0) found.set(patientId, credits);
  };
  for (const { patientId, ...credit } of await givenByHand(db, asked)) add(patientId, [credit]);
  if (rules.some((rule) => rule.creditsPerReferral > 0))
    for (const { patientId, succeededOn } of await successfulReferrals(db, asked)) add(patientId, [referralCredit(succeededOn)]);
  if (rules.some((rule) => rule.creditsPerYear > 0))
    for (const { patients, sinceOn } of await memberships(db, asked)) {
      const years = membershipYears(sinceOn, asked.from, asked.day).map(yearCredit);
      for (const patientId of patients.split(' ')) add(Number(patientId), years);
    }
  return (patientId) => found.get(patientId) ?? NONE;
}

type Asked = { clinicId: number; of: StandingOf; from: string; day: string };

const NONE: readonly StandingCredit[] = [];

const among = (of: StandingOf, column: string): string =>
  'ids' in of ? `${column} IN (:ids)` : `${column} > :afterId AND ${column} <= :lastId`;

/** Taken back on a day, it counted up to the day before. */
async function givenByHand(db: Db, { clinicId, of, from, day }: Asked): Promise<(StandingCredit & { patientId: number })[]> {
  const rows = await db.select<{
    patientId: number;
    fromOn: string;
    untilOn: string;
    revokedOn: string | null;
    credits: number;
    specialtyId: number | null;
  }>(
    `SELECT patient_id AS "patientId", from_on AS "fromOn", until_on AS "untilOn", revoked_on AS "revokedOn", credits, specialty_id AS "specialtyId"
     FROM standing_credits WHERE clinic_id = :clinicId AND ${among(of, 'patient_id')} AND from_on <= :day AND until_on >= :from ORDER BY id`,
    { clinicId, from, day, ...of },
  );
  return rows.map(({ patientId, fromOn, untilOn, revokedOn, credits, specialtyId }) => ({
    patientId,
    kind: 'hand',
    on: fromOn,
    untilOn: revokedOn !== null && revokedOn <= untilOn ? addDays(revokedOn, -1) : untilOn,
    credits,
    specialtyId,
  }));
}

/** Who referred somebody that came, and on which day that was. */
function successfulReferrals(db: Db, { clinicId, of, from, day }: Asked): Promise<{ patientId: number; succeededOn: string }[]> {
  return db.select(
    `SELECT referrer_id AS "patientId", succeeded_on AS "succeededOn" FROM referrals
     WHERE clinic_id = :clinicId AND ${among(of, 'referrer_id')} AND succeeded_on >= :from AND succeeded_on <= :day ORDER BY id`,
    { clinicId, from, day, ...of },
  );
}

/** The members since each day, as one text: thousands share a day, and its anniversaries are worked out once. */
function memberships(db: Db, { clinicId, of, day }: Asked): Promise<{ patients: string; sinceOn: string }[]> {
  return db.select(
    `SELECT STRING_AGG(CAST(id AS VARCHAR(19)), ' ') AS patients, member_since_on AS "sinceOn" FROM patients
     WHERE clinic_id = :clinicId AND ${among(of, 'id')} AND status = 'member' AND member_since_on < :day GROUP BY member_since_on`,
    { clinicId, day, ...of },
  );
}

/** Writes down credit given by hand and answers its id; null when this form was sent before. Call it inside the transaction. */
export async function addStanding(
  db: Db,
  given: StandingGift & {
    clinicId: number;
    patientId: number;
    specialtyId: number | null;
    submissionKey: string | null;
    actor: Actor;
    asOf: Date;
  },
): Promise<number | null> {
  const { actor, ...values } = given;
  const rows = await db.execute<{ id: number }>(
    `INSERT INTO standing_credits (clinic_id, patient_id, specialty_id, credits, reason, from_on, until_on, given_by, given_at, submission_key)
     VALUES (:clinicId, :patientId, :specialtyId, :credits, :reason, :fromOn, :untilOn, :givenBy, :asOf, :submissionKey)
     ON CONFLICT (clinic_id, submission_key) DO NOTHING RETURNING id`,
    { ...values, givenBy: actor.kind === 'staff' ? actor.id : null },
  );
  return rows[0]?.id ?? null;
}

export type EndedStanding = { credits: number; reason: string };

/** Ends hand-given credit on a day, from which on it counts no more; says when there is nothing to end. Call it inside the transaction. */
export async function endStanding(
  db: Db,
  { clinicId, patientId, id, on, actor, asOf }: { clinicId: number; patientId: number; id: number; on: string; actor: Actor; asOf: Date },
): Promise<EndedStanding | 'not-found' | 'over' | 'revoked-before'> {
  const [row] = await db.select<EndedStanding & { untilOn: string; revokedOn: string | null }>(
    `SELECT credits, reason, until_on AS "untilOn", revoked_on AS "revokedOn" FROM standing_credits
     WHERE clinic_id = :clinicId AND patient_id = :patientId AND id = :id`,
    { clinicId, patientId, id },
  );
  if (!row) return 'not-found';
  if (row.revokedOn !== null) return 'revoked-before';
  if (row.untilOn < on) return 'over';
  const ended = await db.execute<{ id: number }>(
    `UPDATE standing_credits SET revoked_on = :on, revoked_by = :by, revoked_at = :asOf
     WHERE clinic_id = :clinicId AND id = :id AND revoked_on IS NULL RETURNING id`,
    { clinicId, id, on, by: actor.kind === 'staff' ? actor.id : null, asOf },
  );
  return ended.length === 0 ? 'revoked-before' : { credits: row.credits, reason: row.reason };
}
