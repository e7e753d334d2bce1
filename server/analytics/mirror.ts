/*
 * The analytics mirror: one DuckDB file of plain facts beside the club's database. It is a cache: deleted or broken, it is made again from
 * the club's records. A DuckDB file belongs to one process, so each process has its own, named after its port.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import { appendRows, REFRESHES, type SourceTable } from './facts.js';

export type MirrorValue = string | number | null;
export type MirrorValues = Record<string, MirrorValue>;

/** What the writer of the mirror works with. */
export interface MirrorWriter {
  run(sql: string, values?: MirrorValues): Promise<void>;
  /** Runs the work in one transaction: readers see the facts of before until it ends. */
  atomically(work: () => Promise<void>): Promise<void>;
  /** Appends rows of facts to a table of the given schema. */
  append(schema: string, table: SourceTable, rows: readonly (readonly DuckDBValue[])[]): Promise<void>;
}

export interface Mirror {
  /** Rises when facts may have changed: what was worked out from them before is then old. */
  readonly generation: number;
  /** Rows of a SELECT with $named values; counts come back as numbers. */
  read<T extends object>(sql: string, values?: MirrorValues): Promise<T[]>;
  /** Runs the work as the only writer; readers are never kept waiting. */
  write<T>(work: (writer: MirrorWriter) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

// No extension is ever fetched: the clinic's computer may have no network.
const SETTINGS = {
  memory_limit: '256MB',
  threads: '2',
  preserve_insertion_order: 'false',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
};

/** The mirror of one process, in DATA_DIR; its file is opened (or made) when a first page or job needs it. */
export function openMirror({ dataDir, name }: { dataDir: string; name: string }): Mirror {
  return new DuckMirror(join(dataDir, `analytics-${name.replace(/[^\w-]/g, '_')}`));
}

class DuckMirror implements Mirror {
  generation = 0;
  #opening: Promise<DuckDBInstance> | undefined;
  #idle: DuckDBConnection[] = [];
  #lastWrite: Promise<unknown> = Promise.resolve();
  #temporary: string | undefined;

  constructor(private readonly path: string) {}

  async read<T extends object>(sql: string, values?: MirrorValues): Promise<T[]> {
    return this.#borrow((connection) => readRows<T>(connection, sql, values));
  }

  write<T>(work: (writer: MirrorWriter) => Promise<T>): Promise<T> {
    const turn = this.#lastWrite
      .then(() => this.#borrow((connection) => work(writerOn(connection))))
      .finally(() => {
        this.generation += 1;
      });
    this.#lastWrite = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    await this.#lastWrite;
    const instance = await this.#opening?.catch(() => undefined);
    this.#opening = undefined;
    for (const connection of this.#idle.splice(0)) connection.closeSync();
    instance?.closeSync();
    if (this.#temporary) removeFile(this.#temporary);
  }

  async #borrow<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const instance = await (this.#opening ??= this.#open());
    const connection = this.#idle.pop() ?? (await instance.connect());
    try {
      return await work(connection);
    } finally {
      this.#idle.push(connection);
    }
  }

  async #open(): Promise<DuckDBInstance> {
    mkdirSync(dirname(this.path), { recursive: true });
    const file = `${this.path}.duckdb`;
    try {
      return await openFile(file);
    } catch (error) {
      if (isHeldByAnother(error)) this.#temporary = `${this.path}-${String(process.pid)}.duckdb`;
      // A file that cannot be read is only a cache: it is made again.
      removeFile(this.#temporary ?? file);
      return openFile(this.#temporary ?? file);
    }
  }
}

async function openFile(file: string): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(file, SETTINGS);
  const connection = await instance.connect();
  await connection.run(REFRESHES);
  connection.closeSync();
  return instance;
}

function writerOn(connection: DuckDBConnection): MirrorWriter {
  const run = async (sql: string, values?: MirrorValues): Promise<void> => {
    await connection.run(sql, values);
  };
  return {
    run,
    append: (schema, table, rows) => appendRows(connection, schema, table, rows),
    atomically: async (work) => {
      await run('BEGIN');
      try {
        await work();
        await run('COMMIT');
      } catch (error) {
        await run('ROLLBACK').catch(() => undefined);
        throw error;
      }
    },
  };
}

async function readRows<T extends object>(connection: DuckDBConnection, sql: string, values?: MirrorValues): Promise<T[]> {
  const reader = await connection.runAndReadAll(sql, values);
  const names = reader.deduplicatedColumnNames();
  return reader.getRows().map((row) => Object.fromEntries(row.map((value, i) => [names[i] ?? '', plain(value)])) as T);
}

const plain = (value: DuckDBValue): unknown => (typeof value === 'bigint' ? Number(value) : value);

const isHeldByAnother = (error: unknown): boolean => /lock|conflict|already open/i.test(error instanceof Error ? error.message : '');

function removeFile(file: string): void {
  for (const path of [file, `${file}.wal`]) rmSync(path, { force: true });
}
