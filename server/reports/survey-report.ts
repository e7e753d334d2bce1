import type { Db } from '../../models/database.js';
import { instantOf } from '../../models/persian/tehran-time.js';
import { addDays } from '../../models/persian/jalali.js';
import { opinionOf, OPINIONS, RECOMMENDATION_STEPS, SURVEY_REASONS, type Opinion, type SurveyReason } from '../../models/rules/surveys.js';
import type { RecommendationScore } from '../../models/statistics/recommendation-score.js';
import { readPivot, type Counted, type Place } from '../analytics/pivot.js';
import { dimensionsOf, type AnalyticsDesk } from './analytics-frame.js';
import { daysOf, placeOf, type Period } from './period.js';
import { scoreOf } from './score-of.js';

/** Answers are too few to be told by the month. */
export type SurveyPeriod = Exclude<Period, { kind: 'month' }>;

export interface SurveyReport {
  period: SurveyPeriod;
  /** Links that were sent out in the period; null when they are too few to tell. */
  asked: number | null;
  answers: number | null;
  score: RecommendationScore | null;
  /** null: fewer than five, or needed to keep another number hidden. */
  opinions: { opinion: Opinion; count: number | null }[];
  marks: { mark: number; count: number | null }[];
  reasons: { reason: SurveyReason; count: number | null }[];
}

const FEWEST = 5;

/** What patients answered in a season or a year. A small group is hidden with whatever would give it away, on this page and on every other. */
export async function surveyReport(desk: AnalyticsDesk, period: SurveyPeriod): Promise<SurveyReport> {
  const { year, season, opinion, mark, reason } = await dimensionsOf(desk, ['year', 'season', 'opinion', 'mark', 'reason']);
  const isKnownYear = year.values.includes(String(period.year));
  const read = (counted: Counted, by: typeof opinion) =>
    readPivot({ mirror: desk.mirror, clinicId: desk.clinic.id, counted, dimensions: [year, season, by], asOf: desk.asOf });
  const answered = await read('answers', opinion);
  const chosen = await read('reasons', reason);
  // The marks of one opinion add up to that opinion, so each opinion is a table of its own.
  const within = {
    promoter: await read('promoters', mark),
    passive: await read('passives', mark),
    detractor: await read('detractors', mark),
  };
  const at = (pivot: typeof answered, place: Place = {}): number | null =>
    isKnownYear ? pivot.count({ ...placeOf(period), ...place }) : 0;

  const answers = at(answered);
  const opinions = OPINIONS.map((each) => ({ opinion: each, count: at(answered, { opinion: each }) }));
  // A hidden group could be worked out from the score and the others, so with one of them everything but the total stays hidden.
  const isWhole = opinions.every(({ count }) => count !== null);
  return {
    period,
    asked: await askedIn(desk, period),
    answers,
    score: scoreOf((opinion) => at(answered, { opinion })),
    opinions: opinions.map((each) => ({ ...each, count: isWhole ? each.count : null })),
    marks: RECOMMENDATION_STEPS.map((each) => ({
      mark: each,
      count: isWhole ? at(within[opinionOf(each)], { mark: String(each) }) : null,
    })),
    reasons: SURVEY_REASONS.map((each) => ({ reason: each, count: at(chosen, { reason: each }) })),
  };
}

export interface WrittenComment {
  id: number;
  recommendation: number;
  comment: string;
  answeredOn: string;
}

/** What patients wrote in a period, newest first, without saying who; for the manager. */
export async function surveyComments(
  db: Db,
  { clinicId, period, after, pageSize }: { clinicId: number; period: Period; after: number | null; pageSize: number },
): Promise<{ comments: WrittenComment[]; afterId: number | null }> {
  const rows = await db.select<WrittenComment>(
    `SELECT id, recommendation, comment, answered_on AS "answeredOn" FROM survey_answers
     WHERE clinic_id = :clinicId AND answered_on >= :from AND answered_on <= :to AND comment IS NOT NULL
       ${after === null ? '' : 'AND id < :after'}
     ORDER BY id DESC LIMIT :limit`,
    { clinicId, ...daysOf(period), after, limit: pageSize + 1 },
  );
  const comments = rows.slice(0, pageSize);
  return { comments, afterId: rows.length > pageSize ? (comments.at(-1)?.id ?? null) : null };
}

async function askedIn({ db, clinic }: AnalyticsDesk, period: Period): Promise<number | null> {
  const { from, to } = daysOf(period);
  const [row] = await db.select<{ n: number; people: number }>(
    `SELECT COUNT(*) AS n, COUNT(DISTINCT patient_id) AS people FROM survey_invitations
     WHERE clinic_id = :clinicId AND created_at >= :fromAt AND created_at < :untilAt`,
    { clinicId: clinic.id, fromAt: instantOf(from, '00:00'), untilAt: instantOf(addDays(to, 1), '00:00') },
  );
  const { n = 0, people = 0 } = row ?? {};
  return people > 0 && people < FEWEST ? null : Number(n);
}
