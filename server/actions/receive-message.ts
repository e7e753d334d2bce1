import type { Actor } from '../../models/club-event.js';
import { appendEvent } from '../../models/club-event.js';
import { stateConsent } from '../../models/consent-book.js';
import type { Db } from '../../models/database.js';
import { patientsOnMobile, storeInbound } from '../../models/inbox.js';
import { REPLY_PURPOSES, meaningOfReply, type ReplyMeaning } from '../../models/rules/consent.js';

export interface ReceiveMessage {
  db: Db;
  clinicId: number;
  /** The provider's id of the reply: the same one twice is one reply. */
  providerId: string;
  /** The sender in the stored form of a mobile, or as the provider wrote it when it is none. */
  from: string;
  text: string;
  asOf: Date;
}

const MOST_LETTERS = 900;
const EVIDENCE_LETTERS = 80;

/**
 * Takes in one SMS from a phone, once. 11 and «cancel» stop promotion and surveys for every patient of the clinic on that phone, 12 allows them again,
 * with the reply as evidence; anything else is kept for a person to read.
 */
export async function receiveMessage({
  db,
  clinicId,
  providerId,
  from,
  text,
  asOf,
}: ReceiveMessage): Promise<{ isNew: boolean; handledAs: ReplyMeaning }> {
  const kept = text.slice(0, MOST_LETTERS);
  const handledAs = meaningOfReply(kept);
  return db.transaction(async () => {
    const patients = await patientsOnMobile(db, clinicId, from);
    const id = await storeInbound(db, { clinicId, providerId, from, patientId: patients[0] ?? null, text: kept, handledAs, asOf });
    if (id === null) return { isNew: false, handledAs };
    const actor: Actor = patients[0] === undefined ? { kind: 'system' } : { kind: 'patient', patientId: patients[0] };
    await appendEvent(db, {
      clinicId,
      patientId: patients[0] ?? null,
      kind: 'message.received',
      occurredAt: asOf,
      recordedAt: asOf,
      actor,
      subjectKind: 'inbound-message',
      subjectId: id,
      payload: { handledAs },
    });
    if (handledAs === 'reply') return { isNew: true, handledAs };
    const evidence = `${providerId}: ${kept.slice(0, EVIDENCE_LETTERS)}`;
    for (const patientId of patients) {
      for (const purpose of REPLY_PURPOSES) {
        const said = { purpose, isGiven: handledAs === 'rejoin', source: 'sms', evidence } as const;
        await stateConsent(db, { clinicId, patientId, ...said, actor: { kind: 'patient', patientId }, asOf });
      }
    }
    return { isNew: true, handledAs };
  });
}
