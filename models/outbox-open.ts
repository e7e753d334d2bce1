import type { Db } from './database.js';

export interface OpenMessage {
  id: number;
  localId: number;
  attempts: number;
  /** When its last offer can have ended at the latest. */
  offeredUntil: Date;
}

/** Messages whose sender has gone silent: nobody knows whether they were offered. */
export async function abandonedMessages(db: Db, clinicId: number, asOf: Date): Promise<number[]> {
  const rows = await db.select<{ id: number }>(
    `SELECT id FROM messages WHERE clinic_id = :clinicId AND state = 'sending' AND lease_until < :asOf ORDER BY id`,
    { clinicId, asOf },
  );
  return rows.map(({ id }) => id);
}

/** Messages whose fate is to be asked of the provider now. */
export async function openMessages(db: Db, clinicId: number, asOf: Date, limit: number): Promise<OpenMessage[]> {
  const rows = await db.select<Omit<OpenMessage, 'offeredUntil'> & { offeredUntilAt: Date }>(
    `SELECT id, local_id AS "localId", attempts, COALESCE(lease_until, queued_at) AS "offeredUntilAt" FROM messages
     WHERE clinic_id = :clinicId AND state = 'unknown' AND next_poll_at <= :asOf ORDER BY next_poll_at, id LIMIT :limit`,
    { clinicId, asOf, limit },
  );
  return rows.map(({ offeredUntilAt, ...row }) => ({ ...row, offeredUntil: offeredUntilAt }));
}

/** Leaves messages with an unknown fate open until they are asked about again; null: until a person decides. */
export async function keepOpen(db: Db, clinicId: number, ids: readonly number[], askAgainAt: Date | null, reason: string): Promise<void> {
  if (ids.length === 0) return;
  await db.execute(
    `UPDATE messages SET next_poll_at = :askAgainAt, reason = :reason WHERE clinic_id = :clinicId AND id IN (:ids) AND state = 'unknown'`,
    { clinicId, ids, askAgainAt, reason },
  );
}

export interface PolledMessage {
  id: number;
  providerId: string;
  acceptedAt: Date;
}

/** Messages at the provider whose delivery is to be asked about now. */
export async function messagesToPoll(db: Db, clinicId: number, asOf: Date, limit: number): Promise<PolledMessage[]> {
  return db.select<PolledMessage>(
    `SELECT id, provider_id AS "providerId", accepted_at AS "acceptedAt" FROM messages
     WHERE clinic_id = :clinicId AND state = 'accepted' AND next_poll_at <= :asOf ORDER BY next_poll_at, id LIMIT :limit`,
    { clinicId, asOf, limit },
  );
}

/** Asks about messages again at a later time. */
export async function pollLater(db: Db, clinicId: number, ids: readonly number[], nextPollAt: Date): Promise<void> {
  await db.execute(
    `UPDATE messages SET next_poll_at = :nextPollAt, polls = polls + 1 WHERE clinic_id = :clinicId AND id IN (:ids) AND state = 'accepted'`,
    { clinicId, ids, nextPollAt },
  );
}

/** Stops asking about messages that were taken but of whose delivery nothing was ever heard; answers how many. */
export async function closeWithoutReport(db: Db, clinicId: number, ids: readonly number[], asOf: Date): Promise<number> {
  const closed = await db.execute(
    `UPDATE messages SET next_poll_at = NULL, polls = polls + 1, settled_at = :asOf, reason = 'no-report'
     WHERE clinic_id = :clinicId AND id IN (:ids) AND state = 'accepted' RETURNING id`,
    { clinicId, ids, asOf },
  );
  return closed.length;
}

/** Messages under one id of the provider, whatever the clinic: a call of the provider names none. */
export async function messagesAtProvider(db: Db, providerId: string): Promise<{ id: number; clinicId: number }[]> {
  return db.select<{ id: number; clinicId: number }>(
    `SELECT id, clinic_id AS "clinicId" FROM messages WHERE provider_id = :providerId AND state IN ('accepted', 'undelivered')`,
    { providerId },
  );
}
