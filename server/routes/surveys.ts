import type { Request, Response } from 'express';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { freshFacts } from '../analytics/fresh-facts.js';
import type { Desk } from '../app.js';
import { clubOf } from '../context.js';
import { forbidden } from '../errors.js';
import { writeCsv, writeXlsx } from '../files/write-table.js';
import { surveyQuery } from '../forms/survey-form.js';
import { allow, type Site } from '../http/site.js';
import { can } from '../policies/index.js';
import { sheetOf, type Figures } from '../presenters/chart-presenter.js';
import { surveyFigures, surveyView } from '../presenters/survey-presenter.js';
import { periodOf, readPeriod } from '../reports/period.js';
import { surveyComments, surveyReport, type SurveyPeriod } from '../reports/survey-report.js';

const COMMENTS_SHOWN = 30;

/** What patients answered after their visits; with ?format=csv or xlsx the table behind a chart. */
export function surveyRoutes(site: Site, { mirror }: Desk): void {
  site.get('/surveys', allow('read', 'survey'), async (req, res) => {
    const { db, clinic, staff, asOf, locale } = clubOf(req);
    const query = surveyQuery.parse(req.query);
    const facts = await freshFacts({ db, mirror, clinicId: clinic.id, asOf });
    if (!facts.isReady) return prepare(req, res, facts.visitsRead);

    const today = tehranDay(asOf);
    const period = (readPeriod(query.period, query.of) ?? periodOf(query.period, today)) as SurveyPeriod;
    const report = await surveyReport({ db, mirror, clinic, asOf }, period);
    if (query.format) {
      if (!can(staff, 'export', 'survey')) throw forbidden();
      return send(req, res, query.format, surveyFigures(report, locale)[query.table]);
    }
    const mayReadWords = can(staff, 'read-comments', 'survey');
    const written = mayReadWords
      ? await surveyComments(db, { clinicId: clinic.id, period, after: query.after, pageSize: COMMENTS_SHOWN })
      : null;
    const view = surveyView(report, written, today, locale);
    await res.page('surveys/index', view, { title: locale.t('surveys:results.title'), nav: 'surveys', scripts: ['charts.js'] });
  });
}

/** The first facts are being gathered: the page says how far and looks again by itself. */
async function prepare(req: Request, res: Response, visitsRead: number): Promise<void> {
  const { t } = clubOf(req).locale;
  res.set('Refresh', '3');
  const view = { message: t('analytics:preparing.message', { n: visitsRead }), again: req.originalUrl };
  await res.page('analytics/preparing', view, { title: t('analytics:preparing.title'), nav: 'surveys', status: 202 });
}

async function send(req: Request, res: Response, format: 'csv' | 'xlsx', figures: Figures): Promise<void> {
  const { t, lang } = clubOf(req).locale;
  const sheet = sheetOf(figures, t('analytics:hidden'));
  res.attachment(`hamdam-survey.${format}`);
  if (format === 'csv') {
    res.type('text/csv; charset=utf-8');
    await writeCsv(res, sheet);
    return;
  }
  res.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
  await writeXlsx(res, sheet, { rtl: lang === 'fa' });
}
