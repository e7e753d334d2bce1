import { join } from 'node:path';
import type { Request, Response } from 'express';
import { badRowPage } from '../../models/import-book.js';
import { beginImport } from '../actions/import-file.js';
import type { Desk } from '../app.js';
import { clubOf } from '../context.js';
import { FILE_LIMITS } from '../files/file-limits.js';
import { badRowQuery, importListQuery } from '../forms/import-mapping-form.js';
import { allow, type Site } from '../http/site.js';
import { receiveFiles, removeFiles } from '../http/uploads.js';
import { fieldErrors, refusalErrors } from '../presenters/field-errors.js';
import { badRowLine, importLine, importProgress, importResult, shownState } from '../presenters/import-presenter.js';
import { importList } from '../reports/import-report.js';
import { previewImport } from '../reports/import-preview.js';
import { findImport, keptOptions, showCheck, uploadsOf } from './import-pages.js';

const PAGE_SIZE = 30;
const BAD_ROWS_SHOWN = 100;
/** Without scripts a page that follows work is read again after so many seconds. */
const REFRESH_SECONDS = 3;

/** A clinic's files: the list of imports, a new one, and the page of each. What is done with one stands in import-steps.ts. */
export function importRoutes(site: Site, { env, clock }: Pick<Desk, 'env' | 'clock'>): void {
  const folder = uploadsOf(env);

  site.get('/imports', allow('list', 'import'), async (req, res) => {
    const { db, clinic, locale } = clubOf(req);
    const { before } = importListQuery.parse(req.query);
    const { imports, olderThan } = await importList(db, { clinicId: clinic.id, before, pageSize: PAGE_SIZE });
    const view = {
      imports: imports.map((record) => importLine(record, clock(), locale)),
      olderHref: olderThan === null ? null : `/imports?before=${String(olderThan)}`,
      newestHref: before === null ? null : '/imports',
    };
    await res.page('imports/index', view, { title: locale.t('imports:title'), nav: 'imports' });
  });

  site.get('/imports/new', allow('start', 'import'), (req, res) => showNew(req, res));

  site.post('/imports', allow('start', 'import'), async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const received = await receiveFiles(req, res, { folder, fields: ['file', 'patientsFile'], mostBytes: FILE_LIMITS.csvBytes });
    if (!received.ok) return showNew(req, res, fieldErrors([received], 'imports', locale));
    const { file, patientsFile } = received.files;
    const stored = { file: file?.storedName, patientsFile: patientsFile?.storedName };
    const refuseFiles = async (errors: ReturnType<typeof fieldErrors>) => {
      await removeFiles(folder, Object.values(stored));
      await showNew(req, res, errors);
    };
    if (!file) return refuseFiles(fieldErrors([{ field: 'file', reason: 'no-file' }], 'imports', locale));
    const source = (sent: typeof file) => ({ path: join(folder, sent.storedName), fileName: sent.fileName });
    const sources = { file: source(file), patientsFile: patientsFile ? source(patientsFile) : null };
    const looked = await previewImport({ ...sources, map: {} }, { asOf, rows: 1 });
    if (!looked.ok) return refuseFiles(refusalErrors(looked, 'imports', locale));
    const record = await beginImport({ db, clinic, actor, asOf, file, patientsFile: patientsFile ?? null, options: { stored } });
    res.redirect(303, `/imports/${String(record.id)}`);
  });

  site.get('/imports/:id', allow('list', 'import'), async (req, res) => {
    const { db, clinic, locale } = clubOf(req);
    const record = await findImport(req);
    const state = shownState(record, clock());
    const name = locale.fmt.digits(record.fileName);
    if (state === 'uploaded') return showCheck(req, res, folder, record);
    if (state === 'running') {
      const { isDone, ...progress } = importProgress(record, clock(), locale);
      const address = `/imports/${String(record.id)}`;
      const view = {
        name,
        progress: { ...progress, isDone, url: `${address}/progress`, cancelAction: `${address}/cancellation` },
        refreshSeconds: REFRESH_SECONDS,
      };
      return res.page('imports/running', view, { title: locale.t('imports:running.title', { name }), nav: 'imports' });
    }
    const { after } = badRowQuery.parse(req.query);
    const bad = await badRowPage(db, clinic.id, record.id, { after, limit: BAD_ROWS_SHOWN + 1 });
    const shown = bad.slice(0, BAD_ROWS_SHOWN);
    const { header = {} } = keptOptions(record);
    const view = {
      ...importResult(record, clock(), locale),
      badRows: shown.map((row) => badRowLine(row, (row.isOfPatientsFile ? header.patientsFile : header.file) ?? [], locale)),
      badHref: `/imports/${String(record.id)}/bad-rows.csv`,
      nextHref: bad.length > shown.length ? `/imports/${String(record.id)}?after=${String(shown.at(-1)?.id)}#bad-title` : null,
    };
    await res.page('imports/result', view, { title: locale.t('imports:result.title', { name }), nav: 'imports' });
  });
}

const showNew = (req: Request, res: Response, errors: ReturnType<typeof fieldErrors> = []): Promise<void> =>
  res.page('imports/new', {}, { title: clubOf(req).locale.t('imports:new.title'), nav: 'imports', errors });
