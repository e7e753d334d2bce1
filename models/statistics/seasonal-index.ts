import { wilsonInterval, type Interval } from './intervals.js';

/**
 * How far each season lies above or below the whole year: 1 is the year's level, 2 twice as often. `counts` are the events of each season,
 * `exposure` what they are compared with in the same seasons (all visits, or days). The index of a season is its share of the events over
 * its share of the exposure (observed over expected); its interval is Wilson's interval of the first share over the second, which is taken as known.
 * A season without exposure gives null; so does everything when nothing was counted.
 */
export function seasonalIndex(counts: readonly number[], exposure: readonly number[], confidence = 0.95): (Interval | null)[] {
  const events = counts.reduce((total, n) => total + n, 0);
  const exposed = exposure.reduce((total, n) => total + n, 0);
  return counts.map((count, season) => {
    const expected = (exposure[season] ?? 0) / exposed;
    const share = wilsonInterval(count, events, confidence);
    if (!share || !(expected > 0)) return null;
    return { estimate: share.estimate / expected, low: share.low / expected, high: share.high / expected };
  });
}
