import { QueryTypes } from 'sequelize';
import { Umzug, type UmzugStorage } from 'umzug';
import type { Db } from './database.js';
import { theClubOpens } from './migrations/20261122-the-club-opens.js';
import { audit } from './migrations/20261122-audit.js';
import { benefitsAndDiscounts } from './migrations/20261122-benefits.js';
import { kindsOfClub } from './migrations/20261122-kinds-of-club.js';
import { merges } from './migrations/20261122-merges.js';
import { patientsPage } from './migrations/20261122-patients-page.js';
import { points } from './migrations/20261122-points.js';
import { referrals } from './migrations/20261122-referrals.js';
import { tierStanding } from './migrations/20261122-tier-standing.js';
import { vip } from './migrations/20261122-vip.js';

/** The few column types that the two databases spell differently. */
export interface ColumnTypes {
  id: string;
  instant: string;
  json: string;
  bool: string;
  /** Follows a text column that is compared and ordered by its bytes, so that a prefix is one range of the index. */
  byBytes: string;
}
type Run = (sql: string) => Promise<unknown>;

export interface Migration {
  name: string;
  up: (run: Run, types: ColumnTypes) => Promise<void>;
  down: (run: Run, types: ColumnTypes) => Promise<void>;
}

/** Every step, oldest first. A released step is never edited. */
const MIGRATIONS: readonly Migration[] = [
  theClubOpens,
  audit,
  benefitsAndDiscounts,
  kindsOfClub,
  merges,
  patientsPage,
  points,
  referrals,
  tierStanding,
  vip,
];

const TYPES: Record<Db['dialect'], ColumnTypes> = {
  sqlite: { id: 'INTEGER PRIMARY KEY AUTOINCREMENT', instant: 'DATETIME', json: 'TEXT', bool: 'TINYINT(1)', byBytes: 'COLLATE BINARY' },
  postgres: { id: 'BIGSERIAL PRIMARY KEY', instant: 'TIMESTAMPTZ', json: 'JSONB', bool: 'BOOLEAN', byBytes: 'COLLATE "C"' },
};

/** Thrown at start when the database was written by a newer program: going on could lose what this one does not know. */
export class NewerDatabaseError extends Error {
  constructor(readonly unknownSteps: string[]) {
    super(`The database is newer than this program (it knows ${unknownSteps.join(', ')}). Install the newer program.`);
  }
}

/** Brings the database up to this program's schema and returns the names of the steps it took; each step is one transaction. */
export async function migrateUp(db: Db): Promise<string[]> {
  await refuseNewer(db);
  return (await runner(db).up()).map((step) => step.name);
}

/** Takes back the newest step, or all of them with { to: 0 }. */
export async function migrateDown(db: Db, options: { to?: 0 } = {}): Promise<string[]> {
  return (await runner(db).down(options)).map((step) => step.name);
}

/** Names of the steps this database still lacks. */
export async function pendingMigrations(db: Db): Promise<string[]> {
  await refuseNewer(db);
  return (await runner(db).pending()).map((step) => step.name);
}

async function refuseNewer(db: Db): Promise<void> {
  const known = new Set(MIGRATIONS.map((step) => step.name));
  const unknown = (await executedSteps(db)).filter((name) => !known.has(name));
  if (unknown.length > 0) throw new NewerDatabaseError(unknown);
}

function runner(db: Db): Umzug<Db> {
  const run: Run = (sql) => db.sequelize.query(sql);
  return new Umzug({
    context: db,
    logger: undefined,
    storage: tableOfSteps(db),
    migrations: MIGRATIONS.map((step) => ({
      name: step.name,
      up: () => db.transaction(() => step.up(run, TYPES[db.dialect])),
      down: () => db.transaction(() => step.down(run, TYPES[db.dialect])),
    })),
  });
}

function tableOfSteps(db: Db): UmzugStorage {
  return {
    logMigration: async ({ name }) => {
      await db.execute('INSERT INTO schema_steps (name) VALUES (:name)', { name });
    },
    unlogMigration: async ({ name }) => {
      await db.execute('DELETE FROM schema_steps WHERE name = :name', { name });
    },
    executed: () => executedSteps(db),
  };
}

async function executedSteps(db: Db): Promise<string[]> {
  await db.sequelize.query('CREATE TABLE IF NOT EXISTS schema_steps (name VARCHAR(120) PRIMARY KEY)', { type: QueryTypes.RAW });
  return (await db.select<{ name: string }>('SELECT name FROM schema_steps ORDER BY name')).map((step) => step.name);
}
