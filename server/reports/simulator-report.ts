import type { Db } from '../../models/database.js';

export interface Phone {
  mobile: string;
  lastText: string;
  lastAt: Date;
}
export interface PhoneOwner {
  id: number;
  firstName: string;
  lastName: string;
}
export interface PhoneMessage {
  isReply: boolean;
  text: string;
  at: Date;
}

const PHONES_SHOWN = 30;
const MESSAGES_SHOWN = 20;

/** The phones that were written to last, the latest first, or those whose number contains the digits asked for. */
export async function phones(db: Db, clinicId: number, digits: string): Promise<Phone[]> {
  return db.select<Phone>(
    `SELECT s.receptor AS mobile, s.text AS "lastText", s.sent_at AS "lastAt" FROM simulator_messages s
     WHERE s.clinic_id = :clinicId AND s.id IN (
       SELECT MAX(l.id) FROM simulator_messages l WHERE l.clinic_id = :clinicId ${digits === '' ? '' : 'AND l.receptor LIKE :pattern'}
       GROUP BY l.receptor ORDER BY MAX(l.id) DESC LIMIT :limit)
     ORDER BY s.id DESC`,
    { clinicId, pattern: `%${digits}%`, limit: PHONES_SHOWN },
  );
}

/** What is on one phone: the clinic's messages and the replies, oldest first. */
export async function thread(db: Db, clinicId: number, mobile: string): Promise<PhoneMessage[]> {
  const sent = await db.select<{ text: string; sentAt: Date }>(
    `SELECT text, sent_at AS "sentAt" FROM simulator_messages WHERE clinic_id = :clinicId AND receptor = :mobile ORDER BY id DESC LIMIT :limit`,
    { clinicId, mobile, limit: MESSAGES_SHOWN },
  );
  const replies = await db.select<{ text: string; receivedAt: Date }>(
    `SELECT text, received_at AS "receivedAt" FROM inbound_messages WHERE clinic_id = :clinicId AND from_mobile = :mobile ORDER BY id DESC LIMIT :limit`,
    { clinicId, mobile, limit: MESSAGES_SHOWN },
  );
  return [
    ...sent.reverse().map(({ text, sentAt }) => ({ isReply: false, text, at: sentAt })),
    ...replies.reverse().map(({ text, receivedAt }) => ({ isReply: true, text, at: receivedAt })),
  ]
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .slice(-MESSAGES_SHOWN);
}

/** Whose phone it is: every patient of the clinic with this mobile. */
export async function ownersOf(db: Db, clinicId: number, mobile: string): Promise<PhoneOwner[]> {
  return db.select<PhoneOwner>(
    `SELECT id, first_name AS "firstName", last_name AS "lastName" FROM patients
     WHERE clinic_id = :clinicId AND mobile = :mobile AND deleted_at IS NULL ORDER BY id LIMIT 10`,
    { clinicId, mobile },
  );
}
