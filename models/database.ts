import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { DataTypes, QueryTypes, Sequelize, Transaction, type QueryOptions } from 'sequelize';
import { defineRecords, type Records } from './associations.js';
import { sqliteDriver } from './sqlite-driver.js';
import { createVault, type Vault } from './vault.js';
import { WriteGate } from './write-gate.js';

export type Dialect = 'sqlite' | 'postgres';
type Plain = string | number | boolean | Date | null;
/** What may stand for a :name; a list becomes (…, …), a list of lists the rows of VALUES. */
export type Value = Plain | undefined | readonly Plain[] | readonly (readonly Plain[])[];
export type Row = Record<string, unknown>;

/** An open club database: the records, and the three ways to reach it beside them. */
export interface Db {
  readonly dialect: Dialect;
  readonly sequelize: Sequelize;
  readonly records: Records;
  readonly vault: Vault;
  /** Runs the work in one transaction; inside another one it becomes a savepoint. An error rolls it back and is passed on. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  /** Rows of a SELECT with :named values. Columns ending in At are Dates, in On 'YYYY-MM-DD', in Json parsed values. */
  select<T extends object = Row>(sql: string, values?: Record<string, Value>): Promise<T[]>;
  /** Runs a writing statement; with RETURNING the rows come back as from select. */
  execute<T extends object = Row>(sql: string, values?: Record<string, Value>): Promise<T[]>;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** The club's secret, from which the vault's keys are derived. */
  secret: string;
  /** Receives every statement (debug logging). */
  log?: (sql: string) => void;
}

const WRITES = /^\s*(?:\/\*.*?\*\/\s*)?(insert|update|delete|replace|create|alter|drop|with[\s\S]+\b(insert|update|delete)\b)/i;
const BUSY_PATIENCE_MS = 10_000;

// Transactions travel with the asynchronous call, so nobody passes them by hand. Sequelize wants run/bind/get/set.
const travelling = new AsyncLocalStorage<Map<string, unknown>>();
Sequelize.useCLS({
  run: (work: (context: unknown) => void) => travelling.run(new Map(travelling.getStore()), () => work(travelling.getStore())),
  bind: <F>(work: F) => work,
  get: (key: string) => travelling.getStore()?.get(key),
  set: (key: string, value: unknown) => travelling.getStore()?.set(key, value),
});

pg.types.setTypeParser(pg.types.builtins.INT8, Number); // counts, ids and rials stay below 2^53
pg.types.setTypeParser(pg.types.builtins.DATE, (day) => day); // a day is a day, not a midnight somewhere
// The sum of a BIGINT column is NUMERIC, and Sequelize puts a parser of its own before the driver's.
(DataTypes as unknown as { postgres: { DECIMAL: { parse: (text: string) => number } } }).postgres.DECIMAL.parse = Number;

const currentTransaction = (): Transaction | undefined => travelling.getStore()?.get('transaction') as Transaction | undefined;

/** Opens the club's database: 'sqlite:PATH' or 'postgres://…'. The only function that knows the two dialects. */
export async function openDatabase(url: string, options: OpenOptions): Promise<Db> {
  const dialect: Dialect = url.startsWith('postgres') ? 'postgres' : 'sqlite';
  const shared = { logging: options.log ?? (false as const), retry: { max: 1 }, define: { underscored: true, timestamps: false } };
  const sequelize = dialect === 'postgres' ? openPostgres(url, shared) : openSqlite(url, shared);
  const gate = dialect === 'sqlite' ? new WriteGate() : null;
  if (gate) keepStrayWritersOut(sequelize, gate);

  const begin = <T>(work: () => Promise<T>): Promise<T> => {
    const outer = currentTransaction();
    if (outer) return sequelize.transaction({ transaction: outer }, work);
    if (!gate) return sequelize.transaction(work);
    return gate.pass(() => patiently(() => sequelize.transaction({ type: Transaction.TYPES.IMMEDIATE }, work), isBusyAtBegin));
  };
  const ask = async <T extends object>(sql: string, values: Record<string, Value> | undefined, type: QueryTypes): Promise<T[]> => {
    const query: QueryOptions = { type, ...(values ? { replacements: values } : {}) };
    const answer = (await sequelize.query(sql, query)) as unknown;
    return Array.isArray(answer) ? answer.map((row) => readable(row as Row) as T) : [];
  };

  await sequelize.authenticate();
  return {
    dialect,
    sequelize,
    records: defineRecords(sequelize),
    vault: createVault(options.secret),
    transaction: begin,
    select: (sql, values) => ask(sql, values, QueryTypes.SELECT),
    // SELECT is also the query type that hands back the rows of RETURNING.
    // The leading comment keeps Sequelize from taking an INSERT for one whose rows nobody wants.
    execute: (sql, values) => ask(`/* write */ ${sql}`, values, QueryTypes.SELECT),
    close: () => sequelize.close(),
  };
}

