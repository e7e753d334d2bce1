import { OPINIONS, type Opinion } from '../../models/rules/surveys.js';
import { recommendationScore, type RecommendationScore } from '../../models/statistics/recommendation-score.js';

/**
 * The recommendation score of answers counted by opinion; null when nobody answered, and when one of the three groups is hidden: from score,
 * interval and total a group of one to four people could be worked out.
 */
export function scoreOf(count: (opinion: Opinion) => number | null): RecommendationScore | null {
  const [promoters, passives, detractors] = OPINIONS.map(count);
  if (promoters == null || passives == null || detractors == null) return null;
  return recommendationScore({ promoters, passives, detractors });
}
