import type { Response } from 'express';
import { writeCsv, writeXlsx, type Sheet } from '../files/write-table.js';

/** Answers with a table as a download: CSV, or XLSX that opens in the direction of the language. */
export async function sendSheet(
  res: Response,
  { name, format, isRtl, sheet }: { name: string; format: 'csv' | 'xlsx'; isRtl: boolean; sheet: Sheet },
): Promise<void> {
  res.attachment(`${name}.${format}`);
  if (format === 'csv') {
    res.type('text/csv; charset=utf-8');
    await writeCsv(res, sheet);
    return;
  }
  res.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
  await writeXlsx(res, sheet, { rtl: isRtl });
}
