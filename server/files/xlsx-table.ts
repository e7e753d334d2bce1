import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { checkZip } from './check-zip.js';
import { FILE_LIMITS, FileRefused, type FileReason } from './file-limits.js';
import type { TableRow } from './read-table.js';

/** What the reader answers: the next rows (none means the end), or why it can't. */
export type XlsxAnswer = { rows: TableRow[] } | { refused: FileReason };
/** What the reader is asked: the rows of a file from this place on. */
export interface XlsxQuestion {
  path: string;
  from: number;
}

export interface Workbook {
  records(): AsyncGenerator<TableRow[]>;
  close: () => Promise<void>;
}

/**
 * Opens the first sheet of a workbook; refuses zips that are unsafe to unpack. The library holds a whole sheet in memory, so it reads in a process of
 * its own with bounded memory and time, which knows none of our secrets and may fall without taking the club with it.
 */
export async function openXlsx(path: string): Promise<Workbook> {
  await checkZip(path);
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const reader = fork(fileURLToPath(new URL(`./xlsx-reader.${extension}`, import.meta.url)), {
    execArgv: [...process.execArgv, `--max-old-space-size=${String(FILE_LIMITS.readerHeapMb)}`],
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  // A reader that falls between two questions is noticed by the next one.
  reader.on('error', () => undefined);
  const close = () => {
    reader.kill();
    return Promise.resolve();
  };
  return { records: () => readRecords(reader, path), close };
}

async function* readRecords(reader: ChildProcess, path: string): AsyncGenerator<TableRow[]> {
  for (let from = 0; ;) {
    const answer = await ask(reader, { path, from });
    if ('refused' in answer) throw new FileRefused(answer.refused);
    if (answer.rows.length === 0) return;
    yield answer.rows;
    from += answer.rows.length;
  }
}

function ask(reader: ChildProcess, question: XlsxQuestion): Promise<XlsxAnswer> {
  return new Promise((resolve, reject) => {
    const refuse = () => {
      settle();
      reader.kill();
      reject(new FileRefused('file-unreadable'));
    };
    const take = (message: unknown) => {
      settle();
      resolve(message as XlsxAnswer);
    };
    const patience = setTimeout(refuse, FILE_LIMITS.readerSeconds * 1000);
    const settle = () => {
      clearTimeout(patience);
      reader.off('message', take).off('exit', refuse);
    };
    reader.on('message', take).on('exit', refuse);
    if (!reader.connected) refuse();
    else reader.send(question, (error) => (error ? refuse() : undefined));
  });
}
