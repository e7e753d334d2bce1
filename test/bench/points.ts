import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Actor } from '../../models/club-event.js';
import { registerClinic } from '../../models/clinic-registry.js';
import { openDatabase, type Db } from '../../models/database.js';
import { migrateUp } from '../../models/migrator.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { writePointRule } from '../../models/point-rule-book.js';
import { earnPoints, spendPoints } from '../../models/points-book.js';
import { settlePoints } from '../../models/settle-points.js';
import { clubPoints } from '../../server/reports/point-club-report.js';
import { pointPreview } from '../../server/reports/point-preview-report.js';
import { benchRow, type BenchRow } from './row.js';
import { PATIENTS, seedVisits, VISITS } from './tier-review.js';

const NOW = new Date('2026-11-21T23:00:00Z');
const BENCH: Actor = { kind: 'job', name: 'bench' };
const SETTLED = PATIENTS / 5;
const PATIENTS_AT_ONCE = 1_000;
const DESKS = 50;
const RULE = {
  effectiveOn: '2023-01-01',
  perTenThousandToman: 1,
  servicePoints: {},
  welcome: 50,
  referral: 100,
  answer: 10,
  expiryMonths: 12,
  pointValueRial: 1_000,
};

/** Points of a large clinic: earned for the visits of a fifth of its members, looked at again with nothing changed, previewed, reported, and spent at fifty desks. */
export async function bench(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hamdam-bench-'));
  const db = await openDatabase(`sqlite:${join(folder, 'club.sqlite')}`, { secret: 'a secret of the bench, 32 characters and more' });
  try {
    await migrateUp(db);
    const clinic = await db.transaction(() => registerClinic(db, { slug: 'bench', name: 'bench' }, NOW));
    if (!clinic) throw new Error('the bench has no clinic');
    const clinicId = clinic.id;
    await seedVisits(db, clinic, NOW);
    await db.execute('UPDATE visits SET amount_rial = 1000000 + id % 40 * 100000 WHERE clinic_id = :clinicId', { clinicId });
    await writePointRule(db, { clinicId, rule: RULE, staffId: null, asOf: NOW });
    const today = tehranDay(NOW);
    const earning = await timed(() => settleAll(db, clinicId));
    const [written] = await db.select<{ n: number }>('SELECT COUNT(*) AS n FROM point_entries WHERE clinic_id = :clinicId', { clinicId });
    const again = await timed(() => settleAll(db, clinicId));
    const bare = await timed(() => bareAmounts(db, clinicId, today));
    const preview = await timed(() => pointPreview(db, { clinicId, rule: RULE, today }));
    const report = await timed(() => clubPoints(db, { clinicId, today }));
    const desks = await spendAtDesks(db, clinicId);
    const entries = (written?.n ?? 0).toLocaleString('en');
    return [
      benchRow(`points, ${entries} earnings written for ${SETTLED.toLocaleString('en')} members`, earning, 'ms'),
      benchRow(`points, the same members settled again with nothing changed`, again, 'ms', earning),
      benchRow(`points, a rule tried on the last 12 months of ${VISITS.toLocaleString('en')} visits`, preview, 'ms', bare),
      benchRow(`points, the club's report over ${entries} entries`, report, 'ms'),
      benchRow(`points, ${String(DESKS)} desks spending one balance at once (as many succeed as it pays for)`, desks, 'ms'),
    ];
  } finally {
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function settleAll(db: Db, clinicId: number): Promise<void> {
  for (let from = 1; from <= SETTLED; from += PATIENTS_AT_ONCE) {
    const patientIds = Array.from({ length: PATIENTS_AT_ONCE }, (_, i) => from + i);
    await db.transaction(() => settlePoints(db, { clinicId, patientIds, asOf: NOW, actor: BENCH }));
  }
}

/** What the database alone must do to preview: read the year's amounts. */
async function bareAmounts(db: Db, clinicId: number, today: string): Promise<void> {
  await db.select(
    `SELECT COUNT(DISTINCT patient_id) AS members, SUM(amount_rial / 100000) AS points FROM visits
     WHERE clinic_id = :clinicId AND visited_on >= '2025-11-22' AND visited_on <= :today AND deleted_at IS NULL`,
    { clinicId, today },
  );
}

async function spendAtDesks(db: Db, clinicId: number): Promise<number> {
  const patientId = PATIENTS;
  const change = { clinicId, patientId, asOf: NOW, actor: BENCH };
  await earnPoints(db, { ...change, points: 255, cause: 'hand:bench', kind: 'hand', occurredOn: tehranDay(NOW) });
  let succeeded = 0;
  const took = await timed(async () => {
    const answers = await Promise.all(
      Array.from({ length: DESKS }, (_, i) => spendPoints(db, { ...change, points: 10, cause: `grant:${String(i + 1)}` })),
    );
    succeeded = answers.filter(({ ok }) => ok).length;
  });
  if (succeeded !== 25) throw new Error(`${String(succeeded)} of ${String(DESKS)} desks spent, 25 could pay`);
  return took;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
