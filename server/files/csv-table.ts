import { createReadStream } from 'node:fs';
import { CsvError, parse } from 'csv-parse';
import iconv from 'iconv-lite';
import { detectDelimiter, type Delimiter } from './detect-delimiter.js';
import { detectEncoding, readHead, type Encoding } from './detect-encoding.js';
import { undefuse } from './defuse.js';
import { FILE_LIMITS, FileRefused } from './file-limits.js';
import type { TableRow } from './read-table.js';

const HEAD_BYTES = 64 * 1024;

/** A CSV file on disk: how it is written, and its records as often as they are asked for, in constant memory. */
export interface CsvFile {
  encoding: Encoding;
  delimiter: Delimiter;
  records(): AsyncGenerator<TableRow>;
}

/** Finds out how a CSV file is written; refuses what is no text. */
export async function openCsv(path: string): Promise<CsvFile> {
  const encoding = await detectEncoding(path);
  const head = iconv.decode(await readHead(path, HEAD_BYTES), encoding);
  const delimiter = detectDelimiter(head);
  return { encoding, delimiter, records: () => readRecords(path, encoding, delimiter) };
}

/** Every record with the number a spreadsheet shows beside it: blank lines count, line breaks inside quotes do not. */
async function* readRecords(path: string, encoding: Encoding, delimiter: Delimiter): AsyncGenerator<TableRow> {
  const bytes = createReadStream(path);
  const text = iconv.decodeStream(encoding);
  const parser = parse({ delimiter, relax_column_count: true, relax_quotes: true, max_record_size: FILE_LIMITS.recordBytes });
  const fail = (error: Error) => parser.destroy(error);
  bytes.on('error', fail);
  text.on('error', fail);
  bytes.pipe(text).pipe(parser);
  let row = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      row++;
      yield { row, cells: cells.map(tidy) };
    }
  } catch (error) {
    if (error instanceof CsvError) throw new FileRefused('file-broken-quote', row + 1);
    throw error;
  } finally {
    bytes.destroy();
    parser.destroy();
  }
}

function tidy(cell: string): string {
  return undefuse(cell.replaceAll('\0', '').trim());
}
