/*
 * How the bytes of a text file are written. A byte-order mark decides; without one, NUL bytes at every second place mean UTF-16, a text that is
 * valid UTF-8 to its last byte is UTF-8, and what remains is Windows-1256, which older desk programs in Iran write.
 */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { FileRefused } from './file-limits.js';

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1256'] as const;
export type Encoding = (typeof ENCODINGS)[number];

const HEAD_BYTES = 64 * 1024;
// Latin letters, digits and separators have a zero, Persian letters a six as the high byte of UTF-16.
const HIGH_BYTES = new Set([0x00, 0x06, 0x20]);

/** The encoding of a text file, read as a stream to its end; refuses files that are no text. */
export async function detectEncoding(path: string): Promise<Encoding> {
  const head = await readHead(path, HEAD_BYTES);
  const marked = fromMark(head);
  if (marked) return marked;
  if (head.includes(0)) {
    const wide = fromNulBytes(head);
    if (!wide) throw new FileRefused('file-unknown-encoding');
    return wide;
  }
  if (await isUtf8ToTheEnd(path)) return 'utf-8';
  if (hasControlBytes(head)) throw new FileRefused('file-unknown-encoding');
  return 'windows-1256';
}

/** The first bytes of a file. */
export async function readHead(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function fromMark(head: Buffer): Encoding | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return null;
}

function fromNulBytes(head: Buffer): Encoding | null {
  const pairs = Math.floor(head.length / 2);
  const counts = { even: 0, odd: 0 };
  for (let i = 0; i < pairs * 2; i += 2) {
    if (HIGH_BYTES.has(head[i] ?? -1)) counts.even++;
    if (HIGH_BYTES.has(head[i + 1] ?? -1)) counts.odd++;
  }
  const enough = pairs * 0.9;
  if (counts.odd >= enough && counts.odd > counts.even) return 'utf-16le';
  return counts.even >= enough && counts.even > counts.odd ? 'utf-16be' : null;
}

async function isUtf8ToTheEnd(path: string): Promise<boolean> {
  const strict = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) strict.decode(chunk, { stream: true });
    strict.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function hasControlBytes(head: Buffer): boolean {
  return head.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
}
