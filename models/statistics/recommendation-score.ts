import { normalQuantile } from './intervals.js';

export interface RecommendationScore {
  answers: number;
  /** Promoters minus detractors in percent, −100 to 100. */
  score: number;
  /** Ends of the adjusted interval, −100 to 100. */
  low: number;
  high: number;
}

// Rocks (2016), The American Statistician 70(4): three pseudo-answers, spread 3/4, 3/2, 3/4, hold the coverage at 94–96 % for ten answers.
const PSEUDO_ANSWERS = 3;

/** The recommendation score (NPS) of counted answers with its adjusted Wald interval; null when nobody answered. */
export function recommendationScore(
  answers: { promoters: number; passives: number; detractors: number },
  confidence = 0.95,
): RecommendationScore | null {
  const { promoters, passives, detractors } = answers;
  const n = promoters + passives + detractors;
  if (n === 0) return null;
  const adjusted = n + PSEUDO_ANSWERS;
  const p = (promoters + PSEUDO_ANSWERS / 4) / adjusted;
  const d = (detractors + PSEUDO_ANSWERS / 4) / adjusted;
  const reach = normalQuantile(confidence) * Math.sqrt((p + d - (p - d) ** 2) / adjusted);
  return {
    answers: n,
    score: (100 * (promoters - detractors)) / n,
    low: Math.max(-100, 100 * (p - d - reach)),
    high: Math.min(100, 100 * (p - d + reach)),
  };
}
