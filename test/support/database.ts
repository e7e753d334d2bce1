import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Db } from '../../models/database.js';
import { migrateUp } from '../../models/migrator.js';
import { freshPostgresUrl } from './postgres.js';

export const TEST_SECRET = 'a secret of the tests, 32 characters and more';
export type TestDialect = 'sqlite' | 'postgres';
/** The database of this run: npm test runs once with each. */
export const TEST_DIALECT: TestDialect = process.env['TEST_DATABASE'] === 'postgres' ? 'postgres' : 'sqlite';

/** Databases that a test of both runs on: the one of this run, or both when one file is run by hand. */
export const DIALECTS: readonly TestDialect[] = process.env['TEST_DATABASE'] ? [TEST_DIALECT] : ['sqlite', 'postgres'];

/** A folder of this test process, removed when it ends. */
export const TEST_FOLDER = mkdtempSync(join(tmpdir(), 'hamdam-test-'));
process.on('exit', () => {
  rmSync(TEST_FOLDER, { recursive: true, force: true });
});

let template: Promise<string> | undefined;
let files = 0;

/** A migrated, empty database of its own: a copied SQLite file (never :memory:) or a database of the test cluster. */
export async function openTestDatabase(dialect: TestDialect = TEST_DIALECT): Promise<Db> {
  if (dialect === 'postgres') return openDatabase(await freshPostgresUrl(), { secret: TEST_SECRET });
  return openDatabase(`sqlite:${await freshSqliteFile()}`, { secret: TEST_SECRET });
}

/** The path of a migrated, empty SQLite file. */
export async function freshSqliteFile(): Promise<string> {
  const source = await (template ??= makeTemplate());
  files += 1;
  const file = join(TEST_FOLDER, `club-${String(files)}.sqlite`);
  copyFileSync(source, file);
  return file;
}

async function makeTemplate(): Promise<string> {
  const file = join(TEST_FOLDER, 'template.sqlite');
  const db = await openDatabase(`sqlite:${file}`, { secret: TEST_SECRET });
  await migrateUp(db);
  // Everything into the one file that is copied.
  await db.select('PRAGMA wal_checkpoint(TRUNCATE)');
  await db.close();
  return file;
}
