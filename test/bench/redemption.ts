import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clinic } from '../../models/clinic.js';
import { registerClinic } from '../../models/clinic-registry.js';
import { openDatabase, type Db } from '../../models/database.js';
import { giveGrants } from '../../models/grant-book.js';
import { migrateUp } from '../../models/migrator.js';
import { redeemBenefit } from '../../server/actions/redeem-benefit.js';
import { buildBenefit } from '../support/benefits.js';
import { benchRow, type BenchRow } from './row.js';

const DESKS = 50;
const GRANTS = 2_000;
const NOW = new Date('2026-11-22T06:30:00Z');

/** Fifty desks that redeem grants at the same moment, against bare updates of one row each in the same database. */
export async function bench(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hamdam-bench-'));
  const db = await openDatabase(`sqlite:${join(folder, 'club.sqlite')}`, { secret: 'a secret of the bench, 32 characters and more' });
  try {
    await migrateUp(db);
    const clinic = await db.transaction(() => registerClinic(db, { slug: 'bench', name: 'bench' }, NOW));
    if (!clinic) throw new Error('the bench has no clinic');
    const [forDesks, forBare] = [await seed(db, clinic, 'desk'), await seed(db, clinic, 'bare')];
    const bare = await perSecond(forBare, (id) =>
      db.execute(
        `UPDATE benefit_grants SET state = 'used', used_at = :at, used_on = '2026-11-22' WHERE clinic_id = :c AND id = :id AND state = 'open' RETURNING id`,
        {
          at: NOW,
          c: clinic.id,
          id,
        },
      ),
    );
    let used = 0;
    const redeemed = await perSecond(forDesks, async (id) => {
      const answer = await redeemBenefit({ db, clinic, actor: { kind: 'system' }, asOf: NOW, grantId: id, patientId: null });
      if (answer.ok) used += 1;
    });
    const [last] = await seed(db, clinic, 'last', 1);
    const tries = await Promise.all(
      Array.from({ length: DESKS }, () =>
        redeemBenefit({ db, clinic, actor: { kind: 'system' }, asOf: NOW, grantId: last ?? 0, patientId: null }),
      ),
    );
    return [
      benchRow('redemptions at 50 desks, each a grant of its own', redeemed, 'per second', bare),
      benchRow('redemptions that succeeded', used, 'grants', GRANTS),
      benchRow('50 desks at one grant, how many succeed', tries.filter((answer) => answer.ok).length, 'desks', 1),
    ];
  } finally {
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function seed(db: Db, clinic: Clinic, name: string, count = GRANTS): Promise<number[]> {
  const first = await db.execute<{ id: number }>(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${String(count)})
     INSERT INTO patients (clinic_id, member_number, first_name, last_name, search_key, sort_key, status, enrolled_at, created_at, updated_at)
     SELECT :id, (SELECT COALESCE(MAX(member_number), 100000) FROM patients) + i, 'f', 'l', 'k', 'k', 'member', :at, :at, :at FROM n RETURNING id`,
    { id: clinic.id, at: NOW },
  );
  const benefit = await buildBenefit(db, clinic);
  const wishes = first.map(({ id }) => ({ patientId: id, cause: `hand:${name}-${String(id)}` }));
  const given = await giveGrants(db, { clinicId: clinic.id, benefitId: benefit.id, wishes, asOf: NOW, actor: { kind: 'system' } });
  return given.flatMap((answer) => (answer.ok ? [answer.grantId] : []));
}

/** How many a second, when fifty take the next one from the pile as soon as they are done with theirs. */
async function perSecond(ids: readonly number[], work: (id: number) => Promise<unknown>): Promise<number> {
  const pile = [...ids];
  const start = performance.now();
  await Promise.all(
    Array.from({ length: DESKS }, async () => {
      for (let id = pile.pop(); id !== undefined; id = pile.pop()) await work(id);
    }),
  );
  return (ids.length * 1000) / (performance.now() - start);
}
