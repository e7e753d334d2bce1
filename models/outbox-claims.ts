import type { Actor } from './club-event.js';
import type { Db } from './database.js';
import { moveMessages, type Hand } from './outbox-states.js';
import { mayContact, type Purpose } from './rules/consent.js';
import { mayLeaveAt } from './rules/message-timing.js';

export interface DueMessage {
  id: number;
  patientId: number | null;
  purpose: Purpose;
  mobile: string;
  text: string;
  linkCipher: string | null;
  localId: number;
  attempts: number;
  notAfterAt: Date | null;
  isDeleted: boolean;
  /** The patient's mobile now; it may have been corrected since the message was queued. */
  mobileNow: string | null;
  /** The newest statement about the message's purpose. */
  consent: boolean | null;
}

export interface Claim {
  clinicId: number;
  /** Names the run that sends; a message on another run's claim is left alone. */
  owner: string;
  /** Until when the claim holds without being renewed. */
  until: Date;
}

export interface Claimed {
  /** To be offered now, each under the claim and counted as tried. */
  ready: DueMessage[];
  /** How many were due at all; 0 means that the outbox is empty for now. */
  found: number;
  cancelled: number;
  expired: number;
  deferred: number;
}

/**
 * Takes the messages whose time has come, oldest first, and decides about each at this moment: offered, cancelled (no consent, patient gone),
 * expired, or put off until the quiet hours end.
 */
export async function claimDueMessages(db: Db, claim: Claim, actor: Actor, asOf: Date, limit: number): Promise<Claimed> {
  const hand: Hand = { clinicId: claim.clinicId, actor, asOf };
  return db.transaction(async () => {
    const due = await dueMessages(db, claim.clinicId, asOf, limit);
    const expired = due.filter(({ purpose, notAfterAt }) => notAfterAt && notAfterAt <= mayLeaveAt(purpose, asOf));
    const inTime = due.filter((message) => !expired.includes(message));
    const unwanted = (reason: string): DueMessage[] => inTime.filter((message) => whyNot(message) === reason);
    const wanted = inTime.filter((message) => whyNot(message) === null);
    const early = wanted.filter(({ purpose }) => mayLeaveAt(purpose, asOf) > asOf);
    const ready = wanted.filter((message) => !early.includes(message));

    await moveMessages(db, hand, { ids: idsOf(expired), from: 'queued', to: 'expired', reason: 'too-late' });
    for (const reason of WHY_NOT) await moveMessages(db, hand, { ids: idsOf(unwanted(reason)), from: 'queued', to: 'cancelled', reason });
    for (const { id, purpose } of early) await postpone(db, claim.clinicId, id, mayLeaveAt(purpose, asOf));
    for (const message of ready) await followPatient(db, claim.clinicId, message);
    await markAsSending(db, claim, idsOf(ready));
    return { ready, found: due.length, expired: expired.length, cancelled: inTime.length - wanted.length, deferred: early.length };
  });
}

/** Holds a claim longer. */
export async function renewClaim(db: Db, claim: Claim): Promise<void> {
  await db.execute(`UPDATE messages SET lease_until = :until WHERE clinic_id = :clinicId AND state = 'sending' AND lease_owner = :owner`, {
    ...claim,
  });
}

const WHY_NOT = ['patient-deleted', 'no-consent', 'no-mobile'] as const;

function whyNot(message: DueMessage): (typeof WHY_NOT)[number] | null {
  // A message without a patient goes to the clinic itself: nobody's consent is needed, and only the club's own texts are sent so.
  if (message.patientId === null) return null;
  const answer = mayContact(message);
  if (!answer.ok) return answer.reason;
  return message.mobileNow === null ? 'no-mobile' : null;
}

const idsOf = (messages: readonly DueMessage[]): number[] => messages.map(({ id }) => id);

/** Waiting messages whose time has come, oldest first, with what decides about sending; no other sender gets the same ones meanwhile. */
async function dueMessages(db: Db, clinicId: number, asOf: Date, limit: number): Promise<DueMessage[]> {
  const rows = await db.select<Omit<DueMessage, 'isDeleted' | 'consent'> & { isDeleted: number; consent: number | null }>(
    `SELECT m.id, m.patient_id AS "patientId", m.purpose, m.mobile, m.text, m.link_cipher AS "linkCipher", m.local_id AS "localId", m.attempts,
       m.not_after_at AS "notAfterAt", CASE WHEN p.deleted_at IS NULL THEN 0 ELSE 1 END AS "isDeleted", p.mobile AS "mobileNow",
       (SELECT CASE WHEN c.is_given = TRUE THEN 1 ELSE 0 END FROM consents c
         WHERE c.clinic_id = m.clinic_id AND c.patient_id = m.patient_id AND c.purpose = m.purpose ORDER BY c.id DESC LIMIT 1) AS consent
     FROM messages m LEFT JOIN patients p ON p.id = m.patient_id AND p.clinic_id = m.clinic_id
     WHERE m.clinic_id = :clinicId AND m.state = 'queued' AND m.next_try_at <= :asOf
     ORDER BY m.next_try_at, m.id LIMIT :limit ${db.dialect === 'postgres' ? 'FOR UPDATE OF m SKIP LOCKED' : ''}`,
    { clinicId, asOf, limit },
  );
  return rows.map((row) => ({ ...row, isDeleted: row.isDeleted === 1, consent: row.consent === null ? null : row.consent === 1 }));
}

/** What was never offered goes to the patient's mobile of today, not to a number that may belong to somebody else by now. */
async function followPatient(db: Db, clinicId: number, message: DueMessage): Promise<void> {
  if (message.patientId === null || message.attempts > 0 || message.mobileNow === null || message.mobileNow === message.mobile) return;
  message.mobile = message.mobileNow;
  await db.execute('UPDATE messages SET mobile = :mobile WHERE clinic_id = :clinicId AND id = :id', {
    clinicId,
    id: message.id,
    mobile: message.mobile,
  });
}

async function postpone(db: Db, clinicId: number, id: number, until: Date): Promise<void> {
  await db.execute('UPDATE messages SET next_try_at = :until WHERE clinic_id = :clinicId AND id = :id', { clinicId, id, until });
}

async function markAsSending(db: Db, claim: Claim, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await db.execute(
    `UPDATE messages SET state = 'sending', attempts = attempts + 1, lease_owner = :owner, lease_until = :until
     FROM (VALUES :ids) AS t WHERE messages.id = t.column1 AND messages.clinic_id = :clinicId`,
    { ...claim, ids: ids.map((id) => [id]) },
  );
}
