import { readSheet, type CellValue } from 'read-excel-file/node';
import { FILE_LIMITS, type FileReason } from './file-limits.js';
import type { XlsxAnswer, XlsxQuestion } from './xlsx-table.js';

/* The process beside the club that reads workbooks: it is asked for rows and answers with text. */
const ROWS_PER_ANSWER = 1000;
const DAY_MS = 86_400_000;
/** A cell that holds a time alone counts from this day. */
const SPREADSHEET_DAY_ZERO = Date.UTC(1899, 11, 30);

type Sheet = { rows: (CellValue<string> | null)[][] } | { refused: FileReason };
let sheet: Promise<Sheet> | null = null;

process.on('message', (question: XlsxQuestion) => {
  void answer(question).then((message) => process.send?.(message));
});
process.on('disconnect', () => process.exit());

async function answer({ path, from }: XlsxQuestion): Promise<XlsxAnswer> {
  const read = await (sheet ??= readWhole(path));
  if ('refused' in read) return read;
  const rows = read.rows.slice(from, from + ROWS_PER_ANSWER);
  return { rows: rows.map((cells, index) => ({ row: from + index + 1, cells: cells.map(textOf) })) };
}

async function readWhole(path: string): Promise<Sheet> {
  try {
    const rows = await readSheet<string>(path, { parseNumber: (digits) => digits });
    return rows.length > FILE_LIMITS.rows + 1 ? { refused: 'file-too-many-rows' } : { rows };
  } catch {
    return { refused: 'file-unreadable' };
  }
}

function textOf(value: CellValue<string> | null): string {
  if (value === null) return '';
  if (value instanceof Date) return textOfDate(value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  return plainNumber(String(value));
}

/** Spreadsheets write 9123456789 as 9.123456789E9 now and then, and 0.1 + 0.2 with sixteen digits. */
function plainNumber(text: string): string {
  if (!/^-?\d+(\.\d+)?(E[+-]?\d+)?$/i.test(text) || /^-?\d+$/.test(text)) return text;
  const number = Number(text);
  return Number.isInteger(number) ? BigInt(number).toString() : String(Number(number.toPrecision(15)));
}

function textOfDate(date: Date): string {
  const iso = date.toISOString();
  const time = iso.slice(11, 16);
  if (date.getTime() < SPREADSHEET_DAY_ZERO + 2 * DAY_MS) return time;
  return time === '00:00' ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${time}`;
}
