import type { Request, Response } from 'express';
import { keepApart } from '../actions/keep-apart.js';
import { mergePatients, undoMerge } from '../actions/merge-patients.js';
import { clubOf } from '../context.js';
import { idOf, notFound } from '../errors.js';
import { apartForm, besideQuery, duplicatesQuery, mergeForm } from '../forms/merge-form.js';
import { parseForm, typedValues } from '../forms/parse.js';
import { allow, type Site } from '../http/site.js';
import { duplicatesView, mergeView } from '../presenters/duplicate-presenter.js';
import { fieldErrors, refusalErrors } from '../presenters/field-errors.js';
import { duplicatePairs, fileBeside, lastMerges } from '../reports/duplicate-report.js';

type Errors = { field: string; message: string }[];

const PAIRS_SHOWN = 20;
const MERGES_SHOWN = 10;

/** One person, one file: which files may be of one person, making one of them, and taking it back. */
export function duplicateRoutes(site: Site): void {
  site.get('/duplicates', allow('list', 'duplicate'), (req, res) => showPairs(req, res));

  site.post('/duplicates/separations', allow('decide', 'duplicate'), async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const parsed = parseForm(apartForm, req.body);
    if (!parsed.ok) return showPairs(req, res, fieldErrors(parsed.problems, 'duplicates', locale));
    const kept = await keepApart({ db, clinic, actor, asOf, form: parsed.form });
    if (!kept.ok) return showPairs(req, res, refusalErrors(kept, 'duplicates', locale));
    req.flashNote('duplicates:flash.apart');
    res.redirect(303, '/duplicates');
  });

  site.get('/merges/new', allow('merge', 'duplicate'), async (req, res) => {
    const asked = besideQuery.parse(req.query);
    if (!asked) throw notFound();
    await showBeside(req, res, asked, {});
  });

  site.post('/merges', allow('merge', 'duplicate'), async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const values = typedValues(req.body);
    const parsed = parseForm(mergeForm, req.body);
    if (!parsed.ok) {
      const asked = besideQuery.parse(values);
      const errors = fieldErrors(parsed.problems, 'duplicates', locale);
      return asked ? showBeside(req, res, asked, values, errors) : showPairs(req, res, errors);
    }
    const merged = await mergePatients({ db, clinic, actor, asOf, form: parsed.form });
    if (!merged.ok) return showPairs(req, res, refusalErrors(merged, 'duplicates', locale));
    req.flashNote('duplicates:flash.merged', {}, `/merges/${String(merged.mergeId)}/reversal`);
    res.redirect(303, `/patients/${String(parsed.form.keptId)}`);
  });

  site.post('/merges/:id/reversal', allow('merge', 'duplicate'), async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const undone = await undoMerge({ db, clinic, actor, asOf, mergeId: idOf(req.params['id']) });
    if (!undone.ok && undone.reason === 'merge-unknown') throw notFound();
    if (!undone.ok) {
      const touched = (undone.params?.['touched'] ?? []) as string[];
      const what = [...new Set(touched.map((table) => locale.t(`duplicates:touched.${table}`)))].join(locale.t('duplicates:comma'));
      return showPairs(req, res, refusalErrors({ ...undone, params: { what } }, 'duplicates', locale));
    }
    req.flashNote('duplicates:flash.unmerged');
    res.redirect(303, `/patients/${String(undone.mergedId)}`);
  });
}

async function showPairs(req: Request, res: Response, errors: Errors = []): Promise<void> {
  const { db, clinic, locale } = clubOf(req);
  const { before } = duplicatesQuery.parse(req.query);
  const found = await duplicatePairs(db, { clinicId: clinic.id, before, pageSize: PAIRS_SHOWN });
  const merges = before === null ? await lastMerges(db, { clinicId: clinic.id, limit: MERGES_SHOWN }) : [];
  await res.page('duplicates/index', duplicatesView(found, merges, before !== null, locale), {
    title: locale.t('duplicates:title'),
    nav: 'duplicates',
    errors,
  });
}

async function showBeside(
  req: Request,
  res: Response,
  asked: { one: number; other: number },
  typed: Record<string, string | string[]>,
  errors: Errors = [],
): Promise<void> {
  const { db, clinic, locale } = clubOf(req);
  const [one, other] = [await fileBeside(db, clinic.id, asked.one), await fileBeside(db, clinic.id, asked.other)];
  if (!one || !other || one.id === other.id) throw notFound();
  await res.page('duplicates/merge', mergeView(one, other, typed, locale), {
    title: locale.t('duplicates:merge.title'),
    nav: 'duplicates',
    errors,
  });
}
