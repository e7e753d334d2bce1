import type { Request, Response } from 'express';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { changePointRule, refusedPointRule } from '../actions/change-point-rule.js';
import { clubOf } from '../context.js';
import { writeCsv, writeXlsx } from '../files/write-table.js';
import { pointReportQuery, pointRuleForm } from '../forms/point-form.js';
import { parseForm, typedValues } from '../forms/parse.js';
import { allow, type Site } from '../http/site.js';
import { sheetOf } from '../presenters/chart-presenter.js';
import { fieldErrors, refusalErrors } from '../presenters/field-errors.js';
import { clubPointsView, monthFigures, pointPreviewView, pointRuleRows, typedFromPointRule } from '../presenters/point-page-presenter.js';
import { clubPoints } from '../reports/point-club-report.js';
import { pointPreview } from '../reports/point-preview-report.js';
import { pointRuleVersions, servicesToEarn } from '../reports/point-report.js';
import { whenOffered } from './when-offered.js';

type Errors = { field: string; message: string }[];

/** The club's points: what is owed to members, the months, the rule and its versions. A member's own ledger is in member-points.ts. */
export function pointRoutes(site: Site): void {
  const offered = whenOffered('hasPoints');

  site.get('/points', allow('report', 'point'), offered, async (req, res) => {
    const { db, clinic, asOf, locale } = clubOf(req);
    const today = tehranDay(asOf);
    const club = await clubPoints(db, { clinicId: clinic.id, today });
    const { format } = pointReportQuery.parse(req.query);
    if (format) {
      const sheet = sheetOf(monthFigures(club, locale), '');
      res.attachment(`hamdam-points.${format}`);
      if (format === 'xlsx') return writeXlsx(res.type('xlsx'), sheet, { rtl: locale.lang === 'fa' });
      return writeCsv(res.type('text/csv; charset=utf-8'), sheet);
    }
    const versions = await pointRuleVersions(db, clinic.id);
    const inForce = versions.find(({ effectiveOn }) => effectiveOn <= today);
    const view = { ...clubPointsView(club, inForce?.pointValueRial ?? null, locale), versions: pointRuleRows(versions, today, locale) };
    await res.page('points/index', view, { title: locale.t('points:title'), nav: 'points', scripts: ['charts.js'] });
  });

  site.get('/points/rules/new', allow('edit', 'point'), offered, async (req, res) => {
    const { db, clinic, asOf, locale } = clubOf(req);
    const today = tehranDay(asOf);
    const inForce = (await pointRuleVersions(db, clinic.id)).find(({ effectiveOn }) => effectiveOn <= today);
    await showNew(req, res, typedFromPointRule(inForce, today, locale));
  });

  site.post('/points/rules/previews', allow('edit', 'point'), offered, async (req, res) => {
    const { db, clinic, asOf, locale } = clubOf(req);
    const today = tehranDay(asOf);
    const values = typedValues(req.body);
    const parsed = parseForm(pointRuleForm(today, await serviceIds(req)), req.body);
    if (!parsed.ok) return showNew(req, res, values, fieldErrors(parsed.problems, 'points', locale));
    const refusal = refusedPointRule(parsed.form, today);
    if (refusal) return showNew(req, res, values, refusalErrors(refusal, 'points', locale));
    const preview = await pointPreview(db, { clinicId: clinic.id, rule: parsed.form, today });
    await showNew(req, res, values, [], pointPreviewView(preview, locale));
  });

  site.post('/points/rules', allow('edit', 'point'), offered, async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const values = typedValues(req.body);
    const parsed = parseForm(pointRuleForm(tehranDay(asOf), await serviceIds(req)), req.body);
    if (!parsed.ok) return showNew(req, res, values, fieldErrors(parsed.problems, 'points', locale));
    const changed = await changePointRule({ db, clinic, actor, asOf, form: parsed.form });
    if (!changed.ok) return showNew(req, res, values, refusalErrors(changed, 'points', locale));
    req.flashNote('points:flash.saved', { on: locale.fmt.longDay(parsed.form.effectiveOn) });
    res.redirect(303, '/points');
  });
}

/** The services that the form has a field for. */
async function servicesOf(req: Request): Promise<{ id: number; name: string; specialty: string }[]> {
  const { db, clinic } = clubOf(req);
  const [latest] = await pointRuleVersions(db, clinic.id);
  return servicesToEarn(db, clinic.id, Object.keys(latest?.servicePoints ?? {}).map(Number));
}

const serviceIds = async (req: Request): Promise<number[]> => (await servicesOf(req)).map(({ id }) => id);

async function showNew(req: Request, res: Response, values: object, errors: Errors = [], preview: object | null = null): Promise<void> {
  const view = { values, preview, services: await servicesOf(req) };
  await res.page('points/new', view, { title: clubOf(req).locale.t('points:new.title'), nav: 'points', errors });
}
