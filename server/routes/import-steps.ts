import { setTimeout as pause } from 'node:timers/promises';
import type { Request, Response } from 'express';
import { badRowsOf } from '../../models/import-book.js';
import type { ImportMap } from '../../models/rules/import-map.js';
import { cancelImport } from '../actions/cancel-import.js';
import { keepMapping } from '../actions/import-file.js';
import { startImport } from '../actions/run-import.js';
import { undoImport } from '../actions/undo-import.js';
import type { Desk } from '../app.js';
import { clubOf } from '../context.js';
import { notFound } from '../errors.js';
import { openTables, closeAll } from '../files/import-files.js';
import { writeCsv } from '../files/write-table.js';
import { importMappingForm, mappedFields, type ImportMappingForm } from '../forms/import-mapping-form.js';
import { parseForm, typedValues } from '../forms/parse.js';
import { allow, type Site } from '../http/site.js';
import { fieldErrors, refusalErrors } from '../presenters/field-errors.js';
import { importProgress } from '../presenters/import-presenter.js';
import { badRowSheet } from '../presenters/bad-row-sheet.js';
import type { ListedImport } from '../reports/import-report.js';
import { dropFiles, findImport, keptOptions, showCheck, sourcesOf, uploadsOf, type ImportOptions } from './import-pages.js';

const LOOK_MS = 700;
/** A stream that lives longer than this is opened again by the browser: nothing is followed for ever. */
const LONGEST_STREAM_MS = 10 * 60_000;

/** What is done with an import: say what its columns are, start, follow, stop, take back, and get its bad rows. */
export function importStepRoutes(site: Site, { env, clock, log }: Pick<Desk, 'env' | 'clock' | 'log'>): void {
  const folder = uploadsOf(env);

  site.post('/imports/:id/mapping', allow('start', 'import'), async (req, res) => {
    const { db, clinic, locale } = clubOf(req);
    const record = await findImport(req);
    if (record.state !== 'uploaded') return res.redirect(303, addressOf(record));
    const headers = await headersOf(folder, record);
    if (!headers) return showCheck(req, res, folder, record);
    const columns = [...new Set([...headers.file, ...(headers.patientsFile ?? [])])];
    const values = typedValues(req.body);
    const parsed = parseForm(importMappingForm(columns.length), req.body);
    if (!parsed.ok) return showCheck(req, res, folder, record, { values, errors: fieldErrors(parsed.problems, 'imports', locale) });
    const map = mapOf(parsed.form, columns);
    if (parsed.form.step === 'preview') return showCheck(req, res, folder, record, { values, map });
    const options: ImportOptions = { ...keptOptions(record), header: headers, map, consents: parsed.form.consents };
    await keepMapping({ db, clinic, id: record.id }, { ...options });
    const refused = await start(req, { ...record, optionsJson: { ...options } });
    if (refused)
      return showCheck(req, res, folder, record, {
        values,
        map,
        errors: refused.field === 'columns' ? [] : refusalErrors(refused, 'imports', locale),
      });
    res.redirect(303, addressOf(record));
  });

  site.post('/imports/:id/run', allow('start', 'import'), async (req, res) => {
    const record = await findImport(req);
    const refused = keptOptions(record).map ? await start(req, record) : null;
    if (refused) req.flashNote(`imports:reasons.${refused.reason}`);
    res.redirect(303, addressOf(record));
  });

  site.post('/imports/:id/cancellation', allow('start', 'import'), async (req, res) => {
    const { db, clinic, asOf } = clubOf(req);
    const record = await findImport(req);
    const cancelled = await cancelImport({ db, clinic, id: record.id, asOf });
    if (cancelled?.ok && record.state === 'uploaded') await dropFiles(folder, record);
    if (cancelled?.ok) req.flashNote(record.state === 'uploaded' ? 'imports:flash.discarded' : 'imports:flash.cancelled');
    res.redirect(303, record.state === 'uploaded' ? '/imports' : addressOf(record));
  });

  site.post('/imports/:id/reversal', allow('undo', 'import'), async (req, res) => {
    const { db, clinic, actor } = clubOf(req);
    const record = await findImport(req);
    const done = await undoImport({ db, clinic, actor, id: record.id, clock });
    if (!done) throw notFound();
    if (done.ok) await dropFiles(folder, record);
    if (done.ok) req.flashNote('imports:undone', { ...done.undone });
    else req.flashNote(`imports:reasons.${done.reason}`);
    res.redirect(303, addressOf(record));
  });

  site.get('/imports/:id/progress', allow('list', 'import'), async (req, res) => {
    await findImport(req);
    await follow(req, res, clock);
  });

  site.get('/imports/:id/bad-rows.csv', allow('list', 'import'), async (req, res) => {
    const { db, clinic, locale } = clubOf(req);
    const record = await findImport(req);
    const rows = badRowsOf(db, clinic.id, record.id);
    res.type('text/csv; charset=utf-8').attachment(`${locale.t('imports:bad-file.name')}-${String(record.id)}.csv`);
    await writeCsv(res, badRowSheet(rows, keptOptions(record).header ?? {}, locale));
  });

  /** Starts an import off the request, or says why it cannot start. */
  async function start(req: Request, record: ListedImport) {
    const { db, clinic, actor } = clubOf(req);
    const { map, consents = [] } = keptOptions(record);
    const started = await startImport({
      db,
      clinic,
      actor,
      clock,
      importId: record.id,
      ...sourcesOf(folder, record),
      map: map ?? {},
      consents,
    });
    if (!started.ok) return started;
    started.ended
      .then((end) => (end.ok ? dropFiles(folder, record) : undefined))
      .catch((error: unknown) => {
        log.error({ err: error, importId: record.id }, 'an import broke off');
      });
    return null;
  }
}

const addressOf = (record: ListedImport): string => `/imports/${String(record.id)}`;

/** Sends how far an import is, until it ends or nobody listens any more. */
async function follow(req: Request, res: Response, clock: () => Date): Promise<void> {
  const { locale } = clubOf(req);
  res.set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store, no-transform', 'X-Accel-Buffering': 'no' });
  res.flushHeaders();
  const until = clock().getTime() + LONGEST_STREAM_MS;
  for (let last = ''; !res.destroyed && clock().getTime() < until; await pause(LOOK_MS)) {
    const { isDone, ...step } = importProgress(await findImport(req), clock(), locale);
    const text = JSON.stringify({ ...step, done: isDone });
    // A comment keeps proxies from closing a quiet line.
    res.write(text === last ? ': still at it\n\n' : `event: progress\ndata: ${text}\n\n`);
    last = text;
    if (isDone) break;
  }
  res.end();
}

/** The headers of the stored files, or null when a file is gone. */
async function headersOf(folder: string, record: ListedImport): Promise<{ file: string[]; patientsFile?: string[] } | null> {
  const opened = await openTables(sourcesOf(folder, record));
  if (!opened.ok) return null;
  await closeAll(opened.tables);
  const header = (isOfPatients: boolean) => opened.tables.find((file) => file.isOfPatients === isOfPatients)?.table.header;
  const patientsFile = header(true);
  return { file: header(false) ?? [], ...(patientsFile ? { patientsFile } : {}) };
}

function mapOf(form: ImportMappingForm, columns: readonly string[]): ImportMap {
  const pairs = mappedFields(form, columns.length).flatMap((field, place) => (field ? [[columns[place] ?? '', field] as const] : []));
  const { specialty, dayZero, amountUnit, lenient } = form;
  return { columns: Object.fromEntries(pairs), specialty, dayZero, amountUnit, lenient };
}
