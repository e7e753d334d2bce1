import { randomBytes } from 'node:crypto';
import { appendEvents, type Actor } from './club-event.js';
import type { Db } from './database.js';
import { smsParts } from './persian/sms-parts.js';
import { withStopLine, type Purpose } from './rules/consent.js';
import { mayLeaveAt } from './rules/message-timing.js';

export interface NewMessage {
  clinicId: number;
  /** Null only for a message to the clinic itself, such as a test of the line. */
  patientId: number | null;
  /** Why the message exists, such as `upcoming:appointment:812:24h`; unique in the clinic. */
  key: string;
  purpose: Purpose;
  programme: string;
  mobile: string;
  /** The words; where the link belongs stands `{link}`. */
  text: string;
  /** A personal link: kept encrypted, put in at the moment of sending. */
  link?: string;
  notBeforeAt: Date;
  notAfterAt?: Date | null;
  asOf: Date;
  actor: Actor;
}

export const MOST_LETTERS = 900;
const LINK_PLACE = '{link}';

/** Puts one SMS into the outbox unless its key is there already; nothing is sent before the caller's transaction has ended. */
export async function queueMessage(db: Db, message: NewMessage): Promise<{ queued: boolean }> {
  const { clinicId, patientId, key, purpose, programme, mobile, link, notBeforeAt, notAfterAt = null, asOf, actor } = message;
  const text = withStopLine(purpose, message.text);
  const whole = wholeText(text, link ?? null);
  if (whole.length > MOST_LETTERS) throw new RangeError(`The text of ${programme} has more than ${String(MOST_LETTERS)} letters`);
  return db.transaction(async () => {
    const [row] = await db.execute<{ id: number }>(
      `INSERT INTO messages (clinic_id, patient_id, key, purpose, programme, mobile, text, link_cipher, parts, state, local_id,
         not_before_at, not_after_at, attempts, next_try_at, polls, queued_at)
       VALUES (:clinicId, :patientId, :key, :purpose, :programme, :mobile, :text, :linkCipher, :parts, 'queued', :localId,
         :notBeforeAt, :notAfterAt, 0, :nextTryAt, 0, :asOf)
       ON CONFLICT (clinic_id, key) DO NOTHING RETURNING id`,
      {
        clinicId,
        patientId,
        key,
        purpose,
        programme,
        mobile,
        text,
        linkCipher: link === undefined ? null : db.vault.seal(link),
        parts: smsParts(whole).parts,
        localId: newLocalId(),
        notBeforeAt,
        notAfterAt,
        nextTryAt: mayLeaveAt(purpose, notBeforeAt > asOf ? notBeforeAt : asOf),
        asOf,
      },
    );
    if (!row) return { queued: false };
    await appendEvents(db, [
      {
        clinicId,
        patientId,
        kind: 'message.queued',
        occurredAt: asOf,
        recordedAt: asOf,
        actor,
        subjectKind: 'message',
        subjectId: row.id,
        payload: { purpose, programme },
      },
    ]);
    return { queued: true };
  });
}

/** A message as the patient reads it: the words with the link put in its place. */
export function wholeText(text: string, link: string | null): string {
  return link === null ? text : text.replace(LINK_PLACE, () => link);
}

export interface Unwanted {
  clinicId: number;
  patientId: number;
  /** Only messages whose key begins so. */
  keyPrefix: string;
  reason: string;
  asOf: Date;
  actor: Actor;
}

/** Takes back messages that still wait in the outbox and answers how many; their keys become free, so that the same reason can queue anew. */
export async function cancelMessages(db: Db, { clinicId, patientId, keyPrefix, reason, asOf, actor }: Unwanted): Promise<number> {
  return db.transaction(async () => {
    const rows = await db.execute<{ id: number; purpose: string; programme: string }>(
      `UPDATE messages SET state = 'cancelled', reason = :reason, settled_at = :asOf, key = key || '#' || id
       WHERE clinic_id = :clinicId AND patient_id = :patientId AND state = 'queued' AND SUBSTR(key, 1, :length) = :keyPrefix
       RETURNING id, purpose, programme`,
      { clinicId, patientId, keyPrefix, length: keyPrefix.length, reason, asOf },
    );
    await appendEvents(
      db,
      rows.map(({ id, purpose, programme }) => ({
        clinicId,
        patientId,
        kind: 'message.cancelled' as const,
        occurredAt: asOf,
        recordedAt: asOf,
        actor,
        subjectKind: 'message',
        subjectId: id,
        payload: { purpose, programme, reason },
      })),
    );
    return rows.length;
  });
}

/**
 * A random positive integer below 2^53. Never the row id: the provider remembers local ids per account, and a restored or second database
 * would use the same row ids again and be answered with old messages.
 */
export function newLocalId(): number {
  return Number(randomBytes(8).readBigUInt64BE() >> 11n) || 1;
}
