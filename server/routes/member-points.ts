import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { adjustPoints, reversePoints } from '../actions/adjust-points.js';
import { clubOf } from '../context.js';
import { idOf, notFound } from '../errors.js';
import { forecastQuery, handPointsForm, ledgerQuery, pointReversalForm } from '../forms/point-form.js';
import { parseForm, typedValues } from '../forms/parse.js';
import { allow, type Site } from '../http/site.js';
import { patientSight } from '../policies/patient-policy.js';
import { fieldErrors, refusalErrors } from '../presenters/field-errors.js';
import { fullName } from '../presenters/patient-presenter.js';
import { ledgerSums } from '../presenters/point-page-presenter.js';
import { entryRows, forecastSentence } from '../presenters/point-presenter.js';
import { memberFile, type MemberFile } from '../reports/member-page-report.js';
import { memberPoints, visitForecast, writersOf } from '../reports/point-report.js';
import { whenOffered } from './when-offered.js';

type Errors = { field: string; message: string }[];

const ENTRIES_A_PAGE = 50;

/** One member's points: the whole ledger, giving and taking by hand, reversing an entry, and what a visit would earn. */
export function memberPointRoutes(site: Site): void {
  const offered = whenOffered('hasPoints');

  site.get('/patients/:id/points', allow('read', 'point'), offered, async (req, res) => {
    const { reverse } = ledgerQuery.parse(req.query);
    await showLedger(req, res, await fileInSight(req), { values: { direction: 'give' }, reverse });
  });

  site.post('/patients/:id/points', allow('edit', 'point'), offered, async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const file = await fileInSight(req);
    const values = typedValues(req.body);
    const parsed = parseForm(handPointsForm, req.body);
    if (!parsed.ok) return showLedger(req, res, file, { values }, fieldErrors(parsed.problems, 'points', locale));
    const { direction, points, reason, submissionKey = randomUUID() } = parsed.form;
    const form = { direction, points, reason, submissionKey };
    const done = await adjustPoints({ db, clinic, actor, asOf, patientId: file.id, form });
    if (!done.ok) return showLedger(req, res, file, { values }, refusalErrors(done, 'points', locale));
    req.flashNote(`points:flash.${direction}`, { points, name: fullName(file) });
    res.redirect(303, `/patients/${file.id}/points`);
  });

  site.post('/patients/:id/points/:entry/reversal', allow('edit', 'point'), offered, async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const file = await fileInSight(req);
    const entryId = idOf(req.params['entry']);
    const typed = { values: typedValues(req.body), reverse: entryId };
    const parsed = parseForm(pointReversalForm, req.body);
    if (!parsed.ok) return showLedger(req, res, file, typed, fieldErrors(parsed.problems, 'points', locale));
    const done = await reversePoints({ db, clinic, actor, asOf, patientId: file.id, entryId, reason: parsed.form.reason });
    if (!done.ok && done.reason === 'entry-unknown') throw notFound();
    if (!done.ok) return showLedger(req, res, file, typed, refusalErrors(done, 'points', locale));
    req.flashNote('points:flash.reversed', { name: fullName(file) });
    res.redirect(303, `/patients/${file.id}/points`);
  });

  site.get('/patients/:id/points/forecast', allow('forecast', 'point'), offered, async (req, res) => {
    const { db, clinic, asOf, locale } = clubOf(req);
    const file = await fileInSight(req);
    const visit = forecastQuery(tehranDay(asOf)).parse(req.query);
    const forecast = await visitForecast(db, { clinicId: clinic.id, patientId: file.id, ...visit });
    await res.page('points/forecast', { sentence: forecastSentence(forecast, locale) }, { title: '', layout: 'none' });
  });
}

async function fileInSight(req: Request): Promise<MemberFile> {
  const { db, clinic, staff } = clubOf(req);
  const file = await memberFile(db, { clinicId: clinic.id, sight: patientSight(staff), id: idOf(req.params['id']) });
  if (!file || file.deletedAt) throw notFound();
  return file;
}

async function showLedger(
  req: Request,
  res: Response,
  file: MemberFile,
  { values, reverse = null }: { values: Record<string, unknown>; reverse?: number | null },
  errors: Errors = [],
): Promise<void> {
  const { db, clinic, asOf, locale } = clubOf(req);
  const { older } = ledgerQuery.parse(req.query);
  const points = await memberPoints(db, { clinicId: clinic.id, patientId: file.id, day: tehranDay(asOf) });
  const newestFirst = points.entries.filter(({ id }) => older === null || id < older).reverse();
  const shown = newestFirst.slice(0, ENTRIES_A_PAGE);
  const ids = shown.map(({ id }) => id);
  const writers = await writersOf(db, clinic.id, ids);
  const asked = points.entries.filter(({ id }) => id === reverse);
  const [reversal = null] = entryRows(points, asked, locale, writers);
  const view = {
    patient: { id: file.id, name: fullName(file) },
    values: { ...values, submissionKey: keyOf(values['submissionKey']) },
    sums: ledgerSums(points, locale),
    rows: entryRows(points, shown, locale, writers),
    reversal: reversal?.mayBeReversed ? reversal : null,
    olderHref: newestFirst.length > ENTRIES_A_PAGE ? `/patients/${file.id}/points?older=${String(ids.at(-1) ?? 0)}` : null,
    newestHref: older === null ? null : `/patients/${file.id}/points`,
  };
  await res.page('points/patient', view, { title: locale.t('points:ledger.title', { name: view.patient.name }), nav: 'patients', errors });
}

/** The key of a form that was sent before stays the same, so that sending it twice gives once. */
const keyOf = (sent: unknown): string => (typeof sent === 'string' && /^[\w-]{16,64}$/.test(sent) ? sent : randomUUID());
