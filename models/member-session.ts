import type { Db } from './database.js';
import { newToken, tokenHash } from './secret-token.js';
import { pageIsOpen } from './rules/member-access.js';

/** asked: a code was asked for; choosing: the code was right and several people share the mobile; open: the page of one patient. */
export type MemberStage = 'asked' | 'choosing' | 'open';

export interface MemberNote {
  key: string;
  params?: Record<string, unknown>;
  undo?: string;
}

export interface MemberSession {
  id: number;
  clinicId: number;
  slug: string;
  stage: MemberStage;
  patientId: number | null;
  /** The mobile that the code went to; null behind a link. */
  mobile: string | null;
  notes: MemberNote[];
  beganAt: Date;
  seenAt: Date;
  /** False when it idled too long, lasted too long, or the patient is gone. */
  isOpen: boolean;
}

const TOUCH_EVERY_MS = 60_000;

export interface NewMemberSession {
  clinicId: number;
  stage: MemberStage;
  patientId?: number | null;
  mobile?: string | null;
  asOf: Date;
}

/** Begins a session and answers the secret of its cookie; each stage gets a new one, so that a cookie from before opens nothing. */
export async function beginMemberSession(
  db: Db,
  { clinicId, stage, patientId = null, mobile = null, asOf }: NewMemberSession,
): Promise<string> {
  const token = newToken();
  await db.execute(
    `INSERT INTO member_sessions (clinic_id, token_hash, stage, patient_id, mobile, began_at, seen_at)
     VALUES (:clinicId, :hash, :stage, :patientId, :mobile, :asOf, :asOf)`,
    { clinicId, hash: tokenHash(token), stage, patientId, mobile, asOf },
  );
  return token;
}

/** The session of a cookie, also one that has ended (so that the visitor can be led back to the clinic's door); null when there is none. */
export async function memberSession(db: Db, token: string, asOf: Date): Promise<MemberSession | null> {
  // The secret alone names the clinic, as with a link.
  const [row] = await db.select<Omit<MemberSession, 'notes' | 'isOpen'> & { noteJson: MemberNote[] | null; gone: number }>(
    `SELECT s.id, s.clinic_id AS "clinicId", c.slug, s.stage, s.patient_id AS "patientId", s.mobile, s.note_json AS "noteJson",
       s.began_at AS "beganAt", s.seen_at AS "seenAt", CASE WHEN p.deleted_at IS NULL THEN 0 ELSE 1 END AS gone
     FROM member_sessions s JOIN clinics c ON c.id = s.clinic_id
     LEFT JOIN patients p ON p.id = s.patient_id AND p.clinic_id = s.clinic_id
     WHERE s.token_hash = :hash`,
    { hash: tokenHash(token) },
  );
  if (!row) return null;
  const { noteJson, gone, ...session } = row;
  const isOpen = gone === 0 && pageIsOpen(session, asOf);
  if (isOpen && asOf.getTime() - session.seenAt.getTime() >= TOUCH_EVERY_MS)
    await db.execute('UPDATE member_sessions SET seen_at = :asOf WHERE clinic_id = :clinicId AND id = :id', {
      clinicId: session.clinicId,
      id: session.id,
      asOf,
    });
  return { ...session, notes: noteJson ?? [], isOpen };
}

/** Leaves a note for the next page of this session, or takes it away (null). */
export async function keepMemberNote(
  db: Db,
  { clinicId, id }: Pick<MemberSession, 'clinicId' | 'id'>,
  note: MemberNote | null,
): Promise<void> {
  await db.execute('UPDATE member_sessions SET note_json = :note WHERE clinic_id = :clinicId AND id = :id', {
    clinicId,
    id,
    note: note === null ? null : JSON.stringify([note]),
  });
}

/** Ends a session: its cookie opens nothing any more. */
export async function endMemberSession(db: Db, { clinicId, id }: Pick<MemberSession, 'clinicId' | 'id'>): Promise<void> {
  await db.execute('DELETE FROM member_sessions WHERE clinic_id = :clinicId AND id = :id', { clinicId, id });
}
