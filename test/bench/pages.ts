import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { openDatabase } from '../../models/database.js';
import { migrateUp } from '../../models/migrator.js';
import { searchKey } from '../../models/persian/text-keys.js';
import { ROOT } from '../../server/root.js';
import { buildStaff, PASSWORD } from '../support/builders.js';
import { seedBulk } from '../support/seed-bulk.js';
import { benchRow, type BenchRow } from './row.js';

const SECRET = 'a secret of the bench, 32 characters and more';
const SCALE = Number(process.env['BENCH_SCALE'] ?? 1);
const SECONDS = 6;
const ADDRESSES = 400;

/** Finding a member while typing, and the member page, as a signed-in desk asks for them, against a bare page with one indexed query. */
export async function bench(): Promise<BenchRow[]> {
  const [few, many] = [Math.round(10_000 * SCALE), Math.round(100_000 * SCALE)];
  const small = await measure(few);
  const large = await measure(many);
  const size = (n: number): string => `${n.toLocaleString('en')} patients`;
  return [
    benchRow(`find a member while typing, ${size(many)}`, 1000 / large.search, 'ms/request', 1000 / large.bare),
    benchRow(`find a member while typing, ${size(many)} against ${size(few)}`, 1000 / large.search, 'ms/request', 1000 / small.search),
    benchRow(`member page, ${size(many)}`, large.member, 'requests/s', large.bare),
  ];
}

/** Requests per second of the search, the member page and the bare page, each served by a process of its own over the same file. */
async function measure(patients: number): Promise<{ search: number; member: number; bare: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'hamdam-bench-'));
  const children: ChildProcess[] = [];
  try {
    const file = join(folder, 'club.sqlite');
    const { firstId, names } = await seed(file, patients);
    const serve = (args: string[], env: NodeJS.ProcessEnv = process.env): Promise<string> => {
      const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] });
      children.push(child);
      return addressOf(child);
    };
    const bareUrl = await serve(['--import', 'tsx', join(ROOT, 'test/support/bare-page.ts'), file]);
    const settings = {
      DATA_DIR: folder,
      DATABASE_URL: `sqlite:${file}`,
      SESSION_SECRET: SECRET,
      PORT: '0',
      CLUB_ROLE: 'web',
      LOG_LEVEL: 'error',
    };
    const clubUrl = await serve([join(ROOT, '.build/server/main.js')], { PATH: process.env['PATH'], ...settings });
    const cookie = await signIn(clubUrl);
    const members = Array.from({ length: ADDRESSES }, (_, i) => `/patients/${String(firstId + ((i * 7919) % patients))}`);
    const typed = names.flatMap((name) => [2, 3, 5].map((letters) => `/patients/search?q=${encodeURIComponent(name.slice(0, letters))}`));
    const ask = (url: string, paths: string[], headers: Record<string, string> = {}): Promise<number> => load(url, paths, headers);
    await ask(bareUrl, members);
    const bare = await ask(bareUrl, members);
    const search = await ask(clubUrl, typed, { cookie, 'hx-request': 'true' });
    const member = await ask(clubUrl, members, { cookie });
    return { search, member, bare };
  } finally {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function seed(file: string, patients: number): Promise<{ firstId: number; names: string[] }> {
  const db = await openDatabase(`sqlite:${file}`, { secret: SECRET });
  await migrateUp(db);
  const { clinic, firstPatientId } = await seedBulk(db, { patients, visits: patients * 5, events: true });
  await buildStaff(db, clinic, { username: 'bench', role: 'receptionist' });
  const some = await db.select<{ firstName: string; lastName: string }>(
    'SELECT first_name AS "firstName", last_name AS "lastName" FROM patients WHERE clinic_id = :clinicId AND id % :step = 0 LIMIT 60',
    { clinicId: clinic.id, step: Math.max(1, Math.floor(patients / 60)) },
  );
  await db.close();
  return { firstId: firstPatientId, names: some.flatMap(({ firstName, lastName }) => [searchKey(firstName), searchKey(lastName)]) };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (found) resolve(found[0]);
    });
    child.once('exit', () => {
      reject(new Error(`a server of the bench ended: ${said}`));
    });
  });
}

async function signIn(url: string): Promise<string> {
  const page = await fetch(`${url}/sign-in`);
  const token = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  const before = page.headers.getSetCookie().map(nameAndValue).join('; ');
  const body = new URLSearchParams({ username: 'bench', password: PASSWORD, _csrf: token });
  const answer = await fetch(`${url}/sign-in`, { method: 'POST', body, headers: { cookie: before }, redirect: 'manual' });
  if (answer.status !== 303) throw new Error(`sign-in answered ${String(answer.status)}`);
  return answer.headers.getSetCookie().map(nameAndValue).join('; ');
}

const nameAndValue = (cookie: string): string => cookie.split(';')[0] ?? '';

async function load(url: string, paths: string[], headers: Record<string, string>): Promise<number> {
  const result = await autocannon({
    url,
    connections: 10,
    duration: SECONDS,
    workers: 1,
    requests: paths.map((path) => ({ method: 'GET', path, headers })),
  });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${String(result.non2xx + result.errors)} requests of ${paths[0] ?? ''} went wrong`);
  return result.requests.average;
}
