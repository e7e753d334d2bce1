import type { Actor } from './club-event.js';
import type { Db } from './database.js';
import { loyaltyVersions } from './loyalty-book.js';
import { addEntries, bookingDay, entriesOf, heldLedgers, type NewEntry } from './point-ledger.js';
import { pointRules } from './point-rule-book.js';
import { tehranDay } from './persian/tehran-time.js';
import { loyaltyOn } from './rules/loyalty.js';
import { lastDayOf, pointRuleOn, type PointRuleVersion } from './rules/point-rule.js';
import { causeWithoutNumber, latestByCause, nextCause } from './rules/points-due.js';
import { ledgerOn, mayGive, maySpend, nextExpiry, reversalPoints, type PointEntry } from './rules/points.js';

/** A member's points on a day: the balance, and what ends next. One statement. */
export async function pointsStanding(
  db: Db,
  { clinicId, patientId, day }: { clinicId: number; patientId: number; day: string },
): Promise<{ balance: number; expiring: { points: number; on: string } | null }> {
  const ledger = ledgerOn(await entriesOf(db, { clinicId, patientId }), day);
  return { balance: ledger.balance, expiring: nextExpiry(ledger, day) };
}

/** What happens to one member's points, and why; the cause is said once in the clinic (`referral:9`). */
export interface PointsChange {
  clinicId: number;
  patientId: number;
  cause: string;
  asOf: Date;
  actor: Actor;
}

export type PointsRefusal = { ok: false; reason: PointsRefusalReason };
export type PointsRefusalReason =
  | 'points-short'
  | 'points-unreadable'
  | 'points-too-many'
  | 'balance-too-high'
  | 'points-off'
  | 'patient-unknown'
  | 'entry-unknown'
  | 'entry-reversed'
  | 'reversal-not-reversible';

/** What a rule gives points for beside visits and welcome; `hand` is what somebody gives with a reason. */
export type EarningKind = 'referral' | 'answer' | 'hand';

/**
 * Earns a member points: as many as are said, else what the rule of the day `occurredOn` gives for this kind. The same cause earns once, and again
 * after it was reversed. Answers how many; 0 when there is no rule, the programme was off that day, or it was earned already. Refuses too many.
 */
export async function earnPoints(
  db: Db,
  change: PointsChange & { kind: EarningKind; points?: number; occurredOn: string; note?: string },
): Promise<{ ok: true; points: number } | PointsRefusal> {
  const { clinicId, patientId, kind, occurredOn, asOf } = change;
  const rules = await pointRules(db, clinicId);
  if (rules.length === 0 && change.points === undefined) return { ok: true, points: 0 };
  return db.transaction(async () => {
    const loyalty = await loyaltyVersions(db, clinicId);
    if (!loyaltyOn(loyalty, occurredOn).hasPoints) return { ok: true, points: 0 };
    const rule = pointRuleOn({ rules, loyalty }, occurredOn);
    const points = change.points ?? pointsFor(rule, kind);
    if (points === 0 && change.points === undefined) return { ok: true, points };
    const ledgers = await heldLedgers(db, clinicId, [patientId]);
    const entries = ledgers.get(patientId);
    if (!entries) return { ok: false, reason: 'patient-unknown' };
    const latest = latestByCause(entries).get(change.cause);
    if (latest?.isLive) return { ok: true, points: 0 };
    const verdict = mayGive(ledgerOn(entries, bookingDay(entries, asOf)), points);
    if (!verdict.ok) return verdict;
    const cause = latest ? nextCause(latest.entry.cause) : change.cause;
    const expiresOn = rule ? lastDayOf(rule, occurredOn) : null;
    const note = change.note ?? null;
    await addEntries(db, change, ledgers, [{ patientId, kind: 'earn', points, cause, occurredOn, expiresOn, note }]);
    return { ok: true, points };
  });
}

/**
 * Spends a member's points, those that end first; two desks take turns, and together they never spend more than there is. The same cause spends
 * once, and again after it was reversed. Refuses more than there is, numbers that are none, and while the programme is off.
 */
export async function spendPoints(db: Db, change: PointsChange & { points: number; note?: string }): Promise<{ ok: true } | PointsRefusal> {
  const { clinicId, patientId, points, asOf } = change;
  return db.transaction(async () => {
    const occurredOn = tehranDay(asOf);
    if (!loyaltyOn(await loyaltyVersions(db, clinicId), occurredOn).hasPoints) return { ok: false, reason: 'points-off' };
    const ledgers = await heldLedgers(db, clinicId, [patientId]);
    const entries = ledgers.get(patientId);
    if (!entries) return { ok: false, reason: 'patient-unknown' };
    const latest = latestByCause(entries).get(change.cause);
    if (latest?.isLive) return { ok: true };
    const verdict = maySpend(ledgerOn(entries, bookingDay(entries, asOf)), points);
    if (!verdict.ok) return verdict;
    const cause = latest ? nextCause(latest.entry.cause) : change.cause;
    await addEntries(db, change, ledgers, [{ patientId, kind: 'spend', points: -points, cause, occurredOn, note: change.note ?? null }]);
    return { ok: true };
  });
}

/**
 * Reverses what a cause earned or spent, with a reason when somebody gives one; with `entryId` only if it is that entry which stands.
 * Refuses a cause that nothing stands under, what was reversed before, and a reversal.
 */
export async function reverseEntry(
  db: Db,
  { clinicId, cause, asOf, actor, reason, entryId }: Omit<PointsChange, 'patientId'> & { reason?: string; entryId?: number },
): Promise<{ ok: true; points: number } | PointsRefusal> {
  return db.transaction(async () => {
    const [owner] = await db.select<{ patientId: number }>(
      'SELECT patient_id AS "patientId" FROM point_entries WHERE clinic_id = :clinicId AND cause = :cause',
      { clinicId, cause },
    );
    if (!owner) return { ok: false, reason: 'entry-unknown' };
    const { patientId } = owner;
    const ledgers = await heldLedgers(db, clinicId, [patientId]);
    const entries = ledgers.get(patientId) ?? [];
    const latest = latestByCause(entries).get(causeWithoutNumber(cause));
    if (!latest) return { ok: false, reason: 'reversal-not-reversible' };
    if (!latest.isLive || latest.entry.id !== (entryId ?? latest.entry.id)) return { ok: false, reason: 'entry-reversed' };
    const line = reversalOf(entries, latest.entry, { patientId, asOf, note: reason ?? null });
    await addEntries(db, { clinicId, asOf, actor }, ledgers, [line]);
    return { ok: true, points: line.points };
  });
}

/** The line that reverses an entry of a held ledger. */
export function reversalOf(
  entries: readonly PointEntry[],
  entry: PointEntry,
  { patientId, asOf, note }: { patientId: number; asOf: Date; note: string | null },
): NewEntry {
  return {
    patientId,
    kind: 'reverse',
    points: reversalPoints(entries, entry, bookingDay(entries, asOf)),
    cause: `reverse:${String(entry.id)}`,
    occurredOn: tehranDay(asOf),
    reversesId: entry.id,
    note,
  };
}

const pointsFor = (rule: PointRuleVersion | null, kind: EarningKind): number => (rule === null || kind === 'hand' ? 0 : rule[kind]);
