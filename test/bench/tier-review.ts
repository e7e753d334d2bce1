import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clinic } from '../../models/clinic.js';
import { registerClinic } from '../../models/clinic-registry.js';
import { openDatabase, type Db } from '../../models/database.js';
import { migrateUp } from '../../models/migrator.js';
import { addJalaliMonths } from '../../models/persian/jalali.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { reviewTiers } from '../../server/actions/review-tiers.js';
import { benchRow, type BenchRow } from './row.js';

const PATIENTS = 100_000;
const VISITS = 1_000_000;
const FIRST_NIGHT = new Date('2026-11-21T23:00:00Z');
const NIGHT_MS = 86_400_000;

/** The nightly tier review of a large clinic against the SQL aggregate that it needs at the least. */
export async function bench(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hamdam-bench-'));
  const db = await openDatabase(`sqlite:${join(folder, 'club.sqlite')}`, { secret: 'a secret of the bench, 32 characters and more' });
  try {
    await migrateUp(db);
    const clinic = await db.transaction(() => registerClinic(db, { slug: 'bench', name: 'bench' }, FIRST_NIGHT));
    if (!clinic) throw new Error('the bench has no clinic');
    await seed(db, clinic);
    const night = (n: number) =>
      reviewTiers({ db, clinic, actor: { kind: 'job', name: 'review-tiers' }, asOf: new Date(FIRST_NIGHT.getTime() + n * NIGHT_MS) });
    const first = await timed(() => night(0));
    const aggregate = await best(3, (n) => bareAggregate(db, clinic.id, new Date(FIRST_NIGHT.getTime() + n * NIGHT_MS)));
    let written = 0;
    const nightly = await best(3, async (n) => {
      written = (await night(n + 1)).written;
    });
    return [
      benchRow('tier review, 100,000 patients, 1,000,000 visits', nightly, 'ms', aggregate),
      benchRow('tier review, rows written in a night', written, 'rows', PATIENTS),
      benchRow('tier review, first night (every row written)', first, 'ms', aggregate),
    ];
  } finally {
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Per patient the counted visits of the window: what the database alone must do to know every credit. */
async function bareAggregate(db: Db, clinicId: number, asOf: Date): Promise<void> {
  const day = tehranDay(asOf);
  await db.select(
    `SELECT patient_id, COUNT(DISTINCT CAST(visited_on AS VARCHAR(10)) || specialty_id) AS credit, COUNT(*) AS visits, MAX(visited_on) AS last
     FROM visits WHERE clinic_id = :clinicId AND deleted_at IS NULL AND visited_on <= :day
     GROUP BY patient_id HAVING MAX(visited_on) > :from`,
    { clinicId, day, from: addJalaliMonths(day, -12) },
  );
}

async function seed(db: Db, clinic: Clinic): Promise<void> {
  await db.execute(`INSERT INTO specialties (clinic_id, name, search_key) VALUES (:id, 'a', 'a'), (:id, 'b', 'b'), (:id, 'c', 'c')`, {
    id: clinic.id,
  });
  await db.execute(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${String(PATIENTS)})
     INSERT INTO patients (clinic_id, member_number, first_name, last_name, search_key, sort_key, status, enrolled_at, created_at, updated_at)
     SELECT :id, 100000 + i, 'f', 'l', 'k', 'k', 'member', :at, :at, :at FROM n`,
    { id: clinic.id, at: FIRST_NIGHT },
  );
  // Four years of visits; every patient some, a tenth of them many. The order of rows is the order of days, as in a real clinic.
  await db.execute(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${String(VISITS)})
     INSERT INTO visits (clinic_id, patient_id, specialty_id, visited_at, visited_on, created_at, updated_at)
     SELECT :id, 1 + (i * 7919 * (1 + i % 3)) % CASE WHEN i % 4 = 0 THEN ${String(PATIENTS / 10)} ELSE ${String(PATIENTS)} END, 1 + i % 3,
       DATETIME('2022-11-22', '+' || (i / 685) || ' days', '+8 hours') || '.000 +00:00', DATE('2022-11-22', '+' || (i / 685) || ' days'), :at, :at
     FROM n`,
    { id: clinic.id, at: FIRST_NIGHT },
  );
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function best(times: number, work: (n: number) => Promise<unknown>): Promise<number> {
  const all: number[] = [];
  for (let n = 0; n < times; n += 1) all.push(await timed(() => work(n)));
  return Math.min(...all);
}
