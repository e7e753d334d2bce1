/*
 * A workbook is a zip, and a zip can be a bomb. Its directory is read first (how many entries, how large they say they become);
 * then every entry is unpacked as a stream into nothing, to see that the directory told the truth and that no part declares entities.
 */
import { open, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { FILE_LIMITS, FileRefused } from './file-limits.js';

interface Entry {
  method: number;
  flags: number;
  packedBytes: number;
  plainBytes: number;
  offset: number;
}

const END_RECORD = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const LONGEST_END = 22 + 65_535;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
const DECLARATION = /<!(DOCTYPE|ENTITY)/i;

/** Refuses (throws) a zip with too many entries, with too many bytes once unpacked, with entities, or that is not what its directory says. */
export async function checkZip(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const entries = await readDirectory(file, size);
    if (entries.length > FILE_LIMITS.zipEntries) throw new FileRefused('file-zip-unsafe');
    const declared = entries.reduce((sum, entry) => sum + entry.plainBytes, 0);
    if (declared > FILE_LIMITS.zipBytes) throw new FileRefused('file-zip-too-large');
    for (const entry of entries) await checkEntry(file, size, entry);
  } finally {
    await file.close();
  }
}

async function readDirectory(file: FileHandle, size: number): Promise<Entry[]> {
  const tail = await readAt(file, Math.max(0, size - LONGEST_END), Math.min(size, LONGEST_END));
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || tail.length - end < 22 || tail.readUInt32LE(end) !== END_RECORD) throw new FileRefused('file-unreadable');
  const count = tail.readUInt16LE(end + 10);
  const length = tail.readUInt32LE(end + 12);
  const start = tail.readUInt32LE(end + 16);
  if (count > FILE_LIMITS.zipEntries) throw new FileRefused('file-zip-unsafe');
  // Sizes of 4 GB and more stand elsewhere (zip64); no spreadsheet of a clinic needs them.
  if (start === 0xffffffff || length === 0xffffffff || start + length > size) throw new FileRefused('file-zip-too-large');
  return parseDirectory(await readAt(file, start, length), count);
}

function parseDirectory(bytes: Buffer, count: number): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; entries.length < count;) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new FileRefused('file-unreadable');
    entries.push({
      flags: bytes.readUInt16LE(at + 8),
      method: bytes.readUInt16LE(at + 10),
      packedBytes: bytes.readUInt32LE(at + 20),
      plainBytes: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    });
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

async function checkEntry(file: FileHandle, size: number, entry: Entry): Promise<void> {
  const isKnown = entry.method === STORED || entry.method === DEFLATED;
  if (!isKnown || (entry.flags & ENCRYPTED) !== 0) throw new FileRefused('file-zip-unsafe');
  const header = await readAt(file, entry.offset, 30);
  if (header.length < 30 || header.readUInt32LE(0) !== LOCAL_HEADER) throw new FileRefused('file-unreadable');
  const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (start + entry.packedBytes > size) throw new FileRefused('file-unreadable');
  if (entry.packedBytes === 0) return;
  const packed = file.createReadStream({ start, end: start + entry.packedBytes - 1, autoClose: false });
  await countPlainBytes(entry.method === DEFLATED ? packed.pipe(createInflateRaw()) : packed, entry.plainBytes);
}

async function countPlainBytes(plain: Readable, declaredBytes: number): Promise<void> {
  let bytes = 0;
  let before = '';
  try {
    for await (const chunk of plain as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > declaredBytes) throw new FileRefused('file-zip-unsafe');
      const text = before + chunk.toString('latin1');
      if (DECLARATION.test(text)) throw new FileRefused('file-zip-unsafe');
      before = text.slice(-10);
    }
  } catch (error) {
    throw error instanceof FileRefused ? error : new FileRefused('file-unreadable');
  } finally {
    plain.destroy();
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
