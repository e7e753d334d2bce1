import { appendEventsAbout, type Actor, type EventKind } from './club-event.js';
import type { Db, Value } from './database.js';
import { grouped } from './rules/grouped.js';
import { mayBecome, type MessageState } from './rules/message-states.js';

/** Who changes the states of a clinic's messages, and when. */
export interface Hand {
  clinicId: number;
  actor: Actor;
  asOf: Date;
  /** When given, only messages on this claim are changed: one that was taken over meanwhile is left alone. */
  owner?: string | undefined;
}

export interface Move {
  ids: readonly number[];
  from: MessageState;
  to: MessageState;
  /** Why; a key of the messages texts. Null clears an older reason. */
  reason?: string | null;
  nextTryAt?: Date;
  nextPollAt?: Date | null;
  /** Tries to take back: an offer that never reached the provider does not count. */
  untried?: boolean;
}

interface Moved {
  id: number;
  patientId: number | null;
  purpose: string;
  programme: string;
}

const SAYS_NOTHING = new Set<MessageState>(['queued', 'sending']);
const SETTLES = new Set<MessageState>(['delivered', 'undelivered', 'blocked', 'failed', 'cancelled', 'expired']);
const ANSWER = 'RETURNING messages.id, messages.patient_id AS "patientId", messages.purpose, messages.programme';

/** Moves messages from one state to the next and writes it into the event log; those no longer in the first state stay. Answers how many moved. */
export async function moveMessages(db: Db, hand: Hand, move: Move): Promise<number> {
  const { ids, from, to, reason = null } = move;
  if (ids.length === 0) return 0;
  if (!mayBecome(from, to)) throw new Error(`A message cannot go from ${from} to ${to}`);
  const sets = ['state = :to', 'reason = :reason'];
  if (SETTLES.has(to)) sets.push('settled_at = :asOf');
  if (move.nextTryAt) sets.push('next_try_at = :nextTryAt');
  if (SETTLES.has(to) || move.nextPollAt !== undefined) sets.push('next_poll_at = :nextPollAt');
  if (move.untried) sets.push('attempts = attempts - 1');
  if (to === 'queued') sets.push('lease_owner = NULL', 'lease_until = NULL');
  const values: Record<string, Value> = {
    ...scope(hand),
    ids: ids.map((id) => [id]),
    from,
    to,
    reason,
    nextTryAt: move.nextTryAt ?? null,
    nextPollAt: move.nextPollAt ?? null,
  };
  return db.transaction(async () => {
    // A list of values, not IN (…): SQLite would rather walk through every waiting message than look 200 of them up by id.
    const rows = await db.execute<Moved>(
      `UPDATE messages SET ${sets.join(', ')} FROM (VALUES :ids) AS t
       WHERE messages.id = t.column1 AND messages.clinic_id = :clinicId AND messages.state = :from ${onClaim(hand)} ${ANSWER}`,
      values,
    );
    await tell(db, hand, to, rows, reason);
    return rows.length;
  });
}

export interface Taken {
  id: number;
  providerId: string;
  costRial: number | null;
}

/** Writes that the provider has taken messages, under which id and for how much; `from` is sending, or unknown after an inquiry. */
export async function acceptMessages(
  db: Db,
  hand: Hand,
  from: 'sending' | 'unknown',
  taken: readonly Taken[],
  nextPollAt: Date | null,
): Promise<number> {
  if (taken.length === 0) return 0;
  return db.transaction(async () => {
    const rows = await db.execute<Moved>(
      `UPDATE messages SET state = 'accepted', reason = NULL, provider_id = t.column2, cost_rial = CAST(t.column3 AS BIGINT),
         accepted_at = :asOf, polls = 0, next_poll_at = :nextPollAt, lease_owner = NULL, lease_until = NULL
       FROM (VALUES :taken) AS t
       WHERE messages.id = t.column1 AND messages.clinic_id = :clinicId AND messages.state = :from ${onClaim(hand)}
       ${ANSWER}`,
      { ...scope(hand), from, nextPollAt, taken: taken.map(({ id, providerId, costRial }) => [id, providerId, costRial] as const) },
    );
    await tell(db, hand, 'accepted', rows, null);
    return rows.length;
  });
}

const scope = ({ clinicId, asOf, owner }: Hand): Record<string, Value> => ({ clinicId, asOf, ...(owner === undefined ? {} : { owner }) });
const onClaim = ({ owner }: Hand): string => (owner === undefined ? '' : 'AND messages.lease_owner = :owner');

/** One statement for all events of a kind with the same payload: a campaign of 100,000 messages writes as many rows. */
async function tell(
  db: Db,
  { clinicId, actor, asOf }: Hand,
  state: MessageState,
  rows: readonly Moved[],
  reason: string | null,
): Promise<void> {
  if (SAYS_NOTHING.has(state)) return;
  const kind: EventKind = `message.${state}` as EventKind;
  for (const group of grouped(rows, ({ purpose, programme }) => `${purpose} ${programme}`).values()) {
    const [first] = group;
    if (!first) continue;
    const payload = { purpose: first.purpose, programme: first.programme, ...(reason ? { reason } : {}) };
    const subject = { subjectKind: 'message', table: 'messages', ids: group.map(({ id }) => id) } as const;
    await appendEventsAbout(db, { clinicId, kind, occurredAt: asOf, recordedAt: asOf, actor, payload }, subject);
  }
}
