/*
 * Points are a ledger of signed entries that is only added to; what a member has on a day follows from the entries and that day, in whatever
 * order they are read. An entry counts from the day on which it was written.
 *
 * EARNING makes a lot of points. A lot counts up to and with its last day; what is left of it then is gone. A lot without a last day stays.
 * SPENDING takes from the lots that end first, and never more than there is.
 * REVERSING A SPENDING gives the points back to the lots they came from, with the last day these lots have; if that day has passed they are gone.
 * REVERSING AN EARNING takes back what has not expired. What was spent of the lot stays spent: it is taken from the other lots, those that
 * end first, and what they cannot cover is a debt. A debt shows as a balance below zero; the next points that are earned or given back cover it
 * first, and while there is a debt nothing can be spent.
 * A reversal is never reversed itself, and an entry is reversed once.
 *
 * So on every day: earned = spent + expired + taken back + balance.
 */

export const ENTRY_KINDS = ['earn', 'spend', 'reverse'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** The most that one entry holds, and the most that somebody may reach by hand-given points. */
export const MAX_ENTRY_POINTS = 1_000_000;
export const MAX_BALANCE = 100_000_000;

/** One line of the ledger: earned points are above zero, spent ones below. */
export interface PointEntry {
  id: number;
  kind: EntryKind;
  points: number;
  /** Why, once in the clinic: `visit:812`, `grant:77`, `reverse:31`; what comes again after a reversal is `visit:812:2`. */
  cause: string;
  /** The day of what it is for. */
  occurredOn: string;
  /** The day on which it was written. */
  bookedOn: string;
  /** The last day of an earned lot; null for points that stay. */
  expiresOn: string | null;
  reversesId: number | null;
  /** The reason somebody gave. */
  note: string | null;
}

/** What became of the points of one earning. `spent + expired + takenBack + left = points`. */
export interface Lot {
  entryId: number;
  points: number;
  expiresOn: string | null;
  left: number;
  spent: number;
  expired: number;
  takenBack: number;
}

/** A member's points on a day. */
export interface Ledger {
  /** What is left, less the debt; below zero when points were taken back after they had been spent. */
  balance: number;
  /** What can be spent. */
  available: number;
  earned: number;
  spent: number;
  expired: number;
  takenBack: number;
  /** Every earning, in the order of the ledger. */
  lots: Lot[];
}

/** The points of a day from the entries of one member, in any order; entries written later do not count yet. */
export function ledgerOn(entries: readonly PointEntry[], day: string): Ledger {
  const replay = new Replay();
  for (const entry of inOrder(entries)) if (entry.bookedOn <= day) replay.take(entry);
  return replay.closeOn(day);
}

/** What ends next: how many points, and their last day; null when nothing does. */
export function nextExpiry({ lots }: Pick<Ledger, 'lots'>, day: string): { points: number; on: string } | null {
  const ending = lots.filter((lot) => lot.left > 0 && lot.expiresOn !== null && lot.expiresOn >= day);
  const on = ending.reduce<string | null>(
    (first, { expiresOn }) => (first === null || (expiresOn ?? first) < first ? expiresOn : first),
    null,
  );
  if (on === null) return null;
  return { points: ending.reduce((sum, lot) => sum + (lot.expiresOn === on ? lot.left : 0), 0), on };
}

export type PointsVerdict =
  { ok: true } | { ok: false; reason: 'points-unreadable' | 'points-too-many' | 'points-short' | 'balance-too-high' };

/** Whether so many points can be spent; refuses what is no whole number above zero, too large, or more than there is. */
export function maySpend(ledger: Pick<Ledger, 'available'>, points: number): PointsVerdict {
  const sound = soundPoints(points);
  if (!sound.ok) return sound;
  return points > ledger.available ? { ok: false, reason: 'points-short' } : sound;
}

/** Whether so many points can be given; refuses what is no whole number above zero, too large, or would lift the balance too high. */
export function mayGive(ledger: Pick<Ledger, 'balance'>, points: number): PointsVerdict {
  const sound = soundPoints(points);
  if (!sound.ok) return sound;
  return ledger.balance + points > MAX_BALANCE ? { ok: false, reason: 'balance-too-high' } : sound;
}

/** What the entry that reverses another one on a day says: spent points come back whole, of earned ones goes what has not expired. */
export function reversalPoints(entries: readonly PointEntry[], entry: PointEntry, day: string): number {
  if (entry.kind === 'spend') return -entry.points;
  const lot = ledgerOn(entries, day).lots.find(({ entryId }) => entryId === entry.id);
  return -(entry.points - (lot?.expired ?? 0)) + 0;
}

function soundPoints(points: number): PointsVerdict {
  if (!Number.isInteger(points) || points < 1) return { ok: false, reason: 'points-unreadable' };
  return points > MAX_ENTRY_POINTS ? { ok: false, reason: 'points-too-many' } : { ok: true };
}

const inOrder = (entries: readonly PointEntry[]): PointEntry[] =>
  [...entries].sort((a, b) => (a.bookedOn === b.bookedOn ? a.id - b.id : a.bookedOn < b.bookedOn ? -1 : 1));

const NEVER = '9999-12-31';

/** A spending and the lots it was taken from; what no lot covers is `owed`. */
interface Spending {
  taken: Map<number, number>;
  owed: number;
}

/** Goes through a ledger entry by entry. */
class Replay {
  readonly #lots = new Map<number, Lot>();
  readonly #spendings = new Map<number, Spending>();
  /** Lots that have not ended, those that end first in front. */
  readonly #byEnd: Lot[] = [];
  readonly #over = new Set<Lot>();

  take(entry: PointEntry): void {
    this.#expireBefore(entry.bookedOn);
    if (entry.kind === 'earn') this.#earn(entry);
    else if (entry.kind === 'spend') this.#spendings.set(entry.id, { taken: new Map(), owed: -entry.points });
    else if (entry.reversesId !== null) this.#reverse(entry.reversesId);
    this.#expireBefore(entry.bookedOn);
    this.#cover();
  }

  closeOn(day: string): Ledger {
    this.#expireBefore(day);
    const lots = [...this.#lots.values()];
    const sum = (of: (lot: Lot) => number): number => lots.reduce((total, lot) => total + of(lot), 0);
    const owed = [...this.#spendings.values()].reduce((total, spending) => total + spending.owed, 0);
    const available = sum((lot) => lot.left);
    return {
      balance: available - owed,
      available,
      earned: sum((lot) => lot.points),
      spent: sum((lot) => lot.spent) + owed,
      expired: sum((lot) => lot.expired),
      takenBack: sum((lot) => lot.takenBack),
      lots,
    };
  }

  #earn({ id, points, expiresOn }: PointEntry): void {
    const lot = { entryId: id, points, expiresOn, left: points, spent: 0, expired: 0, takenBack: 0 };
    this.#lots.set(id, lot);
    const end = expiresOn ?? NEVER;
    const place = this.#byEnd.findIndex((other) => (other.expiresOn ?? NEVER) > end);
    this.#byEnd.splice(place === -1 ? this.#byEnd.length : place, 0, lot);
  }

  #reverse(reversedId: number): void {
    const lot = this.#lots.get(reversedId);
    if (lot) this.#takeBack(lot);
    const spending = this.#spendings.get(reversedId);
    if (!spending) return;
    for (const [entryId, points] of spending.taken) {
      const from = this.#lots.get(entryId);
      if (!from) continue;
      from.spent -= points;
      if (this.#over.has(from)) from.expired += points;
      else from.left += points;
    }
    this.#spendings.delete(reversedId);
  }

  #takeBack(lot: Lot): void {
    for (const spending of this.#spendings.values()) {
      spending.owed += spending.taken.get(lot.entryId) ?? 0;
      spending.taken.delete(lot.entryId);
    }
    lot.takenBack = lot.points - lot.expired;
    lot.left = 0;
    lot.spent = 0;
  }

  #expireBefore(day: string): void {
    for (let lot = this.#byEnd[0]; lot && (lot.expiresOn ?? NEVER) < day; lot = this.#byEnd[0]) {
      lot.expired += lot.left;
      lot.left = 0;
      this.#byEnd.shift();
      this.#over.add(lot);
    }
  }

  /** What is owed is taken from what is left, the lots that end first. */
  #cover(): void {
    for (const spending of this.#spendings.values()) {
      if (spending.owed === 0) continue;
      for (const lot of this.#byEnd) {
        if (spending.owed === 0) break;
        const points = Math.min(lot.left, spending.owed);
        if (points === 0) continue;
        lot.left -= points;
        lot.spent += points;
        spending.owed -= points;
        spending.taken.set(lot.entryId, (spending.taken.get(lot.entryId) ?? 0) + points);
      }
    }
  }
}
