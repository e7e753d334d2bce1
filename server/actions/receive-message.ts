import { appendEvent, type Actor } from '../../models/club-event.js';
import { stateConsent } from '../../models/consent-book.js';
import type { Db } from '../../models/database.js';
import { clinicsKnowing, onlyClinic, patientsOnMobile, storeInbound } from '../../models/inbox.js';
import { normaliseMobile } from '../../models/persian/mobile.js';
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
const MOST_SENDER_LETTERS = 20;

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

/**
 * Takes in one SMS from the provider's line, which may serve several clinics. A stop holds for every clinic that knows the phone; anything else goes to
 * the one that wrote to it last, because a reply names none. Answers how many clinics took it; 0 when nobody knows the phone.
 */
export async function receiveFromLine(reply: Omit<ReceiveMessage, 'clinicId'>): Promise<number> {
  const { db, text } = reply;
  const mobile = normaliseMobile(reply.from);
  const from = mobile.ok ? mobile.mobile : reply.from.slice(0, MOST_SENDER_LETTERS);
  const knowing = await clinicsKnowing(db, from);
  const only = await onlyClinic(db);
  const clinics = knowing.length === 0 && only !== null ? [only] : knowing;
  const addressed = meaningOfReply(text) === 'stop' ? clinics : clinics.slice(0, 1);
  for (const clinicId of addressed) await receiveMessage({ ...reply, clinicId, from });
  return addressed.length;
}
