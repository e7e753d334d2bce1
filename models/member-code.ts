import { randomInt, timingSafeEqual } from 'node:crypto';
import type { Db } from './database.js';
import { CODE_TRIES, codeExpiresAt } from './rules/member-access.js';

interface Whose {
  clinicId: number;
  mobile: string;
  asOf: Date;
}

/** A new code for a mobile; the one before is good for nothing any more. Only keyed hashes of the mobile and the code are kept. */
export async function newMemberCode(db: Db, { clinicId, mobile, asOf }: Whose): Promise<{ code: string; key: string; expiresAt: Date }> {
  const code = String(randomInt(0, 1_000_000)).padStart(6, '0');
  const expiresAt = codeExpiresAt(asOf);
  const mobileIndex = indexOf(db, clinicId, mobile);
  const [row] = await db.execute<{ id: number; serial: number }>(
    `INSERT INTO member_codes (clinic_id, mobile_index, serial, code_hash, expires_at, tries) VALUES (:clinicId, :mobileIndex, 1, :hash, :expiresAt, 0)
     ON CONFLICT (clinic_id, mobile_index) DO UPDATE SET serial = member_codes.serial + 1, code_hash = excluded.code_hash,
       expires_at = excluded.expires_at, tries = 0, used_at = NULL
     RETURNING id, serial`,
    { clinicId, mobileIndex, hash: hashOf(db, mobileIndex, code), expiresAt },
  );
  return { code, key: `member-code:${String(row?.id)}:${String(row?.serial)}`, expiresAt };
}

/** Whether this is the live code of the mobile; counts the try before it looks, and a right code is used up by it. */
export async function useMemberCode(db: Db, { clinicId, mobile, asOf, code }: Whose & { code: string }): Promise<boolean> {
  const mobileIndex = indexOf(db, clinicId, mobile);
  const [live] = await db.execute<{ id: number; hash: string }>(
    `UPDATE member_codes SET tries = tries + 1
     WHERE clinic_id = :clinicId AND mobile_index = :mobileIndex AND used_at IS NULL AND expires_at > :asOf AND tries < :most
     RETURNING id, code_hash AS hash`,
    { clinicId, mobileIndex, asOf, most: CODE_TRIES },
  );
  const typed = Buffer.from(hashOf(db, mobileIndex, code));
  if (!live || !timingSafeEqual(typed, Buffer.from(live.hash))) return false;
  const used = await db.execute<{ id: number }>(
    'UPDATE member_codes SET used_at = :asOf WHERE clinic_id = :clinicId AND id = :id AND used_at IS NULL RETURNING id',
    { clinicId, id: live.id, asOf },
  );
  return used.length === 1;
}

const indexOf = (db: Db, clinicId: number, mobile: string): string => db.vault.blindIndex(`member mobile:${String(clinicId)}:${mobile}`);
const hashOf = (db: Db, mobileIndex: string, code: string): string => db.vault.blindIndex(`member code:${mobileIndex}:${code}`);
