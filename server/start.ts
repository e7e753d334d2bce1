import { createServer, type Server } from 'node:http';
import { startTimetable } from '../jobs/scheduler.js';
import { offerSetUp } from './actions/set-up-club.js';
import { createApp } from './app.js';
import type { Environment } from './env.js';
import { openClub } from './open-club.js';

const LAST_ORDERS_MS = 8_000;

export interface RunningClub {
  address: string;
  stop(): Promise<void>;
}

/** Starts the club as its role says: pages, jobs, or both; says the address, and a set-up link when nobody can sign in yet. */
export async function startClub(env: Environment, say: (line: string) => void): Promise<RunningClub> {
  const club = await openClub(env);
  const withPages = env.CLUB_ROLE !== 'jobs';
  const withJobs = env.CLUB_ROLE !== 'web';
  const desk = withPages ? createApp(club) : null;
  const server = desk ? await listen(createServer(desk.app), env) : null;
  const timetable = withJobs ? startTimetable(club) : null;
  const address = server ? addressOf(server, env) : '';

  if (server) {
    say(`Hamdam: ${address}`);
    const token = await offerSetUp({ db: club.db, asOf: club.clock() });
    if (token) say(`First run, open once within 24 hours: ${address}/setup/${token}`);
  }

  let stopping: Promise<void> | null = null;
  const stop = (): Promise<void> =>
    (stopping ??= (async () => {
      if (server) await closeGently(server);
      await desk?.audit.flush();
      await timetable?.stop();
      await club.close();
    })());
  const onSignal = (): void => {
    // A second signal means: now.
    if (stopping) process.exit(1);
    setTimeout(() => process.exit(0), LAST_ORDERS_MS + 1_500).unref();
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return { address, stop };
}

function listen(server: Server, env: Environment): Promise<Server> {
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  server.keepAliveTimeout = 5_000;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(env.PORT, env.HOST, () => {
      resolve(server);
    });
  });
}

function addressOf(server: Server, env: Environment): string {
  const bound = server.address();
  return typeof bound === 'object' && bound && env.PORT === 0 ? `http://${env.HOST}:${String(bound.port)}` : env.BASE_URL;
}

function closeGently(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeIdleConnections();
    setTimeout(() => {
      server.closeAllConnections();
    }, LAST_ORDERS_MS).unref();
  });
}
