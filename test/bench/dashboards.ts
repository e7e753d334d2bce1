import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openDatabase, type Db } from '../../models/database.js';
import { migrateUp } from '../../models/migrator.js';
import { schemaOf } from '../../server/analytics/facts.js';
import { freshFacts } from '../../server/analytics/fresh-facts.js';
import { openMirror, type Mirror } from '../../server/analytics/mirror.js';
import { demographicsReport } from '../../server/reports/demographics-report.js';
import { NOW } from '../support/builders.js';
import { seedBulk } from '../support/seed-bulk.js';
import { benchRow, type BenchRow } from './row.js';

const SCALE = Number(process.env['BENCH_SCALE'] ?? 1);
const PATIENTS = Math.round(100_000 * SCALE);
const VISITS = Math.round(1_000_000 * SCALE);
const ROUNDS = 9;
const SECRET = 'a secret of the bench, 32 characters and more';
const LOADER = join(import.meta.dirname, '../support/mirror-load-process.ts');

/** A dashboard with all its totals (visits by area and education) against the same statement in DuckDB alone and in the club's own SQLite; and what the mirror costs. */
export async function bench(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hamdam-bench-'));
  const file = join(folder, 'club.sqlite');
  const db = await openDatabase(`sqlite:${file}`, { secret: SECRET });
  let mirror = openMirror({ dataDir: folder, name: 'bench' });
  try {
    await migrateUp(db);
    const { clinic } = await seedBulk(db, { patients: PATIENTS, visits: VISITS, events: true });
    await mirror.close();
    const load = await loadInOwnProcess(file, clinic.id);
    mirror = openMirror({ dataDir: folder, name: 'bench' });
    const page = (): Promise<unknown> => dashboard(db, mirror, clinic.id);
    const first = await timed(page);
    const report = await median(page);
    const alone = await median(() => statementInDuckDb(mirror, clinic.id));
    const sqlite = await timed(() => statementInSqlite(db, clinic.id));
    const size = `${VISITS.toLocaleString('en')} visits`;
    return [
      benchRow(`dashboard, ${size}, against DuckDB alone`, report, 'ms', alone),
      benchRow(`dashboard, ${size}, against SQLite`, report, 'ms', sqlite),
      benchRow(`first dashboard after a restart, ${size}`, first, 'ms'),
      benchRow(`load of the mirror, ${size}`, load.ms / 1000, 's'),
      benchRow('memory while the mirror loads', load.megabytes, 'MB'),
    ];
  } finally {
    await mirror.close();
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Everything between the request and the numbers: the look at the event log, the statement, the hiding of small cells. */
async function dashboard(db: Db, mirror: Mirror, clinicId: number): Promise<unknown> {
  await freshFacts({ db, mirror, clinicId, asOf: NOW });
  return demographicsReport({ db, mirror, clinic: { id: clinicId }, asOf: NOW }, { by: 'area', crossing: 'education', counted: 'visits' });
}

function statementInDuckDb(mirror: Mirror, clinicId: number): Promise<unknown> {
  return mirror.read(
    `SELECT area, education, count(*) AS n, bit_count(bit_or(person_bit)) AS people FROM ${schemaOf(clinicId)}.visits GROUP BY CUBE (area, education)`,
  );
}

/** SQLite has no grouping sets: the table and its totals are four statements in one. */
function statementInSqlite(db: Db, clinicId: number): Promise<unknown> {
  const part = (columns: string, by: string): string =>
    `SELECT ${columns}, COUNT(*) AS n, COUNT(DISTINCT v.patient_id) AS people FROM visits v JOIN patients p ON p.id = v.patient_id
     WHERE v.clinic_id = :clinicId AND p.clinic_id = :clinicId AND v.deleted_at IS NULL AND p.deleted_at IS NULL ${by}`;
  return db.select(
    [
      part('p.area, p.education', 'GROUP BY p.area, p.education'),
      part('p.area, NULL AS education', 'GROUP BY p.area'),
      part('NULL AS area, p.education', 'GROUP BY p.education'),
      part('NULL AS area, NULL AS education', ''),
    ].join(' UNION ALL '),
    { clinicId },
  );
}

/** What this process did before (making a million visits) must not be counted as memory of the mirror. */
async function loadInOwnProcess(file: string, clinicId: number): Promise<{ ms: number; megabytes: number }> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', LOADER, file, SECRET, String(clinicId)]);
  return JSON.parse(stdout) as { ms: number; megabytes: number };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function median(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await timed(work));
  return times.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0;
}
