import { mkdirSync } from 'node:fs';
import { pino, type Logger } from 'pino';
import { Shift } from '../jobs/night-shift.js';
import { openDatabase } from '../models/database.js';
import { migrateUp } from '../models/migrator.js';
import { openMirror } from './analytics/mirror.js';
import type { Club } from './app.js';
import type { Environment } from './env.js';
import { makeGateway } from './sms/choose-gateway.js';

/** A pino logger that never prints secrets. */
export const makeLog = (level: Environment['LOG_LEVEL']): Logger =>
  pino({ level, redact: ['password', '*.password', 'req.headers.cookie', 'req.headers.authorization', '*.apiKey'] });

/** Opens everything the desk and the jobs work with: the database (brought up to date), the SMS line, the analytics mirror. */
export async function openClub(env: Environment, clock: () => Date = () => new Date()): Promise<Club & { close(): Promise<void> }> {
  mkdirSync(env.DATA_DIR, { recursive: true });
  const log = makeLog(env.LOG_LEVEL);
  const db = await openDatabase(env.DATABASE_URL, {
    secret: env.SESSION_SECRET,
    ...(env.LOG_LEVEL === 'debug' ? { log: (sql: string) => log.debug({ sql }) } : {}),
  });
  await migrateUp(db);
  const gateway = makeGateway(env, db);
  const mirror = openMirror({ dataDir: env.DATA_DIR, name: String(env.PORT) });
  const nightShift = new Shift({ db, env, clock, gateway, mirror, log });
  const close = async (): Promise<void> => {
    await nightShift.rest();
    await mirror.close();
    await db.close();
  };
  return { db, env, clock, gateway, mirror, nightShift, log, close };
}
