import sqlite3 from 'sqlite3';

/**
 * The sqlite3 driver as Sequelize should see it: every connection it opens, the shared one and those of transactions,
 * starts with the PRAGMAs below. Sequelize's connection hooks never fire for SQLite, so this is the only place that reaches all of them.
 */
const PRAGMAS = [
  'PRAGMA busy_timeout = 500',
  'PRAGMA journal_mode = WAL',
  'PRAGMA synchronous = FULL',
  'PRAGMA foreign_keys = ON',
  'PRAGMA trusted_schema = OFF',
  'PRAGMA temp_store = MEMORY',
  'PRAGMA cache_size = -16000',
  'PRAGMA journal_size_limit = 67108864',
];

type Opened = (this: sqlite3.Database, error: Error | null) => void;

class ClubConnection extends sqlite3.Database {
  constructor(filename: string, mode?: number | Opened, callback?: Opened) {
    const opened = typeof mode === 'function' ? mode : callback;
    const flags = typeof mode === 'number' ? mode : sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE;
    // The driver runs statements in order, so these are queued before anything Sequelize asks for.
    super(filename, flags, function (this: sqlite3.Database, error: Error | null) {
      if (error) {
        opened?.call(this, error);
        return;
      }
      this.exec(`${PRAGMAS.join(';')};`, (failed) => opened?.call(this, failed));
    });
  }
}

/** What Sequelize takes as its dialectModule. */
export const sqliteDriver = Object.assign(Object.create(sqlite3) as typeof sqlite3, { Database: ClubConnection });
