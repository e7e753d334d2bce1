import type { Request, Response } from 'express';
import { mayAnswer, RECOMMENDATION_STEPS, SURVEY_REASONS } from '../../models/rules/surveys.js';
import { answerSurvey } from '../actions/answer-survey.js';
import type { Desk } from '../app.js';
import { HttpError } from '../errors.js';
import { parseForm, typedValues } from '../forms/parse.js';
import { surveyForm } from '../forms/survey-form.js';
import { open, type Site } from '../http/site.js';
import { makeThrottle, type Throttle } from '../http/throttle.js';
import { fieldErrors } from '../presenters/field-errors.js';
import { surveyLink, type SurveyLink } from '../reports/survey-link-report.js';

const TOKEN = /^[A-Za-z0-9_-]{22,64}$/;
const FOR_PATIENTS = open('the link itself is the permission', { withoutToken: true });

/** The patient's page of the after-visit survey: one short form, answered once. Used, expired and unknown links look the same. */
export function surveyAnswerRoutes(site: Site, { db }: Desk): void {
  // Only tries that open nothing are counted: many patients share one address of their operator.
  const guesses = makeThrottle(db.sequelize, { name: 'survey-link', free: 40, spanSeconds: 600 });

  site.get('/s/thanks', open('says thank you and nothing else'), (req, res) => showNotice(req, res, 'thanks', 200));

  site.get('/s/:token', FOR_PATIENTS, async (req, res) => {
    const link = await openLink(req, res, guesses);
    if (link) await showQuestions(req, res, link);
  });

  site.post('/s/:token', FOR_PATIENTS, async (req, res) => {
    const { asOf, locale } = req.club;
    const link = await openLink(req, res, guesses);
    if (!link) return;
    const parsed = parseForm(surveyForm, req.body);
    if (!parsed.ok) return showQuestions(req, res, link, typedValues(req.body), fieldErrors(parsed.problems, 'surveys', locale));
    const answered = await answerSurvey({ db, asOf, token: String(req.params['token']), form: parsed.form });
    // Somebody who opened the link twice was quicker in the other window.
    if (!answered.ok) return showNotice(req, res, 'closed', 410);
    res.redirect(303, locale.lang === 'fa' ? '/s/thanks' : `/s/thanks?lang=${locale.lang}`);
  });
}

/** The link when it can be answered now; otherwise the visitor has been shown that it cannot. */
async function openLink(req: Request, res: Response, guesses: Throttle): Promise<SurveyLink | null> {
  const { db, asOf } = req.club;
  const visitor = req.ip ?? 'unknown';
  if ((await guesses.secondsToWait(visitor)) > 0) throw new HttpError(429, 'too-many');
  const token = String(req.params['token']);
  const link = TOKEN.test(token) ? await surveyLink(db, token) : null;
  const answerable = link && mayAnswer(link, asOf);
  if (link && answerable?.ok) return link;
  await guesses.count(visitor);
  await showNotice(req, res, 'closed', link ? 410 : 404);
  return null;
}

function showQuestions(
  req: Request,
  res: Response,
  { clinicName }: SurveyLink,
  values: Record<string, string | string[]> = {},
  errors: { field: string; message: string }[] = [],
): Promise<void> {
  const { t } = req.club.locale;
  const chosen = [values['reasons'] ?? []].flat();
  const view = {
    clinicName,
    action: req.originalUrl,
    marks: RECOMMENDATION_STEPS.map((mark) => ({ value: mark, isChosen: values['recommendation'] === String(mark) })),
    reasons: SURVEY_REASONS.map((reason) => ({ value: reason, label: t(`surveys:reason.${reason}`), isChosen: chosen.includes(reason) })),
    comment: values['comment'] ?? '',
  };
  return res.page('surveys/ask', view, { title: t('surveys:ask.title'), layout: 'phone', errors });
}

function showNotice(req: Request, res: Response, which: 'thanks' | 'closed', status: number): Promise<void> {
  const { t } = req.club.locale;
  const view = { heading: t(`surveys:${which}.title`), text: t(`surveys:${which}.text`) };
  return res.page('surveys/notice', view, { title: view.heading, layout: 'phone', status, formless: true });
}
