/*
 * The files of one import: one with patients and visits together, or one of visits and one of patients. The file of patients is read first, so that the
 * visits find their patients.
 */
import { tehranParts } from '../../models/persian/tehran-time.js';
import type { Today } from '../../models/rules/import-cells.js';
import { guessColumns, type ImportField } from '../../models/rules/import-columns.js';
import { planImport, type ImportMap, type ImportPlan } from '../../models/rules/import-map.js';
import { readRow, type RowAnswer } from '../../models/rules/import-rows.js';
import { refuse, type Outcome } from '../errors.js';
import { FileRefused } from './file-limits.js';
import { openTable, type Table, type TableRow } from './read-table.js';

/** A file on disk and the name it came with. */
export interface ImportSource {
  path: string;
  fileName: string;
}

export interface ImportFiles {
  file: ImportSource;
  /** A second file, read first and for its patients only. */
  patientsFile?: ImportSource | null;
  /** Without columns, the columns are guessed from the headers. */
  map: PartialMap;
}
export type PartialMap = Omit<ImportMap, 'columns'> & { columns?: ImportMap['columns'] | null };

export interface OpenFile {
  table: Table;
  isOfPatients: boolean;
}
/** One file of an import, ready to be read. */
export interface PlannedFile extends OpenFile {
  plan: ImportPlan;
}

/** One row of a file, read and judged. */
export interface ReadRow extends TableRow {
  answer: RowAnswer;
}

/** Opens the files and lays the map over their headers. Refuses files that cannot be read and maps that do not fit. Whoever gets the files closes them. */
export async function openImportFiles({ map, ...sources }: ImportFiles): Promise<Outcome<{ files: PlannedFile[] }>> {
  const opened = await openTables(sources);
  if (!opened.ok) return opened;
  const planned = planTables(opened.tables, map);
  if (!planned.ok) await closeAll(opened.tables);
  return planned;
}

/** Opens the files; refuses what cannot be read, naming the file and, when it is known, the row. */
export async function openTables({ file, patientsFile }: Omit<ImportFiles, 'map'>): Promise<Outcome<{ tables: OpenFile[] }>> {
  const tables: OpenFile[] = [];
  try {
    if (patientsFile) tables.push({ table: await openTable(patientsFile.path, patientsFile.fileName), isOfPatients: true });
    tables.push({ table: await openTable(file.path, file.fileName), isOfPatients: false });
    return { ok: true, tables };
  } catch (error) {
    const field = patientsFile && tables.length === 0 ? 'patientsFile' : 'file';
    await closeAll(tables);
    if (error instanceof FileRefused) return refuse(error.reason, field, error.row === undefined ? {} : { row: error.row });
    if ((error as { code?: string }).code === 'ENOENT') return refuse('file-gone', field);
    throw error;
  }
}

/** Lays a map over open files; a column that neither of them has, or that leaves something open, is refused by its name. */
export function planTables(tables: readonly OpenFile[], map: PartialMap): Outcome<{ files: PlannedFile[] }> {
  const headers = new Set(tables.flatMap(({ table }) => table.header));
  const stranger = Object.keys(map.columns ?? {}).find((column) => !headers.has(column));
  if (stranger !== undefined) return refuse('column-not-in-file', 'columns', { column: stranger });
  const files: PlannedFile[] = [];
  for (const { table, isOfPatients } of tables) {
    const columns = columnsOf(table.header, map);
    const planned = planImport(table.header, { ...map, columns: Object.fromEntries(columns) }, { patientsOnly: isOfPatients });
    if (!planned.ok) return refuse(planned.reason, 'columns', planned.column === undefined ? {} : { column: planned.column });
    files.push({ table, plan: planned.plan, isOfPatients });
  }
  return { ok: true, files };
}

/** Which field each column of a header holds: as the map says, or as the headers let guess. */
export function columnsOf(header: readonly string[], { columns }: PartialMap): Map<string, ImportField> {
  if (!columns) return guessColumns(header);
  return new Map(Object.entries(columns).filter(([column]) => header.includes(column)));
}

/** Lets go of the files of an import. */
export async function closeAll(files: readonly OpenFile[]): Promise<void> {
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
  const waiting: TableRow[] = [];
  for await (const rows of batches) {
    waiting.push(...rows);
    while (waiting.length >= ROWS_AT_ONCE) yield waiting.splice(0, ROWS_AT_ONCE);
  }
  if (waiting.length > 0) yield waiting;
}

/** The clinic's day and time, against which rows are judged. */
function todayOf(asOf: Date): Today {
  const { day, hour, minute } = tehranParts(asOf);
  const two = (n: number) => String(n).padStart(2, '0');
  return { day, time: `${two(hour)}:${two(minute)}` };
}
