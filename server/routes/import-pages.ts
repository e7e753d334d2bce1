import { join } from 'node:path';
import type { Request, Response } from 'express';
import type { ImportMap } from '../../models/rules/import-map.js';
import type { Purpose } from '../../models/rules/consent.js';
import { clubOf } from '../context.js';
import { idOf, notFound } from '../errors.js';
import type { ImportFiles } from '../files/import-files.js';
import { removeFiles } from '../http/uploads.js';
import { refusalErrors, type fieldErrors } from '../presenters/field-errors.js';
import { previewView } from '../presenters/import-preview-presenter.js';
import { previewImport } from '../reports/import-preview.js';
import { importPage, type ListedImport } from '../reports/import-report.js';

const ROWS_PREVIEWED = 20;

/** What is kept with an import while it waits: the stored files, how to read them, and their headers. */
export interface ImportOptions {
  stored?: { file?: string; patientsFile?: string };
  header?: { file?: string[]; patientsFile?: string[] };
  map?: ImportMap;
  consents?: Purpose[];
}

/** Where the files that came in wait. */
export const uploadsOf = (env: { DATA_DIR: string }): string => join(env.DATA_DIR, 'uploads');

/** The import of the address; under another clinic it does not exist. */
export async function findImport(req: Request): Promise<ListedImport> {
  const { db, clinic } = clubOf(req);
  const record = await importPage(db, clinic.id, idOf(req.params['id']));
  if (!record) throw notFound();
  return record;
}

export const keptOptions = (record: ListedImport): ImportOptions => (record.optionsJson ?? {}) as ImportOptions;

/** The stored files of an import, ready to be opened. */
export function sourcesOf(folder: string, record: ListedImport): Omit<ImportFiles, 'map'> {
  const { stored = {} } = keptOptions(record);
  // A name that is not there is a file that is not there: opening it says so.
  const source = (storedName: string, fileName: string) => ({ path: join(folder, storedName), fileName });
  return {
    file: source(stored.file ?? 'none', record.fileName),
    patientsFile: stored.patientsFile ? source(stored.patientsFile, record.patientsFileName ?? '') : null,
  };
}

/** Files hold personal data: they go when nothing more will be read from them. */
export const dropFiles = (folder: string, record: ListedImport): Promise<void> =>
  removeFiles(folder, Object.values(keptOptions(record).stored ?? {}));

/** Shows what a file holds and how it would be read, with the choices made so far or the ones guessed. */
export async function showCheck(
  req: Request,
  res: Response,
  folder: string,
  record: ListedImport,
  asked: { map?: Partial<ImportMap>; values?: Record<string, string | string[]>; errors?: ReturnType<typeof fieldErrors> } = {},
): Promise<void> {
  const { asOf, locale } = clubOf(req);
  const { map = {}, values = {}, errors = [] } = asked;
  const name = locale.fmt.digits(record.fileName);
  const looked = await previewImport({ ...sourcesOf(folder, record), map }, { asOf, rows: ROWS_PREVIEWED });
  const title = locale.t('imports:check.title', { name });
  if (!looked.ok)
    return res.page('imports/gone', { id: record.id, name }, { title, nav: 'imports', errors: refusalErrors(looked, 'imports', locale) });
  const { preview } = looked;
  const problem = preview.problem ? refusalErrors(preview.problem, 'imports', locale) : [];
  const view = {
    id: record.id,
    name,
    ...previewView(preview, values, locale),
    notice: errors.length === 0 && asked.map === undefined ? (problem[0]?.message ?? null) : null,
  };
  await res.page('imports/check', view, { title, nav: 'imports', errors: asked.map === undefined ? errors : [...errors, ...problem] });
}
