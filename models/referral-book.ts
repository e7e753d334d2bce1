import { appendEvent, appendEvents, type Actor } from './club-event.js';
import type { Db } from './database.js';
import { instantOf } from './persian/tehran-time.js';
import { earnPoints, reverseEntry } from './points-book.js';
import { LONGEST_CHAIN, mayRefer, readReferralCode, referralCodeFrom, type Referee, type ReferralWay } from './rules/referrals.js';

/** The code that a patient hands on, made when it is first asked for; always the same one. */
export async function referralCodeOf(db: Db, { clinicId, patientId }: { clinicId: number; patientId: number }): Promise<string> {
  const current = async (): Promise<string | undefined> =>
    (
      await db.select<{ code: string }>(
        'SELECT code FROM referral_codes WHERE clinic_id = :clinicId AND patient_id = :patientId AND is_current = TRUE',
        { clinicId, patientId },
      )
    )[0]?.code;
  const known = await current();
  if (known !== undefined) return known;
  // Made of a keyed hash: nobody can work out another member's code. The rare code that is taken gives way to the next.
  for (let attempt = 0; ; attempt++) {
    const code = referralCodeFrom(db.vault.blindIndex(`referral:${String(clinicId)}:${String(patientId)}:${String(attempt)}`));
    await db.execute(
      'INSERT INTO referral_codes (clinic_id, patient_id, code) VALUES (:clinicId, :patientId, :code) ON CONFLICT DO NOTHING',
      {
        clinicId,
        patientId,
        code,
      },
    );
    const made = await current();
    if (made !== undefined) return made;
  }
}

/** Whose code this is, among the clinic's patients who are there; null when nobody's. */
async function referrerByCode(db: Db, clinicId: number, typed: string): Promise<(Referee & { code: string }) | null> {
  const code = readReferralCode(typed);
  if (code === null) return null;
  const [referrer] = await db.select<Referee & { code: string }>(
    `SELECT p.id, p.first_name AS "firstName", p.last_name AS "lastName", p.mobile, p.national_code_index AS "nationalCodeIndex", c.code
     FROM referral_codes c JOIN patients p ON p.clinic_id = c.clinic_id AND p.id = c.patient_id
     WHERE c.clinic_id = :clinicId AND c.code = :code AND p.deleted_at IS NULL`,
    { clinicId, code },
  );
  return referrer ?? null;
}

/** Whether a newcomer without a file yet may come by this code; who has no file has brought nobody, so there can be no circle. */
export async function mayComeBy(
  db: Db,
  clinicId: number,
  code: string,
  newcomer: Pick<Referee, 'firstName' | 'lastName' | 'mobile'> & { nationalCode: string | null },
): Promise<{ ok: true } | { ok: false; reason: 'referral-code-unknown' | 'referral-self' | 'referral-loop' }> {
  const referrer = await referrerByCode(db, clinicId, code);
  if (!referrer) return { ok: false, reason: 'referral-code-unknown' };
  const nationalCodeIndex = newcomer.nationalCode === null ? null : db.vault.blindIndex(newcomer.nationalCode);
  return mayRefer(referrer, { ...newcomer, id: 0, nationalCodeIndex }, []);
}

export interface LinkReferral {
  clinicId: number;
  /** The newcomer. */
  referredId: number;
  /** The code as it was typed. */
  code: string;
  via: ReferralWay;
  asOf: Date;
  actor: Actor;
}

export type Linked =
  | { ok: true; referralId: number; referrerId: number }
  | {
      ok: false;
      reason: 'referral-code-unknown' | 'referral-self' | 'referral-loop' | 'referral-linked' | 'referral-visited' | 'patient-unknown';
    };

/**
 * Writes down who brought a newcomer, with its event. Refuses an unknown code, oneself, loops, a second link, and a newcomer who has come
 * already. Call it in the transaction that enrolls (or changes) the newcomer.
 */
export async function linkReferral(db: Db, { clinicId, referredId, code, via, asOf, actor }: LinkReferral): Promise<Linked> {
  // Links of a clinic are made one after another: two that each look harmless could close a circle together.
  await db.records.Clinic.findOne({ where: { id: clinicId }, lock: true, raw: true });
  const referrer = await referrerByCode(db, clinicId, code);
  if (!referrer) return { ok: false, reason: 'referral-code-unknown' };
  const [referred] = await db.select<Referee & { visits: number }>(
    `SELECT p.id, p.first_name AS "firstName", p.last_name AS "lastName", p.mobile, p.national_code_index AS "nationalCodeIndex",
       (SELECT COUNT(*) FROM visits v WHERE v.clinic_id = :clinicId AND v.patient_id = p.id AND v.deleted_at IS NULL) AS visits
     FROM patients p WHERE p.clinic_id = :clinicId AND p.id = :referredId AND p.deleted_at IS NULL`,
    { clinicId, referredId },
  );
  if (!referred) return { ok: false, reason: 'patient-unknown' };
  const allowed = mayRefer(referrer, referred, await referrersAbove(db, clinicId, referrer.id));
  if (!allowed.ok) return allowed;
  if (referred.visits > 0) return { ok: false, reason: 'referral-visited' };
  const [link] = await db.execute<{ id: number }>(
    `INSERT INTO referrals (clinic_id, referrer_id, referred_id, code, via, linked_at)
     VALUES (:clinicId, :referrerId, :referredId, :code, :via, :asOf) ON CONFLICT DO NOTHING RETURNING id`,
    { clinicId, referrerId: referrer.id, referredId, code: referrer.code, via, asOf },
  );
  if (!link) return { ok: false, reason: 'referral-linked' };
  await appendEvent(db, {
    clinicId,
    patientId: referredId,
    kind: 'referral.linked',
    occurredAt: asOf,
    recordedAt: asOf,
    actor,
    subjectKind: 'referral',
    subjectId: link.id,
    payload: { via, referrerId: referrer.id },
  });
  return { ok: true, referralId: link.id, referrerId: referrer.id };
}

