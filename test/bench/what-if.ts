import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registerClinic } from '../../models/clinic-registry.js';
import { openDatabase } from '../../models/database.js';
import { migrateUp } from '../../models/migrator.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { defaultTierRule } from '../../models/rules/tier-rule.js';
import { mayBeWrittenTo, namedMovers, tierPreview } from '../../server/reports/tier-preview-report.js';
import { benchRow, type BenchRow } from './row.js';
import { PATIENTS, seedVisits, VISITS } from './tier-review.js';

const NOW = new Date('2026-11-21T23:00:00Z');
const SHOWN = 20;

/** What a new tier rule would change in a large clinic: the whole answer as the page shows it, for a rule of the clinic and one of a specialty. */
export async function bench(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hamdam-bench-'));
  const db = await openDatabase(`sqlite:${join(folder, 'club.sqlite')}`, { secret: 'a secret of the bench, 32 characters and more' });
  try {
    await migrateUp(db);
    const clinic = await db.transaction(() => registerClinic(db, { slug: 'bench', name: 'bench' }, NOW));
    if (!clinic) throw new Error('the bench has no clinic');
    await seedVisits(db, clinic, NOW);
    const today = tehranDay(NOW);
    const ask = async (specialtyId: number | null): Promise<number> => {
      const start = performance.now();
      const version = { ...defaultTierRule, specialtyId, effectiveOn: today, silver: 4, gold: 7, platinum: 12, creditsPerYear: 1 };
      const preview = await tierPreview(db, { clinicId: clinic.id, version, today });
      const movers = [...preview.rise, ...preview.fall];
      await namedMovers(db, clinic.id, [...preview.rise.slice(0, SHOWN), ...preview.fall.slice(0, SHOWN)]);
      await mayBeWrittenTo(db, clinic.id, movers);
      return performance.now() - start;
    };
    const size = `${PATIENTS.toLocaleString('en')} patients, ${VISITS.toLocaleString('en')} visits`;
    return [
      benchRow(`what-if of a tier rule, ${size}`, Math.min(await ask(null), await ask(null)), 'ms'),
      benchRow(`what-if of a specialty's rule, ${size}`, Math.min(await ask(1), await ask(1)), 'ms'),
    ];
  } finally {
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
