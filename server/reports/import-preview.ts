import type { ImportField } from '../../models/rules/import-columns.js';
import type { ImportPlan } from '../../models/rules/import-map.js';
import type { Outcome, Refused } from '../errors.js';
import { closeAll, columnsOf, openTables, planTables, readInChunks, type ImportFiles, type ReadRow } from '../files/import-files.js';

/** A column of the files, what it is taken for, and a few of its cells. */
export interface PreviewColumn {
  header: string;
  field: ImportField | null;
  samples: string[];
  /** The column stands only in the second file, the one of patients. */
  isOfPatients: boolean;
}

export interface ImportPreview {
  rowCount: number;
  columns: PreviewColumn[];
  /** Why the map does not fit; there are no rows then. */
  problem: Refused | null;
  plan: ImportPlan | null;
  rows: ReadRow[];
}

const SAMPLES = 3;
const ROWS_SAMPLED = 20;

/** What a file holds and how its first rows would be read, without writing anything; refuses files that cannot be read. */
export async function previewImport(
  { map, ...sources }: ImportFiles,
  { asOf, rows: shown }: { asOf: Date; rows: number },
): Promise<Outcome<{ preview: ImportPreview }>> {
  const opened = await openTables(sources);
  if (!opened.ok) return opened;
  const { tables } = opened;
  try {
    const columns = new Map<string, PreviewColumn>();
    for (const { table, isOfPatients } of [...tables].reverse()) {
      const fields = columnsOf(table.header, map);
      const first = await firstRows(table.rows(), ROWS_SAMPLED);
      table.header.forEach((header, place) => {
        const samples = [...new Set(first.map(({ cells }) => cells[place] ?? '').filter(Boolean))].slice(0, SAMPLES);
        if (!columns.has(header)) columns.set(header, { header, field: fields.get(header) ?? null, samples, isOfPatients });
      });
    }
    const rowCount = tables.reduce((sum, { table }) => sum + table.rowCount, 0);
    const planned = planTables(tables, map);
    const main = planned.ok ? planned.files.at(-1) : undefined;
    const rows = main ? await firstRows(readInChunks(main, asOf), shown) : [];
    const problem = planned.ok ? null : planned;
    return { ok: true, preview: { rowCount, columns: [...columns.values()], problem, plan: main?.plan ?? null, rows } };
  } finally {
    await closeAll(tables);
  }
}

async function firstRows<T>(batches: AsyncGenerator<T[]>, most: number): Promise<T[]> {
  const rows: T[] = [];
  for await (const some of batches) {
    rows.push(...some);
    if (rows.length >= most) break;
  }
  return rows.slice(0, most);
}
