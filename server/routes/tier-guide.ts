import type { Request } from 'express';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { guideProblem, guideTerms, proposeThresholds, type GuideAnswers } from '../../models/rules/tier-guide.js';
import { rulesInForce } from '../../models/rules/tier-rule.js';
import { tierRules } from '../../models/tier-rule-book.js';
import { clubOf } from '../context.js';
import { parseForm, typedValues } from '../forms/parse.js';
import { tierGuideQuery } from '../forms/tier-guide-query.js';
import { allow, type Site } from '../http/site.js';
import { fieldErrors } from '../presenters/field-errors.js';
import { guideChoices, guideView, type GuideView } from '../presenters/tier-guide-presenter.js';
import { ruleOwners } from '../presenters/tier-page-presenter.js';
import { creditDistribution, guidedMembers } from '../reports/tier-guide-report.js';
import { specialtiesInUse } from '../reports/tier-report.js';
import { whenOffered } from './when-offered.js';

const FIRST_ANSWERS = { rhythm: 'monthly', aim: 'recognise' };

/** The guide to a rule: seven questions, and thresholds from the clinic's own members that lead into the form and its what-if. */
export function tierGuideRoutes(site: Site): void {
  site.get('/tiers/guide', allow('edit', 'tier'), whenOffered('hasTiers'), async (req, res) => {
    const { db, clinic, locale } = clubOf(req);
    const specialties = await specialtiesInUse(db, clinic.id);
    const isAsked = req.query['rhythm'] !== undefined || req.query['aim'] !== undefined;
    const parsed = isAsked ? parseForm(tierGuideQuery, req.query) : null;
    const problems = !parsed ? [] : parsed.ok ? answerProblems(parsed.form, specialties) : parsed.problems;
    const answer = parsed?.ok && problems.length === 0 ? await answerOf(req, parsed.form) : null;
    const view = {
      values: isAsked ? typedValues(req.query) : FIRST_ANSWERS,
      owners: ruleOwners(specialties, locale),
      ...guideChoices(locale),
      answer,
    };
    const errors = fieldErrors(problems, 'tiers', locale);
    await res.page('tiers/guide', view, { title: locale.t('tiers:guide.title'), nav: 'tiers', errors });
  });
}

type Answers = GuideAnswers & { specialtyId: number | null };

function answerProblems(answers: Answers, specialties: readonly { id: number }[]): { field: string; reason: string }[] {
  const { specialtyId } = answers;
  if (specialtyId !== null && !specialties.some(({ id }) => id === specialtyId))
    return [{ field: 'specialtyId', reason: 'specialty-unknown' }];
  const verdict = guideProblem(answers);
  return verdict.ok ? [] : [verdict];
}

/** What a referral and a year are worth stays as the rule in force says, so that the filled form counts what the guide counted. */
async function answerOf(req: Request, answers: Answers): Promise<GuideView> {
  const { db, clinic, asOf, locale } = clubOf(req);
  const today = tehranDay(asOf);
  const { specialtyId } = answers;
  const inForce = rulesInForce(await tierRules(db, clinic.id), today);
  const rule = inForce.find((one) => one.specialtyId === specialtyId) ?? inForce.find((one) => one.specialtyId === null);
  const worth = { creditsPerReferral: rule?.creditsPerReferral ?? 0, creditsPerYear: rule?.creditsPerYear ?? 0 };
  const members = await guidedMembers(db, clinic.id, specialtyId);
  const { windowMonths, graceMonths, shares: wanted } = guideTerms(answers, members);
  const guided = { specialtyId, windowMonths, graceMonths, ...worth };
  const counts = await creditDistribution(db, { clinicId: clinic.id, rule: guided, members, day: today });
  return guideView({ ...guided, members, wanted, proposal: proposeThresholds(counts, wanted), today }, locale);
}
