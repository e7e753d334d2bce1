import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EnvironmentError, readEnvironment, type Environment } from '../env.js';
import { openClub } from '../open-club.js';
import { startClub } from '../start.js';
import { demoPatientLink } from './patient-pages.js';
import { signInLines } from './sign-ins.js';
import { tellStory } from './tell-story.js';
import { topUpAppointments } from './top-up.js';

const FILE = 'demo.sqlite';

try {
  await main();
} catch (error) {
  const expected = error instanceof EnvironmentError || (error as { code?: string }).code === 'EADDRINUSE';
  console.error(expected ? (error as Error).message : error);
  process.exitCode = 1;
}

/** Starts the demo clinic: seeds its file when there is none yet, then runs it like any club, always on that file and with the simulator. */
async function main(): Promise<void> {
  const told = readEnvironment(undefined, FILE);
  const env: Environment = {
    ...told,
    DATABASE_URL: `sqlite:${join(told.DATA_DIR, FILE)}`,
    SMS_GATEWAY: 'simulator',
    // One line per request would bury the sign-ins.
    LOG_LEVEL: told.LOG_LEVEL === 'info' ? 'warn' : told.LOG_LEVEL,
  };
  const file = join(env.DATA_DIR, FILE);
  if (existsSync(file)) await freshen(env);
  else await seed(env, file);
  const ownPage = await patientLink(env);
  const { address } = await startClub(env, console.log);
  console.log(
    `\nThe demo clinic is open: ${address}/sign-in\n\n${signInLines(env.SESSION_SECRET)}\n\nThe patients' phones: ${address}/simulator${ownPage ? `\nA patient's own page: ${address}${ownPage}` : ''}`,
  );
}

/** Told into a file beside, which gets its name when the story is complete: a demo that was stopped half-way begins anew. */
async function seed(env: Environment, file: string): Promise<void> {
  console.log('Telling the story of the demo clinic …');
  const startedAt = performance.now();
  const unfinished = `${file}.unfinished`;
  for (const left of leftovers(unfinished)) rmSync(left);
  const club = await openClub({ ...env, DATABASE_URL: `sqlite:${unfinished}` });
  try {
    await tellStory({ db: club.db, gateway: club.gateway, secret: env.SESSION_SECRET, baseUrl: env.BASE_URL, now: club.clock() });
    await club.db.select('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    await club.close();
  }
  renameSync(unfinished, file);
  console.log(`Told in ${String(Math.round((performance.now() - startedAt) / 1000))} s.`);
}

/** A demo that was told some days ago gets appointments for the days that have come since. */
async function freshen(env: Environment): Promise<void> {
  const club = await openClub(env);
  await topUpAppointments({ db: club.db, now: club.clock() });
  await club.close();
}

/** A fresh link to one patient's own page: only its hash is kept, so every start makes a new one. */
async function patientLink(env: Environment): Promise<string | null> {
  const club = await openClub(env);
  const link = await demoPatientLink(club.db, club.clock());
  await club.close();
  return link;
}

function leftovers(unfinished: string): string[] {
  const folder = dirname(unfinished);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith(basename(unfinished)))
    .map((name) => join(folder, name));
}
