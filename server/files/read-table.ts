/*
 * A spreadsheet as rows of text, whatever it was written with. Row 1 is the header; a row keeps the number that a spreadsheet program shows
 * beside it. A file is looked through once before its first row is given, so a file that breaks in the middle is refused while nothing is written yet.
 */
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { openCsv } from './csv-table.js';
import type { Delimiter } from './detect-delimiter.js';
import { readHead, type Encoding } from './detect-encoding.js';
import { undefuse } from './defuse.js';
import { FILE_LIMITS, FileRefused } from './file-limits.js';
import { openXlsx } from './xlsx-table.js';

export interface TableRow {
  /** As a spreadsheet shows it; the header is row 1. */
  row: number;
  cells: string[];
}

export interface Table {
  format: 'csv' | 'xlsx';
  encoding: Encoding | null;
  delimiter: Delimiter | null;
  header: string[];
  /** How many rows below the header hold anything. */
  rowCount: number;
  /** The rows below the header that hold anything, in order, some at a time. */
  rows(): AsyncGenerator<TableRow[]>;
  close: () => Promise<void>;
}

const ZIP_MAGIC = Buffer.from('PK\u0003\u0004', 'latin1');

/** Opens a CSV or XLSX file as a table; throws FileRefused with the reason for anything that is too large, unsafe or no table. `fileName` is the name it came with. */
export async function openTable(path: string, fileName: string): Promise<Table> {
  const format = formatOf(fileName);
  const { size } = await stat(path);
  if (size === 0) throw new FileRefused('file-empty');
  if (size > (format === 'csv' ? FILE_LIMITS.csvBytes : FILE_LIMITS.xlsxBytes)) throw new FileRefused('file-too-large');
  const isZip = (await readHead(path, 4)).equals(ZIP_MAGIC);
  if (isZip !== (format === 'xlsx')) throw new FileRefused('file-wrong-extension');
  return format === 'csv' ? openCsvTable(path) : openXlsxTable(path);
}

function formatOf(fileName: string): 'csv' | 'xlsx' {
  const extension = extname(fileName).toLowerCase();
  if (extension === '.csv' || extension === '.txt' || extension === '.tsv') return 'csv';
  if (extension === '.xlsx') return 'xlsx';
  throw new FileRefused('file-wrong-extension');
}

async function openCsvTable(path: string): Promise<Table> {
  const { encoding, delimiter, records } = await openCsv(path);
  const { header, rowCount } = await lookThrough(records());
  return { format: 'csv', encoding, delimiter, header, rowCount, rows: () => below(records()), close: () => Promise.resolve() };
}

async function openXlsxTable(path: string): Promise<Table> {
  const book = await openXlsx(path);
  try {
    const { header, rowCount } = await lookThrough(book.records());
    return { format: 'xlsx', encoding: null, delimiter: null, header, rowCount, rows: () => below(book.records()), close: book.close };
  } catch (error) {
    await book.close();
    throw error;
  }
}

async function lookThrough(records: AsyncGenerator<TableRow[]>): Promise<{ header: string[]; rowCount: number }> {
  let header: string[] | null = null;
  let rowCount = 0;
  for await (const rows of records) {
    if (!header && rows[0]) header = headerOf(rows[0].cells);
    for (const { row, cells } of rows) {
      if (row > 1 && !isBlank(cells) && ++rowCount > FILE_LIMITS.rows) throw new FileRefused('file-too-many-rows');
    }
  }
  if (!header) throw new FileRefused('file-empty');
  return { header, rowCount };
}

function headerOf(cells: string[]): string[] {
  if (cells.length > FILE_LIMITS.columns) throw new FileRefused('file-too-many-columns');
  const header = cells.map((cell) => tidy(cell.replace(/^\ufeff/, '')));
  while (header.at(-1) === '') header.pop();
  if (header.length === 0) throw new FileRefused('file-no-table');
  return distinct(header);
}

/** Columns are known by their headers: one without a name is called by its place, and a name that comes twice gets a number. */
function distinct(header: string[]): string[] {
  const seen = new Set<string>();
  return header.map((text, place) => {
    const name = text === '' ? `#${String(place + 1)}` : text;
    let own = name;
    for (let n = 2; seen.has(own); n++) own = `${name} (${String(n)})`;
    seen.add(own);
    return own;
  });
}

async function* below(records: AsyncGenerator<TableRow[]>): AsyncGenerator<TableRow[]> {
  for await (const rows of records) {
    const told = rows.filter(({ row, cells }) => row > 1 && !isBlank(cells));
    if (told.length > 0) yield told.map(({ row, cells }) => ({ row, cells: cells.map(tidy) }));
  }
}

const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell === '' || cell.trim() === '');

function tidy(cell: string): string {
  return undefuse(cell.replaceAll('\0', '').trim());
}
