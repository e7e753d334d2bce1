/*
 * What an import file may be. CSV is read as a stream, so it may be larger; a workbook has to fit into the memory of one reader.
 * The limits of the zip are checked before anything is unpacked, and again while it is unpacked, because its directory may lie.
 */
export const FILE_LIMITS = {
  csvBytes: 64 * 1024 * 1024,
  xlsxBytes: 20 * 1024 * 1024,
  rows: 200_000,
  columns: 200,
  recordBytes: 256 * 1024,
  zipEntries: 200,
  zipBytes: 50 * 1024 * 1024,
  readerHeapMb: 512,
  readerSeconds: 60,
} as const;

export const FILE_REASONS = [
  'file-empty',
  'file-too-large',
  'file-too-many-rows',
  'file-too-many-columns',
  'file-no-table',
  'file-wrong-extension',
  'file-unknown-encoding',
  'file-broken-quote',
  'file-zip-too-large',
  'file-zip-unsafe',
  'file-unreadable',
] as const;
export type FileReason = (typeof FILE_REASONS)[number];

/** Why a file cannot be read as a table; the reason is a translation key, the row says where it stands when that is known. */
export class FileRefused extends Error {
  constructor(
    readonly reason: FileReason,
    readonly row?: number,
  ) {
    super(row === undefined ? reason : `${reason} (row ${String(row)})`);
  }
}
