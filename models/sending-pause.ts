import type { Db } from './database.js';

/** Lets everything that waits in a clinic wait at least until then (the provider asked for a long pause). */
export async function holdQueue(db: Db, clinicId: number, until: Date): Promise<void> {
  await db.execute(`UPDATE messages SET next_try_at = :until WHERE clinic_id = :clinicId AND state = 'queued' AND next_try_at < :until`, {
    clinicId,
    until,
  });
}

/** Stops sending for a clinic until a person resumes it; the first reason is kept. */
export async function pauseSending(db: Db, clinicId: number, reason: string, asOf: Date): Promise<void> {
  await db.execute(`UPDATE clinics SET sms_paused_reason = :reason, sms_paused_at = :asOf WHERE id = :clinicId AND sms_paused_at IS NULL`, {
    clinicId,
    reason,
    asOf,
  });
}

/** Lets a clinic send again. */
export async function resumeSending(db: Db, clinicId: number): Promise<void> {
  await db.execute('UPDATE clinics SET sms_paused_reason = NULL, sms_paused_at = NULL WHERE id = :clinicId', { clinicId });
}

/** Why and since when a clinic's sending stands still; null when it does not. */
export async function sendingPause(db: Db, clinicId: number): Promise<{ reason: string; since: Date } | null> {
  const [row] = await db.select<{ reason: string; sinceAt: Date }>(
    `SELECT COALESCE(sms_paused_reason, 'by-hand') AS reason, sms_paused_at AS "sinceAt" FROM clinics WHERE id = :clinicId AND sms_paused_at IS NOT NULL`,
    { clinicId },
  );
  return row ? { reason: row.reason, since: row.sinceAt } : null;
}
