import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Db } from '../../models/database.js';
import { migrateUp } from '../../models/migrator.js';
import { registerPatients } from '../../models/patient-registry.js';
import { duplicatePairs } from '../../server/reports/duplicate-report.js';
import { NOW } from '../support/builders.js';
import { seedBulk } from '../support/seed-bulk.js';
import { benchRow, type BenchRow } from './row.js';

const PATIENTS = 100_000;
const TWICE = 1_000;
const PAGE = 20;

/** Files that may be one person, in a large clinic of few different names: the first page, and a walk through all files. */
export async function bench(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hamdam-bench-'));
  const db = await openDatabase(`sqlite:${join(folder, 'club.sqlite')}`, { secret: 'a secret of the bench, 32 characters and more' });
  try {
    await migrateUp(db);
    const { clinic } = await seedBulk(db, { patients: PATIENTS, visits: 0 });
    await openTwice(db, clinic.id);
    const first = await timed(() => duplicatePairs(db, { clinicId: clinic.id, before: null, pageSize: PAGE }));
    const walk = await timed(() => everyPair(db, clinic.id));
    const all = `at ${String(PATIENTS)} patients`;
    return [
      benchRow(`first page of files on record twice, ${all}`, first.ms, 'ms'),
      benchRow(`all files compared, ${all}`, walk.ms, 'ms'),
      benchRow(`pairs found among all files, ${all}`, walk.answer, 'pairs'),
    ];
  } finally {
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A hundredth of the patients get a second file, with another spelling of the name. */
async function openTwice(db: Db, clinicId: number): Promise<void> {
  const some = await db.select<{ firstName: string; lastName: string; mobile: string; birthOn: string }>(
    `SELECT first_name AS "firstName", last_name AS "lastName", mobile, birth_on AS "birthOn" FROM patients
     WHERE clinic_id = :clinicId ORDER BY id LIMIT ${String(TWICE)}`,
    { clinicId },
  );
  const again = some.map((person) => ({ ...person, lastName: person.lastName.replaceAll('ی', 'ي') }));
  await db.transaction(() => registerPatients(db, clinicId, again, NOW));
}

async function everyPair(db: Db, clinicId: number): Promise<number> {
  let pairs = 0;
  for (let before: number | null = null; ;) {
    const found = await duplicatePairs(db, { clinicId, before, pageSize: 1_000 });
    pairs += found.pairs.length;
    if (found.before === null) return pairs;
    before = found.before;
  }
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; answer: T }> {
  const from = performance.now();
  const answer = await work();
  return { ms: performance.now() - from, answer };
}
