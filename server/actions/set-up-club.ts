import { createHash, randomBytes } from 'node:crypto';
import type { Clinic } from '../../models/clinic.js';
import { registerClinic } from '../../models/clinic-registry.js';
import type { Db } from '../../models/database.js';
import { registerStaff } from '../../models/staff-registry.js';
import { refuse, type Outcome } from '../errors.js';
import type { SetUpForm } from '../forms/staff-form.js';
import { hashPassword } from '../passwords.js';

const VALID_MS = 24 * 3_600_000;
const fingerprint = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A fresh one-time set-up link's token when the club has no staff yet, else null. Older links stop working. */
export async function offerSetUp({ db, asOf }: { db: Db; asOf: Date }): Promise<string | null> {
  return db.transaction(async () => {
    const [anybody] = await db.select('SELECT id FROM staff_members LIMIT 1');
    if (anybody) return null;
    const token = randomBytes(24).toString('base64url');
    await db.execute('DELETE FROM setup_links');
    await db.records.SetupLink.create({ tokenHash: fingerprint(token), createdAt: asOf, expiresAt: new Date(asOf.getTime() + VALID_MS) });
    return token;
  });
}

/** Whether a set-up link may still be used. */
export async function isSetUpOpen({ db, token, asOf }: { db: Db; token: string; asOf: Date }): Promise<boolean> {
  const link = await db.records.SetupLink.findOne({ where: { tokenHash: fingerprint(token) } });
  return link !== null && link.usedAt === null && link.expiresAt > asOf;
}

/** The first run: opens the clinic and gives its manager a sign-in, once per link. Refuses a used or expired link. */
export async function setUpClub({
  db,
  token,
  form,
  asOf,
}: {
  db: Db;
  token: string;
  form: SetUpForm;
  asOf: Date;
}): Promise<Outcome<{ clinic: Clinic }>> {
  const passwordHash = await hashPassword(form.password);
  return db.transaction(async () => {
    const used = await db.execute(
      'UPDATE setup_links SET used_at = :asOf WHERE token_hash = :hash AND used_at IS NULL AND expires_at > :asOf RETURNING id',
      { asOf, hash: fingerprint(token) },
    );
    if (used.length === 0) return refuse('link-over');
    // The link exists only while nobody has a sign-in, so neither the slug nor the name can be taken.
    const clinic = await registerClinic(db, { slug: 'clinic', name: form.clinicName, phone: form.phone }, asOf);
    if (!clinic) return refuse('link-over');
    const { username, displayName } = form;
    await registerStaff(db, clinic.id, { username, displayName, role: 'manager', passwordHash }, { kind: 'system' }, asOf);
    return { ok: true, clinic };
  });
}
