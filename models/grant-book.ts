import type { Benefit } from './benefit.js';
import { appendEvents, type Actor } from './club-event.js';
import type { Db } from './database.js';
import { candidateFacts, takenOf } from './grant-facts.js';
import { clubLoyalty } from './loyalty-book.js';
import { addDays } from './persian/jalali.js';
import { tehranDay } from './persian/tehran-time.js';
import { mayGrant } from './rules/benefits.js';
import { codeFrom } from './rules/grant-code.js';

/** Who should get a benefit, and why: the cause is unique in the clinic, so the same one gives once. */
export interface GrantWish {
  patientId: number;
  cause: string;
}

export interface GiveGrants {
  clinicId: number;
  benefitId: number;
  wishes: readonly GrantWish[];
  asOf: Date;
  actor: Actor;
  /** The balance of the one who buys; null or absent when it is given. */
  balance?: number | null;
  /** Picked from a grant that offers a choice. */
  isChosen?: boolean;
}

export type GrantAnswer = { patientId: number } & (
  { ok: true; grantId: number; code: string; isNew: boolean; points: number } | { ok: false; reason: string }
);

const AT_ONCE = 500;

/**
 * Gives one benefit to these patients, each for its cause, with the promise as it stands today; a cause that was given before gives nothing
 * new, and whoever may not have it is answered with the reason. Desks that give the same benefit take turns, so neither the stock nor a
 * member's limit is overdrawn. While the programme is off nothing is given.
 */
export async function giveGrants(db: Db, asked: GiveGrants): Promise<GrantAnswer[]> {
  const { clinicId, benefitId, asOf } = asked;
  const loyalty = await clubLoyalty(db, clinicId, tehranDay(asOf));
  if (!loyalty.hasPoints) return asked.wishes.map(({ patientId }) => ({ patientId, ok: false, reason: 'programme-off' }));
  const answers: GrantAnswer[] = [];
  for (let from = 0; from < asked.wishes.length; from += AT_ONCE) {
    const wishes = asked.wishes.slice(from, from + AT_ONCE);
    const some = await db.transaction(async () => {
      // Patients before the benefit, as the recording of visits holds them: two desks never wait for each other.
      await holdThem(db, clinicId, wishes);
      const benefit = await db.records.Benefit.findOne({ where: { clinicId, id: benefitId }, lock: true });
      if (!benefit) return wishes.map(({ patientId }) => ({ patientId, ok: false as const, reason: 'benefit-unknown' }));
      return giveSome(db, { ...asked, wishes }, benefit, loyalty);
    });
    answers.push(...some);
  }
  return answers;
}

async function holdThem(db: Db, clinicId: number, wishes: readonly GrantWish[]): Promise<void> {
  const ids = [...new Set(wishes.map((wish) => wish.patientId))];
  await db.records.Patient.findAll({ attributes: ['id'], where: { clinicId, id: ids }, order: [['id', 'ASC']], lock: true, raw: true });
}

async function giveSome(
  db: Db,
  asked: GiveGrants,
  benefit: Benefit,
  loyalty: Awaited<ReturnType<typeof clubLoyalty>>,
): Promise<GrantAnswer[]> {
  const { clinicId, wishes, asOf, balance = null, isChosen = false } = asked;
  const day = tehranDay(asOf);
  const patientIds = wishes.map((wish) => wish.patientId);
  const before = await grantsByCause(
    db,
    clinicId,
    wishes.map((wish) => wish.cause),
  );
  const facts = await candidateFacts(db, { clinicId, benefit, patientIds, day, loyalty });
  const offer = { ...benefit.get(), isArchived: benefit.archivedAt !== null, isTreatment: Boolean(benefit.isTreatment) };
  offer.isOpenToVip = Boolean(benefit.isOpenToVip);
  let taken = offer.stock === null ? 0 : await takenOf(db, clinicId, benefit.id, day);
  const accepted: GrantWish[] = [];
  const answers = wishes.map<GrantAnswer | GrantWish>((wish) => {
    const { patientId } = wish;
    const known = before.get(wish.cause);
    if (known) return { patientId, ok: true, grantId: known.id, code: known.code, isNew: false, points: known.points };
    const fact = facts.get(patientId);
    const verdict = fact
      ? mayGrant(offer, { ...fact, taken, balance, isChosen }, day)
      : { ok: false as const, reason: 'not-a-member' as const };
    if (!verdict.ok) return { patientId, ok: false, reason: verdict.reason };
    taken += 1;
    if (fact) fact.grantedInPeriod += 1;
    accepted.push(wish);
    return wish;
  });
  const tierOf = (id: number): string => facts.get(id)?.tier ?? 'basic';
  const written = await writeGrants(db, asked, benefit, accepted, tierOf);
  return answers.map((answer) => {
    if ('ok' in answer) return answer;
    const grant = written.get(answer.cause);
    if (!grant) throw new Error(`the grant ${answer.cause} was not written`);
    return { patientId: answer.patientId, ok: true, grantId: grant.id, code: grant.code, isNew: true, points: grant.points };
  });
}

