import { createReadStream } from 'node:fs';
import { CsvError, parse } from 'csv-parse';
import iconv from 'iconv-lite';
import { detectDelimiter, type Delimiter } from './detect-delimiter.js';
import { detectEncoding, readHead, type Encoding } from './detect-encoding.js';
import { FILE_LIMITS, FileRefused } from './file-limits.js';
import type { TableRow } from './read-table.js';

const HEAD_BYTES = 64 * 1024;

/** A CSV file on disk: how it is written, and its records as often as they are asked for, in constant memory. */
export interface CsvFile {
  encoding: Encoding;
  delimiter: Delimiter;
  records(): AsyncGenerator<TableRow[]>;
}

/** Finds out how a CSV file is written; refuses what is no text. */
export async function openCsv(path: string): Promise<CsvFile> {
  const encoding = await detectEncoding(path);
  const head = iconv.decode(await readHead(path, HEAD_BYTES), encoding);
  const delimiter = detectDelimiter(head);
  return { encoding, delimiter, records: () => readRecords(path, encoding, delimiter) };
}

/** Every record with the number a spreadsheet shows beside it: blank lines count, line breaks inside quotes do not. */
async function* readRecords(path: string, encoding: Encoding, delimiter: Delimiter): AsyncGenerator<TableRow[]> {
  const bytes = createReadStream(path);
  const text = bytes.pipe(iconv.decodeStream(encoding));
  const parser = parse({ delimiter, relax_column_count: true, relax_quotes: true, max_record_size: FILE_LIMITS.recordBytes });
  let rows: TableRow[] = [];
  let row = 0;
  let failure: Error | null = null;
  parser.on('data', (cells: string[]) => rows.push({ row: ++row, cells }));
  const ended = new Promise<void>((resolve) => parser.once('close', resolve));
  parser.on('error', (error) => (failure = error));
  bytes.on('error', (error) => text.emit('error', error));
  // Records are handed on by the piece of text they came in: a promise for every record would cost more than reading it.
  const handOn = () => {
    if (failure) throw failure instanceof CsvError ? new FileRefused('file-broken-quote', row + 1) : failure;
    const read = rows;
    rows = [];
    return read;
  };
  try {
    for await (const piece of text as AsyncIterable<string>) {
      await new Promise<void>((resolve) => {
        parser.write(piece, () => {
          resolve();
        });
      });
      yield handOn();
    }
    parser.end();
    await ended;
    yield handOn();
  } finally {
    bytes.destroy();
    parser.destroy();
  }
}
