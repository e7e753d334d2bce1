import { z } from 'zod';
import { addDays } from '../../models/persian/jalali.js';
import { parseNearDay } from '../../models/persian/near-day.js';
import { COMMENT_LENGTH, SURVEY_REASONS } from '../../models/rules/surveys.js';
import { optionalText } from './fields.js';

const marks = z
  .string('recommendation-missing')
  .regex(/^(?:[0-9]|10)$/, 'recommendation-missing')
  .transform(Number);

/** A patient's answer: a mark from 0 to 10, reasons from the list, a free text. */
export const surveyForm = z.strictObject({
  recommendation: marks,
  reasons: z
    .preprocess(
      (sent) => (sent === undefined ? [] : Array.isArray(sent) ? sent : [sent]),
      z.array(z.enum(SURVEY_REASONS, 'reason-unknown')).max(20, 'reason-unknown'),
    )
    .transform((reasons) => [...new Set(reasons)]),
  comment: optionalText(COMMENT_LENGTH, 'comment-too-long'),
});
export type SurveyForm = z.output<typeof surveyForm>;

/** Which answers are shown: from a day to a day (both included), the last 90 days unless said. */
export const surveyPeriod = (today: string) =>
  z
    .object({
      from: z
        .string()
        .default('')
        .transform((typed, context) => dayOr(typed, today, addDays(today, -89), context)),
      to: z
        .string()
        .default('')
        .transform((typed, context) => dayOr(typed, today, today, context)),
    })
    .refine(({ from, to }) => from <= to, { path: ['to'], message: 'period-backwards' });

function dayOr(typed: string, today: string, fallback: string, context: z.RefinementCtx): string {
  if (typed.trim() === '') return fallback;
  const day = parseNearDay(typed, today);
  if (day !== null) return day;
  context.addIssue({ code: 'custom', message: 'day-unreadable' });
  return z.NEVER;
}
