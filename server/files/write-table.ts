/*
 * Tables for download. CSV is UTF-8 with a byte-order mark (without it spreadsheets show Persian as nonsense); XLSX opens right to left with the
 * header frozen. Both are written as streams, row by row, and no cell can be run as a formula.
 */
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { stringify } from 'csv-stringify';
import exceljs from 'exceljs';
import { defuse } from './defuse.js';

export type Cell = string | number | boolean | null | undefined;
type Rows = Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>;

export interface Sheet {
  header: readonly string[];
  rows: Rows;
}

/** Writes a table as CSV to a stream (a response, a file) and ends it. */
export async function writeCsv(target: Writable, { header, rows }: Sheet): Promise<void> {
  const lines = stringify({ bom: true, record_delimiter: '\r\n' });
  lines.pipe(target);
  lines.write(header.map(safe));
  for await (const row of rows) {
    if (!lines.write(row.map(safe))) await once(lines, 'drain');
  }
  lines.end();
  await once(target, 'finish');
}

/** Writes a table as an XLSX sheet to a stream and ends it; `rtl` turns the sheet right to left. */
export async function writeXlsx(target: Writable, { header, rows }: Sheet, { sheetName = 'Hamdam', rtl = true } = {}): Promise<void> {
  const book = new exceljs.stream.xlsx.WorkbookWriter({ stream: target });
  const sheet = book.addWorksheet(sheetName, { views: [{ rightToLeft: rtl, state: 'frozen', ySplit: 1 }] });
  sheet.addRow(header.map(safe)).commit();
  for await (const row of rows) sheet.addRow(row.map(safe)).commit();
  sheet.commit();
  await book.commit();
}

function safe(cell: Cell): string | number | boolean | null {
  return typeof cell === 'string' ? defuse(cell) : (cell ?? null);
}
