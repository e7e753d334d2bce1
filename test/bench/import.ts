import { createWriteStream, rmSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { migrateUp } from '../../models/migrator.js';
import { openDatabase } from '../../models/database.js';
import { importFile } from '../../server/actions/import-file.js';
import { buildClinic, SYSTEM } from '../support/builders.js';
import { TEST_FOLDER, TEST_SECRET } from '../support/database.js';
import { HEADER, rowOf } from '../support/import-files.js';
import { benchRow, type BenchRow } from './row.js';

const FIRST_NAMES = ['سارا', 'علی', 'مریم', 'رضا', 'نرگس', 'حسین', 'زهرا', 'امیر'];
const LAST_NAMES = ['نوری', 'کریمی', 'رضایی', 'احمدی', 'محمدی', 'صادقی', 'قاسمی', 'یزدی', 'شیرازی', 'اکبری'];
const SERVICES = ['ویزیت', 'ترمیم', 'نوار قلب', 'پاک‌سازی'];
const CODES = ['L70', 'J30', 'I10', 'K02', 'E11', 'M54'];
const VISITS_EACH = 6;
const SAMPLE_MS = 100;

/** A clinic's file of 100,000 rows into an empty club on SQLite: how long it takes, and how much memory the process holds at most. */
export async function bench(): Promise<BenchRow[]> {
  const rows = Math.round(100_000 * Number(process.env['BENCH_SCALE'] ?? 1));
  const path = join(TEST_FOLDER, 'bench-import.csv');
  await writeExport(path, rows);
  const db = await openDatabase(`sqlite:${join(TEST_FOLDER, 'bench-import.sqlite')}`, { secret: TEST_SECRET });
  await migrateUp(db);
  const clinic = await buildClinic(db);
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, SAMPLE_MS);
  const run = async () => {
    const startedAt = performance.now();
    const file = { path, fileName: 'bench-import.csv' };
    const done = await importFile({ db, clinic, actor: SYSTEM, clock: () => new Date(), file, map: {} });
    if (!done.ok) throw new Error(done.reason);
    return { seconds: (performance.now() - startedAt) / 1000, ...done.counts };
  };
  const first = await run();
  const again = await run();
  clearInterval(watch);
  await db.close();
  rmSync(path);
  if (first.visits !== rows || again.visits !== 0) throw new Error(`imported ${String(first.visits)}, then ${String(again.visits)}`);
  return [
    benchRow(`import: ${String(rows)} rows`, first.seconds, 's'),
    benchRow(`import: the same ${String(rows)} rows again`, again.seconds, 's'),
    benchRow('import: memory at most', peak / 1024 ** 2, 'MB'),
  ];
}

/** Rows in the order of their days, as a desk program writes them: each patient comes back every so many rows. */
async function writeExport(path: string, rows: number): Promise<void> {
  const patients = Math.ceil(rows / VISITS_EACH);
  const file = createWriteStream(path);
  file.write(`\ufeff${HEADER.join(',')}\r\n`);
  for (let n = 0; n < rows; n += 1) {
    const patient = n % patients;
    const month = Math.floor((n / rows) * 48);
    const cells = rowOf({
      'شماره پرونده': String(100_000 + patient),
      نام: FIRST_NAMES[patient % FIRST_NAMES.length] ?? '',
      'نام خانوادگی': LAST_NAMES[(patient * 7) % LAST_NAMES.length] ?? '',
      موبایل: `0912${String(1_000_000 + patient)}`,
      جنسیت: patient % 2 === 0 ? 'زن' : 'مرد',
      'تاریخ تولد': `13${String(20 + (patient % 70))}/0${String(1 + (patient % 9))}/1${String(patient % 10)}`,
      'تاریخ مراجعه': `${String(1401 + Math.floor(month / 12))}/${String(1 + (month % 12)).padStart(2, '0')}/${String(1 + (n % 28)).padStart(2, '0')}`,
      ساعت: `${String(8 + (n % 12)).padStart(2, '0')}:${String((n * 5) % 60).padStart(2, '0')}`,
      'کد بیماری': CODES[n % CODES.length] ?? '',
      خدمت: SERVICES[n % SERVICES.length] ?? '',
      'مبلغ (ریال)': String(500_000 + (n % 50) * 10_000),
    });
    if (!file.write(`${cells.map((cell) => (cell.includes(',') ? `"${cell}"` : cell)).join(',')}\r\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}
