import type { Db } from '../../models/database.js';
import { ON_SHELF, type Shelf } from '../../models/rules/message-shelves.js';
import type { MessageState } from '../../models/rules/message-states.js';

export interface ListedMessage {
  id: number;
  patientId: number | null;
  firstName: string | null;
  lastName: string | null;
  mobile: string;
  purpose: string;
  programme: string;
  text: string;
  parts: number;
  state: MessageState;
  reason: string | null;
  attempts: number;
  costRial: number | null;
  queuedAt: Date;
  nextTryAt: Date;
  acceptedAt: Date | null;
  settledAt: Date | null;
}

export interface MessageList {
  messages: ListedMessage[];
  /** Where the next page goes on; null at the end. */
  olderThan: number | null;
  /** How many wait and how many need a look, up to COUNT_LIMIT. */
  waiting: number;
  trouble: number;
}

export const COUNT_LIMIT = 1_000;
const PAGE_SIZE = 50;

/** One page of a clinic's messages, the newest first, with what waits and what needs a look. Three statements. */
export async function messageList(db: Db, asked: { clinicId: number; shelf: Shelf | null; older: number | null }): Promise<MessageList> {
  const { clinicId, shelf, older } = asked;
  // The ids are found in an index alone; only the rows of the page are read.
  const rows = await db.select<ListedMessage>(
    `SELECT m.id, m.patient_id AS "patientId", p.first_name AS "firstName", p.last_name AS "lastName", m.mobile, m.purpose, m.programme, m.text,
       m.parts, m.state, m.reason, m.attempts, m.cost_rial AS "costRial", m.queued_at AS "queuedAt", m.next_try_at AS "nextTryAt",
       m.accepted_at AS "acceptedAt", m.settled_at AS "settledAt"
     FROM messages m LEFT JOIN patients p ON p.id = m.patient_id AND p.clinic_id = m.clinic_id AND p.deleted_at IS NULL
     WHERE m.clinic_id = :clinicId AND m.id IN (
       SELECT found.id FROM messages found WHERE found.clinic_id = :clinicId ${shelf ? 'AND found.state IN (:states)' : ''}
         ${older === null ? '' : 'AND found.id < :older'} ORDER BY found.id DESC LIMIT :limit)
     ORDER BY m.id DESC`,
    { clinicId, states: shelf ? ON_SHELF[shelf] : null, older, limit: PAGE_SIZE + 1 },
  );
  const messages = rows.slice(0, PAGE_SIZE);
  return {
    messages,
    olderThan: rows.length > PAGE_SIZE ? (messages.at(-1)?.id ?? null) : null,
    waiting: await countOn(db, clinicId, 'waiting'),
    trouble: await countOn(db, clinicId, 'trouble'),
  };
}

async function countOn(db: Db, clinicId: number, shelf: Shelf): Promise<number> {
  const [counted] = await db.select<{ n: number }>(
    `SELECT COUNT(*) AS n FROM (SELECT 1 FROM messages m WHERE m.clinic_id = :clinicId AND m.state IN (:states) LIMIT :most) counted`,
    { clinicId, states: ON_SHELF[shelf], most: COUNT_LIMIT },
  );
  return Number(counted?.n ?? 0);
}