interface ReferralReview {
  clinicId: number;
  patientIds: readonly number[];
  asOf: Date;
  actor: Actor;
}

interface Success {
  id: number;
  referrerId: number;
  before: string | null;
  now: string | null;
}

const AT_ONCE = 1000;

/**
 * Reads from the visits of these patients whether those who brought them succeeded: the day of the first visit, or nothing when there is
 * none any more. Writes only what differs; answers whose standing it touches. Call it in the transaction that changed the visits.
 */
export async function settleReferrals(db: Db, review: ReferralReview): Promise<{ referrerIds: number[] }> {
  const ids = [...new Set(review.patientIds)];
  const touched = new Set<number>();
  for (let i = 0; i < ids.length; i += AT_ONCE) {
    for (const { referrerId } of await settleSome(db, review, ids.slice(i, i + AT_ONCE))) touched.add(referrerId);
  }
  return { referrerIds: [...touched] };
}

async function settleSome(db: Db, { clinicId, asOf, actor }: ReferralReview, ids: readonly number[]): Promise<Success[]> {
  const rows = await db.select<Success>(
    `SELECT r.id, r.referrer_id AS "referrerId", r.succeeded_on AS before, MIN(v.visited_on) AS now
     FROM referrals r LEFT JOIN visits v ON v.clinic_id = r.clinic_id AND v.patient_id = r.referred_id AND v.deleted_at IS NULL
     WHERE r.clinic_id = :clinicId AND r.referred_id IN (:ids) GROUP BY r.id, r.referrer_id, r.succeeded_on`,
    { clinicId, ids },
  );
  const changed = rows.filter(({ before, now }) => before !== now);
  if (changed.length === 0) return [];
  await db.execute(
    `UPDATE referrals SET succeeded_on = (SELECT MIN(v.visited_on) FROM visits v
       WHERE v.clinic_id = :clinicId AND v.patient_id = referrals.referred_id AND v.deleted_at IS NULL)
     WHERE clinic_id = :clinicId AND id IN (:changed)`,
    { clinicId, changed: changed.map(({ id }) => id) },
  );
  // A first visit that only moved to another day is no news.
  const news = changed.filter(({ before, now }) => before === null || now === null);
  await appendEvents(
    db,
    news.map(({ id, referrerId, now }) => ({
      clinicId,
      patientId: referrerId,
      kind: now === null ? ('referral.taken-back' as const) : ('referral.succeeded' as const),
      occurredAt: now === null ? asOf : instantOf(now, '12:00'),
      recordedAt: asOf,
      actor,
      subjectKind: 'referral',
      subjectId: id,
      payload: { on: now },
    })),
  );
  for (const success of news) await settleThanks(db, { clinicId, asOf, actor }, success);
  return changed;
}

/** Gives the referrer what the club's rule of points gives for a referral, from the day of the first visit; takes it back with the visit. */
async function settleThanks(
  db: Db,
  { clinicId, asOf, actor }: Omit<ReferralReview, 'patientIds'>,
  { id, referrerId, now }: Success,
): Promise<void> {
  const cause = `referral:${String(id)}`;
  const thanks =
    now === null
      ? await reverseEntry(db, { clinicId, cause, asOf, actor })
      : await earnPoints(db, { clinicId, patientId: referrerId, kind: 'referral', cause, occurredOn: now, asOf, actor });
  const isThanked = now !== null && thanks.ok && thanks.points > 0;
  await db.execute('UPDATE referrals SET thanked_at = :thankedAt WHERE clinic_id = :clinicId AND id = :id', {
    clinicId,
    id,
    thankedAt: isThanked ? asOf : null,
  });
}

async function referrersAbove(db: Db, clinicId: number, patientId: number): Promise<number[]> {
  const rows = await db.select<{ id: number }>(
    `WITH RECURSIVE above (id, step) AS (
       SELECT r.referrer_id, 1 FROM referrals r WHERE r.clinic_id = :clinicId AND r.referred_id = :patientId
       UNION ALL
       SELECT r.referrer_id, a.step + 1 FROM above a JOIN referrals r ON r.clinic_id = :clinicId AND r.referred_id = a.id WHERE a.step < ${String(LONGEST_CHAIN)})
     SELECT id FROM above`,
    { clinicId, patientId },
  );
  return rows.map(({ id }) => id);
}