type SharedOptions = {
  logging: false | ((sql: string) => void);
  retry: { max: number };
  define: { underscored: boolean; timestamps: boolean };
};

function openSqlite(url: string, shared: SharedOptions): Sequelize {
  const storage = url.replace(/^sqlite:(\/\/(?=\/))?/, '');
  mkdirSync(dirname(storage), { recursive: true });
  return new Sequelize({
    dialect: 'sqlite',
    storage,
    dialectModule: sqliteDriver,
    transactionType: Transaction.TYPES.IMMEDIATE,
    ...shared,
  });
}

function openPostgres(url: string, shared: SharedOptions): Sequelize {
  return new Sequelize(url, { dialect: 'postgres', dialectModule: pg, pool: { max: 10, idle: 10_000 }, timezone: '+00:00', ...shared });
}

/** A write outside any transaction would collide with an open one: it queues at the gate like everybody else. */
function keepStrayWritersOut(sequelize: Sequelize, gate: WriteGate): void {
  const ungated = sequelize.query.bind(sequelize) as (sql: unknown, options?: QueryOptions) => Promise<unknown>;
  const gated = (sql: unknown, options?: QueryOptions): Promise<unknown> => {
    const text = typeof sql === 'string' ? sql : (sql as { query: string }).query;
    const alone = !options?.transaction && !currentTransaction() && WRITES.test(text);
    return alone ? gate.pass(() => patiently(() => ungated(sql, options), isBusy)) : ungated(sql, options);
  };
  Object.defineProperty(sequelize, 'query', { value: gated });
}

/** Another process (the command line beside a running club) may hold the file for a moment: wait without blocking a driver thread. */
async function patiently<T>(work: () => Promise<T>, mayTryAgain: (error: unknown) => boolean): Promise<T> {
  for (let waited = 0; ;) {
    try {
      return await work();
    } catch (error) {
      if (!mayTryAgain(error) || waited >= BUSY_PATIENCE_MS) throw error;
      const ms = 20 + (waited % 80);
      await pause(ms);
      waited += ms + 500;
    }
  }
}

const isBusy = (error: unknown): boolean => (error as { original?: { code?: string } }).original?.code === 'SQLITE_BUSY';

/** Once a transaction has begun nothing in it can be busy; before that its work has not run, so it may be tried again. */
const isBusyAtBegin = (error: unknown): boolean => isBusy(error) && /^BEGIN/i.test((error as { sql?: string }).sql ?? 'BEGIN');

const INSTANT = /(^a|_a|A)t$/;
const DATA = /(_j|J)son$/;

function readable(row: Row): Row {
  for (const name of Object.keys(row)) {
    const value = row[name];
    if (typeof value !== 'string') continue;
    if (INSTANT.test(name)) row[name] = new Date(value.replace(' +00:00', 'Z').replace(' ', 'T'));
    else if (DATA.test(name)) row[name] = JSON.parse(value);
  }
  return row;
}
