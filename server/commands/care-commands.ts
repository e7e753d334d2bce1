import { stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { backUp, restore, type BackupAnswer } from '../../models/backup.js';
import { pendingMigrations } from '../../models/migrator.js';
import { tehranParts } from '../../models/persian/tehran-time.js';
import type { Club } from '../app.js';
import { hasText, localeOf } from '../locale.js';
import type { Command, CommandAnswer } from './command.js';
import { refusal } from './staff-commands.js';

const { t, fmt } = localeOf('fa');
const LEAST_FREE_BYTES = 200 * 1024 * 1024;
const SAFE_SQLITE = 3_051_003;

const sqliteFile = (club: Club): string => club.env.DATABASE_URL.replace(/^sqlite:(\/\/(?=\/))?/, '');

const told = (answer: BackupAnswer, key: string, file: string): CommandAnswer =>
  answer.ok
    ? {
        ok: true,
        data: { file, rows: answer.rows, bytes: answer.bytes },
        text: t(`commands:${key}`, { file, patients: answer.rows['patients'] }),
      }
    : refusal(answer.reason);

/** `backup` */
export const backupCommand: Command = {
  name: 'backup',
  says: 'writes a checked copy of a SQLite club while it goes on working; the secret in DATA_DIR/secret.key must be kept with it',
  takes: ['FILE'],
  options: {},
  run: async (club, [file = '']) => told(await backUp(club.db, file), 'backed-up', file),
};

/** `restore` */
export const restoreCommand: Command = {
  name: 'restore',
  says: 'puts a backup in the place of the SQLite club, which must be stopped; it then sends nothing until a manager resumes sending',
  takes: ['FILE'],
  options: {},
  run: async (club, [file = '']) => {
    if (club.db.dialect !== 'sqlite') return refusal('postgres-backup');
    await club.db.close();
    return told(await restore(file, sqliteFile(club), club.env.SESSION_SECRET, club.clock()), 'restored', file);
  },
};

interface Finding {
  name: string;
  ok: boolean;
  detail: string;
}

/** `doctor` */
export const doctorCommand: Command = {
  name: 'doctor',
  says: 'looks whether the club is well: versions, database, disk, clock, SMS line, waiting messages',
  takes: [],
  options: {},
  run: async (club) => {
    const findings = await examine(club);
    const lines = findings.map(
      ({ name, ok, detail }) => `${ok ? '✓' : '✗'} ${hasText(`commands:doctor.${name}`) ? t(`commands:doctor.${name}`) : name}: ${detail}`,
    );
    const text = lines.join('\n');
    return findings.every(({ ok }) => ok) ? { ok: true, data: findings, text } : { ok: false, reason: 'not-well', text };
  },
};

async function examine(club: Club): Promise<Finding[]> {
  const { db, env, gateway, clock } = club;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const pending = await pendingMigrations(db);
  const disk = await statfs(env.DATA_DIR);
  const free = disk.bavail * disk.bsize;
  // A year without summer time in Iran: an old time-zone table would say 04:30.
  const july = tehranParts(new Date('2026-07-01T00:00:00Z'));
  const [waiting] = await db.select<{ n: number }>(`SELECT COUNT(*) AS n FROM messages WHERE state = 'queued' AND next_try_at < :since`, {
    since: new Date(clock().getTime() - 15 * 60_000),
  });
  const secretMode = await stat(join(env.DATA_DIR, 'secret.key')).then(
    ({ mode }) => mode & 0o077,
    () => 0,
  );
  return [
    { name: 'node', ok: major > 20 || (major === 20 && minor >= 19), detail: process.versions.node },
    ...(db.dialect === 'sqlite' ? [await sqliteFinding(club)] : []),
    { name: 'migrations', ok: pending.length === 0, detail: fmt.number(pending.length) },
    { name: 'disk', ok: free > LEAST_FREE_BYTES, detail: `${fmt.number(Math.round(free / 1024 / 1024))} MiB` },
    { name: 'time-zone', ok: july.hour === 3 && july.minute === 30, detail: fmt.instant(clock()) },
    { name: 'secret', ok: secretMode === 0, detail: secretMode === 0 ? '0600' : 'chmod 600' },
    { name: 'line', ok: true, detail: gateway.name },
    { name: 'waiting', ok: waiting?.n === 0, detail: fmt.number(waiting?.n ?? 0) },
  ];
}

async function sqliteFinding({ db }: Club): Promise<Finding> {
  const [row] = await db.select<{ v: string }>('SELECT sqlite_version() AS v');
  const [whole] = await db.select<{ quick_check: string }>('PRAGMA quick_check');
  const [major = 0, minor = 0, patch = 0] = (row?.v ?? '').split('.').map(Number);
  const isSafe = major * 1_000_000 + minor * 1000 + patch >= SAFE_SQLITE;
  return { name: 'database', ok: isSafe && whole?.quick_check === 'ok', detail: `SQLite ${row?.v ?? ''}, ${whole?.quick_check ?? ''}` };
}
