import { appendEvent, type Actor } from './club-event.js';
import type { Db } from './database.js';
import { linkExpiresAt } from './rules/member-access.js';
import { newToken, tokenHash } from './secret-token.js';

export interface IssueMemberLink {
  clinicId: number;
  patientId: number;
  asOf: Date;
  actor: Actor;
}

/** Gives a patient a personal link and answers its token, of which only the hash is kept. */
export async function issueMemberLink(db: Db, { clinicId, patientId, asOf, actor }: IssueMemberLink): Promise<string> {
  const token = newToken();
  await db.transaction(async () => {
    const [link] = await db.execute<{ id: number }>(
      `INSERT INTO member_links (clinic_id, patient_id, token_hash, issued_by, issued_at, expires_at)
       VALUES (:clinicId, :patientId, :hash, :issuedBy, :asOf, :expiresAt) RETURNING id`,
      {
        clinicId,
        patientId,
        hash: tokenHash(token),
        issuedBy: actor.kind === 'staff' ? actor.id : null,
        asOf,
        expiresAt: linkExpiresAt(asOf),
      },
    );
    await appendEvent(db, {
      clinicId,
      patientId,
      kind: 'member-link.issued',
      occurredAt: asOf,
      recordedAt: asOf,
      actor,
      subjectKind: 'member-link',
      ...(link ? { subjectId: link.id } : {}),
    });
  });
  return token;
}

export interface LinkOwner {
  clinicId: number;
  patientId: number;
}

/** Whose page a link opens now; null when it is unknown, over, taken back, or the patient is gone. */
export async function memberLinkOwner(db: Db, token: string, asOf: Date): Promise<LinkOwner | null> {
  // The token alone names the clinic: whoever holds it knows no other key.
  const [owner] = await db.select<LinkOwner>(
    `SELECT l.clinic_id AS "clinicId", l.patient_id AS "patientId" FROM member_links l
     JOIN patients p ON p.id = l.patient_id AND p.clinic_id = l.clinic_id
     WHERE l.token_hash = :hash AND l.revoked_at IS NULL AND l.expires_at > :asOf AND p.deleted_at IS NULL`,
    { hash: tokenHash(token), asOf },
  );
  return owner ?? null;
}

/** How many links of a patient are open now, until when the last of them, and how many were given in the last day. */
export async function memberLinks(
  db: Db,
  { clinicId, patientId, asOf }: { clinicId: number; patientId: number; asOf: Date },
): Promise<{ open: number; lastExpiresAt: Date | null; issuedToday: number }> {
  const [row] = await db.select<{ open: number; lastExpiresAt: Date | null; issued: number }>(
    `SELECT COUNT(CASE WHEN revoked_at IS NULL AND expires_at > :asOf THEN 1 END) AS open,
       MAX(CASE WHEN revoked_at IS NULL AND expires_at > :asOf THEN expires_at END) AS "lastExpiresAt",
       COUNT(CASE WHEN issued_at > :yesterday THEN 1 END) AS issued
     FROM member_links WHERE clinic_id = :clinicId AND patient_id = :patientId`,
    { clinicId, patientId, asOf, yesterday: new Date(asOf.getTime() - 86_400_000) },
  );
  return { open: Number(row?.open ?? 0), lastExpiresAt: row?.lastExpiresAt ?? null, issuedToday: Number(row?.issued ?? 0) };
}

/** Takes back every link of a patient and closes the pages that are open; answers how many links that were. */
export async function revokeMemberLinks(db: Db, { clinicId, patientId, asOf, actor }: IssueMemberLink): Promise<number> {
  return db.transaction(async () => {
    const revoked = await db.execute<{ id: number }>(
      `UPDATE member_links SET revoked_at = :asOf
       WHERE clinic_id = :clinicId AND patient_id = :patientId AND revoked_at IS NULL AND expires_at > :asOf RETURNING id`,
      { clinicId, patientId, asOf },
    );
    const closed = await db.execute<{ id: number }>(
      'DELETE FROM member_sessions WHERE clinic_id = :clinicId AND patient_id = :patientId RETURNING id',
      { clinicId, patientId },
    );
    if (revoked.length + closed.length > 0)
      await appendEvent(db, {
        clinicId,
        patientId,
        kind: 'member-link.revoked',
        occurredAt: asOf,
        recordedAt: asOf,
        actor,
        payload: { links: revoked.length, pages: closed.length },
      });
    return revoked.length;
  });
}