interface Known {
  id: number;
  cause: string;
  code: string;
  points: number;
}

async function grantsByCause(db: Db, clinicId: number, causes: readonly string[]): Promise<Map<string, Known>> {
  const rows = await db.select<Known>(
    'SELECT id, cause, code, points FROM benefit_grants WHERE clinic_id = :clinicId AND cause IN (:causes)',
    { clinicId, causes: [...causes] },
  );
  return new Map(rows.map((row) => [row.cause, row]));
}

async function writeGrants(
  db: Db,
  { clinicId, asOf, actor, balance = null }: GiveGrants,
  benefit: Benefit,
  wishes: readonly GrantWish[],
  tierOf: (patientId: number) => string,
): Promise<Map<string, Known>> {
  if (wishes.length === 0) return new Map();
  const day = tehranDay(asOf);
  const points = balance === null ? 0 : (benefit.pricePoints ?? 0);
  const codes = await freshCodes(db, clinicId, wishes);
  const rows = wishes.map(({ patientId, cause }) => [
    clinicId,
    patientId,
    benefit.id,
    cause,
    codes.get(cause) ?? '',
    'open',
    benefit.name,
    benefit.kind,
    benefit.costRial,
    benefit.valueRial,
    Boolean(benefit.isTreatment),
    benefit.discountPercent,
    benefit.discountRial,
    JSON.stringify(benefit.choiceIds),
    tierOf(patientId),
    points,
    asOf,
    day,
    actor.kind === 'staff' ? actor.id : null,
    addDays(day, benefit.validDays),
  ]);
  const written = await db.execute<Known & { patientId: number }>(
    `INSERT INTO benefit_grants (clinic_id, patient_id, benefit_id, cause, code, state, name, kind, cost_rial, value_rial, is_treatment,
       discount_percent, discount_rial, choices_json, tier, points, granted_at, granted_on, granted_by, valid_until_on)
     VALUES :rows RETURNING id, patient_id AS "patientId", cause, code, points`,
    { rows },
  );
  await appendEvents(
    db,
    written.map((grant) => ({
      clinicId,
      patientId: grant.patientId,
      kind: 'benefit.granted' as const,
      occurredAt: asOf,
      recordedAt: asOf,
      actor,
      subjectKind: 'grant',
      subjectId: grant.id,
      payload: { name: benefit.name, cause: grant.cause.split(':')[0] ?? '', points },
    })),
  );
  return new Map(written.map((grant) => [grant.cause, grant]));
}

/** A code for each cause that nobody in the clinic has: made from the cause and the club's secret, so it can't be guessed. */
async function freshCodes(db: Db, clinicId: number, wishes: readonly GrantWish[]): Promise<Map<string, string>> {
  const codes = new Map<string, string>();
  let open = wishes.map((wish) => wish.cause);
  for (let attempt = 0; open.length > 0; attempt += 1) {
    const made = open.map((cause) => [cause, codeFrom(db.vault.blindIndex(`grant ${clinicId} ${cause} ${attempt}`))] as const);
    const found = await db.select<{ code: string }>('SELECT code FROM benefit_grants WHERE clinic_id = :clinicId AND code IN (:codes)', {
      clinicId,
      codes: made.map(([, code]) => code),
    });
    const taken = new Set([...found.map((row) => row.code), ...codes.values()]);
    for (const [cause, code] of made) {
      if (taken.has(code)) continue;
      taken.add(code);
      codes.set(cause, code);
    }
    open = open.filter((cause) => !codes.has(cause));
  }
  return codes;
}
