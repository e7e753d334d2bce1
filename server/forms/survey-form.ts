import { z } from 'zod';
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
      (sent) => (sent === undefined ? [] : Array.isArray(sent) ? (sent as unknown[]) : [sent]),
      z.array(z.enum(SURVEY_REASONS, 'reason-unknown')).max(20, 'reason-unknown'),
    )
    .transform((reasons) => [...new Set(reasons)]),
  comment: optionalText(COMMENT_LENGTH, 'comment-too-long'),
});
export type SurveyForm = z.output<typeof surveyForm>;

/** Which answers are shown: a season or a year (1405-s3, 1405), and the table behind which chart is asked for. */
export const surveyQuery = z.object({
  period: z.enum(['season', 'year']).catch('season'),
  of: z.string().max(20).catch(''),
  table: z.enum(['marks', 'reasons']).catch('marks'),
  format: z.enum(['csv', 'xlsx']).nullable().catch(null),
  after: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .nullable()
    .catch(null),
});
