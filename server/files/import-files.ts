import { tehranParts } from '../../models/persian/tehran-time.js';
import type { Today } from '../../models/rules/import-cells.js';
import { guessColumns } from '../../models/rules/import-columns.js';
import { planImport, type ImportMap, type ImportPlan } from '../../models/rules/import-map.js';
import { readRow } from '../../models/rules/import-rows.js';
import { refuse, type Outcome } from '../errors.js';
import { FileRefused } from '../files/file-limits.js';
import { openTable, type Table, type TableRow } from '../files/read-table.js';
import type { ReadRow } from './place-rows.js';

/** A file on disk and the name it came with. */
export interface ImportSource {
  path: string;
  fileName: string;
}

/** One file of an import, ready to be read. */
export interface PlannedFile {
  table: Table;
  plan: ImportPlan;
  isOfPatients: boolean;
}

export interface ImportFiles {
  file: ImportSource;
  /** A second file, read first and for its patients only. */
  patientsFile?: ImportSource | null;
  /** Without columns, the columns are guessed from the headers. */
  map: Omit<ImportMap, 'columns'> & { columns?: ImportMap['columns'] | null };
}

/**
 * Opens the files of an import and lays the map over their headers; the file of patients comes first. Refuses files that cannot be read and
 * maps that do not fit, naming the column. Whoever gets the files closes them.
 */
export async function openImportFiles({ file, patientsFile, map }: ImportFiles): Promise<Outcome<{ files: PlannedFile[] }>> {
  const tables: { table: Table; isOfPatients: boolean }[] = [];
  const fail = async (refusal: ReturnType<typeof refuse>) => {
    await closeAll(tables);
    return refusal;
  };
  try {
    if (patientsFile) tables.push({ table: await openTable(patientsFile.path, patientsFile.fileName), isOfPatients: true });
    tables.push({ table: await openTable(file.path, file.fileName), isOfPatients: false });
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    return fail(
      refuse(
        error.reason,
        tables.length === 0 && patientsFile ? 'patientsFile' : 'file',
        error.row === undefined ? {} : { row: error.row },
      ),
    );
  }
  const headers = tables.flatMap(({ table }) => table.header);
  const stranger = Object.keys(map.columns ?? {}).find((column) => !headers.includes(column));
  if (stranger !== undefined) return fail(refuse('column-not-in-file', 'columns', { column: stranger }));
  const files: PlannedFile[] = [];
  for (const { table, isOfPatients } of tables) {
    const columns = map.columns
      ? Object.entries(map.columns).filter(([column]) => table.header.includes(column))
      : guessColumns(table.header);
    const planned = planImport(table.header, { ...map, columns: Object.fromEntries(columns) }, { patientsOnly: isOfPatients });
    if (!planned.ok) return fail(refuse(planned.reason, 'columns', planned.column === undefined ? {} : { column: planned.column }));
    files.push({ table, plan: planned.plan, isOfPatients });
  }
  return { ok: true, files };
}

/** Lets go of the files of an import. */
export async function closeAll(files: readonly { table: Table }[]): Promise<void> {
  for (const { table } of files) await table.close();
}

/** Few enough that the desk never waits long for its turn to write, many enough to be quick. */
const ROWS_AT_ONCE = 500;

/** The rows of a file, read and judged, some hundred at a time; the next ones are read while the last ones are being written. */
export async function* readInChunks({ table, plan }: PlannedFile, asOf: Date): AsyncGenerator<ReadRow[]> {
  const today = todayOf(asOf);
  const judge = (rows: TableRow[]) => rows.map(({ row, cells }) => ({ row, cells, answer: readRow(plan, cells, today) }));
  const chunks = cut(table.rows());
  const read = async () => {
    const next = await chunks.next();
    return next.done ? null : judge(next.value);
  };
  try {
    for (let rows = await read(); rows !== null;) {
      const coming = read();
      // Whoever stops listening must not leave a failure unheard.
      coming.catch(() => undefined);
      yield rows;
      rows = await coming;
    }
  } finally {
    await chunks.return(undefined);
  }
}

async function* cut(batches: AsyncGenerator<TableRow[]>): AsyncGenerator<TableRow[]> {
  let waiting: TableRow[] = [];
  for await (const rows of batches) {
    waiting.push(...rows);
    while (waiting.length >= ROWS_AT_ONCE) yield waiting.splice(0, ROWS_AT_ONCE);
  }
  if (waiting.length > 0) yield waiting;
}

/** The clinic's day and time, against which rows are judged. */
export function todayOf(asOf: Date): Today {
  const { day, hour, minute } = tehranParts(asOf);
  const two = (n: number) => String(n).padStart(2, '0');
  return { day, time: `${two(hour)}:${two(minute)}` };
}
