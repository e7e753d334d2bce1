import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Request, Response } from 'express';
import multer from 'multer';

/** A file that came in, under the random name it is stored by. */
export interface StoredFile {
  storedName: string;
  /** The name it came with: shown, never used as a path. */
  fileName: string;
}

export type Received =
  | { ok: true; files: Readonly<Record<string, StoredFile | undefined>> }
  | { ok: false; reason: 'file-too-large' | 'file-too-many' | 'invalid'; field: string };

const STALE_MS = 7 * 86_400_000;

/** Takes the files of a multipart form into a folder, at most one for each of these fields and none larger than so many bytes; what was sent wrong is not kept. */
export async function receiveFiles(
  req: Request,
  res: Response,
  { folder, fields, mostBytes }: { folder: string; fields: readonly string[]; mostBytes: number },
): Promise<Received> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await sweep(folder, req.club.asOf);
  const receive = multer({
    storage: multer.diskStorage({ destination: folder, filename: (_req, _file, done) => done(null, randomUUID()) }),
    limits: { fileSize: mostBytes, files: fields.length, fields: 5, fieldSize: 1000, parts: fields.length + 5 },
    defParamCharset: 'utf8',
  }).fields(fields.map((name) => ({ name, maxCount: 1 })));
  try {
    await new Promise<void>((resolve, reject) =>
      receive(req, res, (error: unknown) => (error instanceof Error ? reject(error) : resolve())),
    );
  } catch (error) {
    if (!(error instanceof multer.MulterError)) throw error;
    const reason =
      error.code === 'LIMIT_FILE_SIZE' ? 'file-too-large' : error.code === 'LIMIT_UNEXPECTED_FILE' ? 'file-too-many' : 'invalid';
    return { ok: false, reason, field: error.field ?? fields[0] ?? '' };
  }
  const sent = (req.files ?? {}) as Record<string, Express.Multer.File[] | undefined>;
  const named = fields.map((field) => {
    const file = sent[field]?.[0];
    return [field, file && { storedName: file.filename, fileName: file.originalname }] as const;
  });
  return { ok: true, files: Object.fromEntries(named) };
}

/** Removes stored files by their names. */
export async function removeFiles(folder: string, storedNames: readonly (string | undefined)[]): Promise<void> {
  for (const name of storedNames) if (name) await rm(join(folder, name), { force: true });
}

/** What nobody came back to within a week is not kept: it holds personal data. */
async function sweep(folder: string, asOf: Date): Promise<void> {
  for (const name of await readdir(folder)) {
    const { mtimeMs } = await stat(join(folder, name)).catch(() => ({ mtimeMs: Infinity }));
    if (asOf.getTime() - mtimeMs > STALE_MS) await rm(join(folder, name), { force: true });
  }
}
