import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Desk } from '../app.js';
import { freshFacts } from '../analytics/fresh-facts.js';
import { clubOf } from '../context.js';
import { writeCsv, writeXlsx } from '../files/write-table.js';
import { demographicsQuery, hoursQuery, overviewQuery, seasonsQuery, sourcesQuery } from '../forms/analytics-query.js';
import { parseForm, type Problem } from '../forms/parse.js';
import { allow, type Site } from '../http/site.js';
import { AnalyticsWords } from '../presenters/analytics-words.js';
import { sheetOf, type Figures } from '../presenters/chart-presenter.js';
import { demographicsFigures, demographicsView } from '../presenters/demographics-presenter.js';
import { fieldErrors } from '../presenters/field-errors.js';
import { hoursFigures, hoursView } from '../presenters/hours-presenter.js';
import { overviewFigures, overviewView } from '../presenters/overview-presenter.js';
import { seasonsFigures, seasonsView } from '../presenters/seasons-presenter.js';
import { sourceFigures, sourceView } from '../presenters/source-presenter.js';
import { clinicNames, type AnalyticsDesk } from '../reports/analytics-frame.js';
import { demographicsReport } from '../reports/demographics-report.js';
import { hoursReport } from '../reports/hours-report.js';
import { overviewReport } from '../reports/overview-report.js';
import { seasonsReport } from '../reports/seasons-report.js';
import { sourceReport } from '../reports/source-report.js';

type PageName = 'overview' | 'demographics' | 'seasons' | 'hours' | 'sources';

/** The dashboards; each is a page, and with ?format=csv or xlsx the table behind its chart. */
export function analyticsRoutes(site: Site, { mirror }: Desk): void {
  const may = allow('read', 'analytics');

  site.get('/analytics/overview', may, async (req, res) => {
    const asked = await begin(req, res, 'overview', overviewQuery);
    if (!asked) return;
    const { desk, query, words } = asked;
    const answer = await overviewReport(desk, { kind: query.period, of: query.of });
    if (!answer.ok) return refuse(req, res, 'overview', answer.problems);
    if (query.format) return send(req, res, 'overview', query.format, overviewFigures(answer.report, words)[query.table]);
    const hours = await hoursReport(desk, { group: {}, than: {} });
    await show(req, res, 'overview', overviewView(answer.report, hours.ok ? hours.report : null, words));
  });

  site.get('/analytics/demographics', may, async (req, res) => {
    const asked = await begin(req, res, 'demographics', demographicsQuery);
    if (!asked) return;
    const { desk, query, words } = asked;
    const report = await demographicsReport(desk, { by: query.by, crossing: query.with ?? null, counted: query.count });
    if (query.format) return send(req, res, 'demographics', query.format, demographicsFigures(report, words));
    await show(req, res, 'demographics', demographicsView(report, query, words, clubOf(req).loyalty));
  });

  site.get('/analytics/seasons', may, async (req, res) => {
    const asked = await begin(req, res, 'seasons', seasonsQuery);
    if (!asked) return;
    const { desk, query, words } = asked;
    const { level, focus, specialty, year, sex, age, education, area } = query;
    const answer = await seasonsReport(desk, { level, focus, specialty, year, sex, age, education, area });
    if (!answer.ok) return refuse(req, res, 'seasons', answer.problems);
    if (query.format) return send(req, res, 'seasons', query.format, seasonsFigures(answer.report, words)[query.table]);
    await show(req, res, 'seasons', seasonsView(answer.report, query, words));
  });

  site.get('/analytics/hours', may, async (req, res) => {
    const asked = await begin(req, res, 'hours', hoursQuery);
    if (!asked) return;
    const { desk, query, words } = asked;
    const { specialty, year, sex, age, education, area } = query;
    const than = { sex: query.thanSex, age: query.thanAge, education: query.thanEducation, area: query.thanArea };
    const answer = await hoursReport(desk, { specialty, year, group: { sex, age, education, area }, than });
    if (!answer.ok) return refuse(req, res, 'hours', answer.problems);
    if (query.format) return send(req, res, 'hours', query.format, hoursFigures(answer.report, words)[query.table]);
    await show(req, res, 'hours', hoursView(answer.report, query, words));
  });

  site.get('/analytics/sources', may, async (req, res) => {
    const asked = await begin(req, res, 'sources', sourcesQuery);
    if (!asked) return;
    const { desk, query, words } = asked;
    const report = await sourceReport(desk);
    if (query.format) return send(req, res, 'sources', query.format, sourceFigures(report, words));
    await show(req, res, 'sources', sourceView(report, words));
  });

  /** Reads the address and brings the facts up to date; null when the visitor has been answered already. */
  async function begin<S extends z.ZodType>(req: Request, res: Response, page: PageName, schema: S) {
    const { db, clinic, asOf, locale, loyalty } = clubOf(req);
    const parsed = parseForm(schema, req.query);
    if (!parsed.ok) {
      await refuse(req, res, page, parsed.problems);
      return null;
    }
    const unoffered = loyalty.hasTiers ? [] : Object.entries(req.query).filter(([, value]) => value === 'tier' || value === 'tiers');
    if (unoffered.length > 0) {
      const problems = unoffered.map(([field]) => ({ field, reason: 'invalid' }));
      await refuse(req, res, page, problems);
      return null;
    }
    const facts = await freshFacts({ db, mirror, clinicId: clinic.id, asOf });
    if (!facts.isReady) {
      await prepare(req, res, facts.visitsRead);
      return null;
    }
    const desk: AnalyticsDesk = { db, mirror, clinic, asOf };
    return { desk, query: parsed.form, words: new AnalyticsWords(locale, await clinicNames(desk)) };
  }
}

function show(req: Request, res: Response, page: PageName, view: object): Promise<void> {
  const { t } = clubOf(req).locale;
  return res.page(`analytics/${page}`, view, {
    title: t(`analytics:${page}.title`),
    nav: page,
    scripts: ['charts.js'],
  });
}

/** A page that says what in its address is not understood, and leads back to the page without it. */
function refuse(req: Request, res: Response, page: PageName, problems: readonly Problem[]): Promise<void> {
  const { locale } = clubOf(req);
  return res.page(
    'analytics/refused',
    { back: `/analytics/${page}`, fields: problems.map(({ field }) => field) },
    { title: locale.t(`analytics:${page}.title`), nav: page, errors: fieldErrors(problems, 'analytics', locale) },
  );
}

/** The first facts are being gathered: the page says how far and looks again by itself. */
async function prepare(req: Request, res: Response, visitsRead: number): Promise<void> {
  const { t } = clubOf(req).locale;
  res.set('Refresh', '3');
  await res.page(
    'analytics/preparing',
    { message: t('analytics:preparing.message', { n: visitsRead }), again: req.originalUrl },
    {
      title: t('analytics:preparing.title'),
      nav: 'overview',
      status: 202,
    },
  );
}

async function send(req: Request, res: Response, page: PageName, format: 'csv' | 'xlsx', figures: Figures): Promise<void> {
  const { t, lang } = clubOf(req).locale;
  const sheet = sheetOf(figures, t('analytics:hidden'));
  res.attachment(`hamdam-${page}.${format}`);
  if (format === 'csv') {
    res.type('text/csv; charset=utf-8');
    await writeCsv(res, sheet);
    return;
  }
  res.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
  await writeXlsx(res, sheet, { rtl: lang === 'fa' });
}
