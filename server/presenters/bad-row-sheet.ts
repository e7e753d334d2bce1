import type { KeptBadRow } from '../../models/import-book.js';
import type { Cell } from '../files/write-table.js';
import type { Locale } from '../locale.js';
import { reasonWords } from './import-presenter.js';

/** The rows that an import left out as a spreadsheet: the cells as they were, so that they can be corrected and sent again, and beside them what is wrong. */
export function badRowSheet(
  rows: AsyncIterable<KeptBadRow>,
  header: { file?: readonly string[]; patientsFile?: readonly string[] },
  locale: Pick<Locale, 't'>,
): { header: string[]; rows: AsyncIterable<Cell[]> } {
  const { t } = locale;
  const width = Math.max(header.file?.length ?? 0, header.patientsFile?.length ?? 0);
  const names = Array.from({ length: width }, (_, place) => header.file?.[place] ?? header.patientsFile?.[place] ?? '');
  return {
    header: [...names, t('imports:bad-file.row'), t('imports:bad-file.column'), t('imports:bad-file.reason')],
    rows: lines(rows, width, locale),
  };
}

async function* lines(rows: AsyncIterable<KeptBadRow>, width: number, locale: Pick<Locale, 't'>): AsyncGenerator<Cell[]> {
  for await (const { row, column, reason, cells } of rows) {
    const told = Array.from({ length: width }, (_, place) => cells[place] ?? '');
    yield [...told, row, column, reasonWords(reason, locale)];
  }
}
