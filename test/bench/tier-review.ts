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

const SCALE = Number(process.env['BENCH_SCALE'] ?? 1);
export const PATIENTS = Math.round(100_000 * SCALE);
export const VISITS = Math.round(1_000_000 * SCALE);
const A_DAY = String(Math.max(1, Math.round(685 * SCALE)));
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
    await seedVisits(db, clinic, FIRST_NIGHT);
    const night = (n: number) =>
      reviewTiers({ db, clinic, actor: { kind: 'job', name: 'review-tiers' }, asOf: new Date(FIRST_NIGHT.getTime() + n * NIGHT_MS) });
    const first = await timed(() => night(0));
    const aggregate = await best(3, (n) => bareAggregate(db, clinic.id, new Date(FIRST_NIGHT.getTime() + n * NIGHT_MS)));
    let written = 0;
    const nightly = await best(3, async (n) => {
      written = (await night(n + 1)).written;
    });
    return [
      benchRow(`tier review, ${PATIENTS.toLocaleString('en')} patients, ${VISITS.toLocaleString('en')} visits`, nightly, 'ms', aggregate),
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

/** Three specialties, and patients with four years of visits. */
export async function seedVisits(db: Db, clinic: Clinic, at: Date): Promise<void> {
  await db.execute(`INSERT INTO specialties (clinic_id, name, search_key) VALUES (:id, 'a', 'a'), (:id, 'b', 'b'), (:id, 'c', 'c')`, {
    id: clinic.id,
  });
  await db.execute(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${String(PATIENTS)})
     INSERT INTO patients (clinic_id, member_number, first_name, last_name, search_key, sort_key, status, member_since_on, mobile, enrolled_at, created_at, updated_at)
     SELECT :id, 100000 + i, 'f', 'l', 'k', 'k', 'member', DATE('2022-11-22', '+' || (i % 1400) || ' days'), '0900' || (1000000 + i), :at, :at, :at FROM n`,
    { id: clinic.id, at },
  );
  // Four years of visits; every patient some, a tenth of them many. The order of rows is the order of days, as in a real clinic.
  await db.execute(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${String(VISITS)})
     INSERT INTO visits (clinic_id, patient_id, specialty_id, visited_at, visited_on, created_at, updated_at)
     SELECT :id, 1 + (i * 7919 * (1 + i % 3)) % CASE WHEN i % 4 = 0 THEN ${String(PATIENTS / 10)} ELSE ${String(PATIENTS)} END, 1 + i % 3,
       DATETIME('2022-11-22', '+' || (i / ${A_DAY}) || ' days', '+8 hours') || '.000 +00:00', DATE('2022-11-22', '+' || (i / ${A_DAY}) || ' days'), :at, :at
     FROM n`,
    { id: clinic.id, at },
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
