import type { Db } from '../../models/database.js';
import type { Loyalty } from '../../models/rules/loyalty.js';
import { EXPORT_SOURCES } from './export-sources.js';

/** One file of a clinic's export: its columns, and every row in the order of its id. */
export interface ExportTable {
  name: string;
  columns: string[];
  rows: AsyncIterable<unknown[]>;
}

const READ_AT_ONCE = 2_000;
/** Every file of a clinic's export, as far as its club offers what is in it; each is read page by page by the id of its rows. */
export function exportTables(db: Db, clinicId: number, loyalty: Loyalty): ExportTable[] {
  return EXPORT_SOURCES.filter((source) => !source.when || loyalty[source.when]).map((source) => {
    const columns = Object.entries(source.columns).filter(([header]) => !header.startsWith('?') || loyalty.hasTiers);
    return {
      name: source.name,
      columns: ['id', ...columns.map(([header]) => header.replace('?', ''))],
      rows: rowsOf(db, clinicId, source.from, columns),
    };
  });
}

async function* rowsOf(db: Db, clinicId: number, from: string, columns: readonly [string, string][]): AsyncGenerator<unknown[]> {
  const names = columns.map(([header, sql], i) => ({ name: nameOf(header, i), sql }));
  const list = names.map(({ name, sql }) => `${sql} AS "${name}"`).join(', ');
  for (let after = 0; ;) {
    const rows = await db.select<Record<string, unknown> & { id: number }>(
      `SELECT x.id AS id, ${list} FROM ${from} WHERE x.clinic_id = :clinicId AND x.id > :after ORDER BY x.id LIMIT :limit`,
      { clinicId, after, limit: READ_AT_ONCE },
    );
    for (const row of rows) yield [row.id, ...names.map(({ name }) => shown(db, name, row[name]))];
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
  }
}

/** The reader of rows knows instants, days and lists by how a column's name ends. */
function nameOf(header: string, position: number): string {
  if (header === 'reasons' || header === 'change') return `c${String(position)}_json`;
  if (header === 'national_code') return 'national_code';
  return /_(at|on)$/.test(header) ? `c${String(position)}_${header.slice(-2)}` : `c${String(position)}`;
}

function shown(db: Db, name: string, value: unknown): unknown {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  if (name === 'national_code' && typeof value === 'string') return db.vault.open(value);
  return typeof value === 'object' ? JSON.stringify(value) : value;
}
