import { copyFile, rename, rm, stat } from 'node:fs/promises';
import { openDatabase, type Db } from './database.js';
import { migrateUp, NewerDatabaseError } from './migrator.js';
import { pauseSending } from './sending-pause.js';

export type BackupRefusal = 'postgres-backup' | 'file-exists' | 'file-not-found' | 'backup-damaged' | 'backup-newer';
export type BackupAnswer = { ok: true; rows: Record<string, number>; bytes: number } | { ok: false; reason: BackupRefusal };

const COUNTED = ['clinics', 'patients', 'visits', 'consents', 'messages', 'survey_answers', 'club_events'] as const;

/**
 * Writes a consistent copy of a SQLite club beside everything that goes on (one file, no log beside it), opens it and checks it.
 * Refuses to overwrite a file; PostgreSQL has its own tools.
 */
export async function backUp(db: Db, file: string): Promise<BackupAnswer> {
  if (db.dialect !== 'sqlite') return { ok: false, reason: 'postgres-backup' };
  if (await exists(file)) return { ok: false, reason: 'file-exists' };
  await db.select('VACUUM INTO :file', { file });
  return check(file);
}

/**
 * Puts a backup in the place of the club's SQLite file; call it with the club closed. The old file stays beside it as .before-restore.
 * The restored club sends nothing until a manager resumes sending: what it holds as waiting may have been sent long ago.
 */
export async function restore(backupFile: string, clubFile: string, secret: string, asOf: Date): Promise<BackupAnswer> {
  if (!(await exists(backupFile))) return { ok: false, reason: 'file-not-found' };
  const copy = `${clubFile}.restoring`;
  await copyFile(backupFile, copy);
  const answer = await check(copy);
  if (!answer.ok) {
    await rm(copy, { force: true });
    return answer;
  }
  const db = await openDatabase(`sqlite:${copy}`, { secret });
  try {
    await migrateUp(db);
    for (const { id } of await db.select<{ id: number }>('SELECT id FROM clinics')) await pauseSending(db, id, 'restored', asOf);
    await db.select('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch (error) {
    if (error instanceof NewerDatabaseError) return { ok: false, reason: 'backup-newer' };
    throw error;
  } finally {
    await db.close();
  }
  if (await exists(clubFile)) await rename(clubFile, `${clubFile}.before-restore`);
  for (const part of ['-wal', '-shm']) await rm(`${clubFile}${part}`, { force: true });
  await rename(copy, clubFile);
  return answer;
}

/** Opens a file as a club of its own and asks SQLite whether every page and every reference is whole. */
async function check(file: string): Promise<BackupAnswer> {
  const db = await openDatabase(`sqlite:${file}`, { secret: 'only looking, nothing is opened with it' }).catch(() => null);
  if (!db) return { ok: false, reason: 'backup-damaged' };
  try {
    const [whole] = await db.select<{ integrity_check: string }>('PRAGMA integrity_check');
    const orphans = await db.select('PRAGMA foreign_key_check');
    if (whole?.integrity_check !== 'ok' || orphans.length > 0) return { ok: false, reason: 'backup-damaged' };
    const rows: Record<string, number> = {};
    for (const table of COUNTED) {
      const [counted] = await db.select<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`);
      rows[table] = counted?.n ?? 0;
    }
    return { ok: true, rows, bytes: (await stat(file)).size };
  } catch {
    return { ok: false, reason: 'backup-damaged' };
  } finally {
    await db.close();
  }
}

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );
