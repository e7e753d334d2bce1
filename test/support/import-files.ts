import { mkdtempSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_FOLDER } from './database.js';

/** The header of a Persian desk program's export. */
export const HEADER = [
  'شماره پرونده',
  'نام',
  'نام خانوادگی',
  'کد ملی',
  'موبایل',
  'جنسیت',
  'تاریخ تولد',
  'تحصیلات',
  'تاریخ مراجعه',
  'ساعت',
  'تخصص',
  'پزشک',
  'کد بیماری',
  'خدمت',
  'مبلغ (ریال)',
] as const;
export type Column = (typeof HEADER)[number];

const GOOD: Record<Column, string> = {
  'شماره پرونده': '100',
  نام: 'سارا',
  'نام خانوادگی': 'نوری',
  'کد ملی': '',
  موبایل: '09121234567',
  جنسیت: 'زن',
  'تاریخ تولد': '1370/01/15',
  تحصیلات: 'دیپلم',
  'تاریخ مراجعه': '1403/05/02',
  ساعت: '17:30',
  تخصص: 'پوست و مو',
  پزشک: 'دکتر احمدی',
  'کد بیماری': 'L70',
  خدمت: 'ویزیت پوست',
  'مبلغ (ریال)': '1,500,000',
};

/** A good row of an export, with what is to be different. */
export const rowOf = (changes: Partial<Record<Column, string>> = {}): string[] => HEADER.map((column) => ({ ...GOOD, ...changes })[column]);

/** Rows as the text of a CSV file. */
export const csvOf = (rows: readonly (readonly string[])[], header: readonly string[] = HEADER): string =>
  [header, ...rows]
    .map((cells) => cells.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','))
    .join('\r\n');

/** A file on disk with this content. */
export async function fileOf(content: string | Buffer, fileName = 'export.csv'): Promise<{ path: string; fileName: string }> {
  const path = join(mkdtempSync(join(TEST_FOLDER || tmpdir(), 'file-')), fileName);
  await writeFile(path, content);
  return { path, fileName };
}
