import type { Db } from './database.js';
import type { Import } from './import.js';

/** What an import has done so far, over all its files. */
export interface ImportCounts {
  rows: number;
  visits: number;
  patients: number;
  duplicates: number;
  bad: number;
  /** Values (not rows) left out because they were wrong and the person importing said to go on without them. */
  forgiven: number;
}

export const NO_COUNTS: ImportCounts = { rows: 0, visits: 0, patients: 0, duplicates: 0, bad: 0, forgiven: 0 };

/** An import that has not been heard of for so long has stopped: its process ended. */
const SILENT_MS = 60_000;

/** A row that an import left out, as it is kept. */
export interface KeptBadRow {
  row: number;
  column: string | null;
  reason: string;
  /** The cells of the row, to be written out again with the reason beside them. */
  cells: readonly string[];
  /** Whether it stood in the second file, the one of patients. */
  isOfPatientsFile: boolean;
}

/** The counts of an import, zero where it has none yet. */
export function countsOf(record: Pick<Import, 'countsJson'>): ImportCounts {
  const kept = (record.countsJson ?? {}) as Partial<ImportCounts>;
  return {
    ...NO_COUNTS,
    ...Object.fromEntries(Object.keys(NO_COUNTS).map((name) => [name, Number(kept[name as keyof ImportCounts] ?? 0)])),
  };
}

type Beating = Pick<Import, 'state' | 'countsJson' | 'startedAt' | 'finishedAt'>;

/** Whether some process works on an import at this moment: it was heard of within a minute. A cancelled one ends its work first. */
export function isAlive(record: Beating, now: Date): boolean {
  const isOpen = record.state === 'running' || (record.state === 'cancelled' && record.finishedAt === null);
  const beat = (record.countsJson as { beatMs?: number } | null)?.beatMs ?? record.startedAt?.getTime() ?? 0;
  return isOpen && now.getTime() - beat <= SILENT_MS;
}

/** Whether an import is marked as running although its process has ended; it can be taken up again. */
export const isSilent = (record: Beating, now: Date): boolean => record.state === 'running' && !isAlive(record, now);

/** Takes an import up: it must be waiting, have failed or gone silent, and no other import of the clinic may be running. False when it may not. */
export async function takeUpImport(db: Db, { clinicId, id, now }: { clinicId: number; id: number; now: Date }): Promise<boolean> {
  return db.transaction(async () => {
    // The clinic's row is the gate: two starts of the same clinic take turns.
    await db.execute('UPDATE clinics SET next_member_number = next_member_number WHERE id = :clinicId', { clinicId });
    const running = await db.records.Import.findAll({ where: { clinicId, state: 'running' } });
    if (running.some((other) => Number(other.id) !== id && isAlive(other, now))) return false;
    const record = await db.records.Import.findOne({ where: { clinicId, id } });
    if (!record || !(record.state === 'uploaded' || record.state === 'failed' || isSilent(record, now))) return false;
    await record.update({ state: 'running', startedAt: record.startedAt ?? now, error: null, countsJson: beating(countsOf(record), now) });
    return true;
  });
}

/** Writes how far an import has come, in the transaction of the rows it tells of; false when it was cancelled or taken over meanwhile. */
export async function noteProgress(
  db: Db,
  { clinicId, id, rowsRead, counts, now }: { clinicId: number; id: number; rowsRead: number; counts: ImportCounts; now: Date },
): Promise<boolean> {
  const rows = await db.execute(
    `UPDATE imports SET rows_read = :rowsRead, counts_json = :counts WHERE clinic_id = :clinicId AND id = :id AND state = 'running' RETURNING id`,
    { clinicId, id, rowsRead, counts: JSON.stringify(beating(counts, now)) },
  );
  return rows.length > 0;
}

/** Keeps rows that were left out. */
export async function keepBadRows(db: Db, clinicId: number, importId: number, rows: readonly KeptBadRow[]): Promise<void> {
  if (rows.length === 0) return;
  await db.records.ImportBadRow.bulkCreate(
    rows.map(({ row, column, reason, cells, isOfPatientsFile }) => ({
      clinicId,
      importId,
      rowNumber: row,
      columnName: column === null ? null : column.slice(0, 120),
      reason,
      rawJson: { cells, isOfPatientsFile },
    })),
  );
}

/** The rows that an import left out, in the order of the file, some at a time. */
export async function* badRowsOf(db: Db, clinicId: number, importId: number, pageSize = 1000): AsyncGenerator<KeptBadRow> {
  for (let after = 0; ;) {
    const rows = await badRowPage(db, clinicId, importId, { after, limit: pageSize });
    const last = rows.at(-1);
    if (!last) return;
    yield* rows;
    after = last.id;
  }
}

/** One page of the rows that an import left out, after a row's id. */
export async function badRowPage(
  db: Db,
  clinicId: number,
  importId: number,
  { after, limit }: { after: number; limit: number },
): Promise<(KeptBadRow & { id: number })[]> {
  const rows = await db.select<{ id: number; row: number; column: string | null; reason: string; rawJson: Raw | null }>(
    `SELECT id, row_number AS "row", column_name AS "column", reason, raw_json AS "rawJson" FROM import_bad_rows
     WHERE clinic_id = :clinicId AND import_id = :importId AND id > :after ORDER BY id LIMIT :limit`,
    { clinicId, importId, after, limit },
  );
  return rows.map(({ rawJson, ...rest }) => ({
    ...rest,
    cells: rawJson?.cells ?? [],
    isOfPatientsFile: rawJson?.isOfPatientsFile ?? false,
  }));
}

interface Raw {
  cells: string[];
  isOfPatientsFile: boolean;
}

const beating = (counts: ImportCounts, now: Date) => ({ ...counts, beatMs: now.getTime() });
