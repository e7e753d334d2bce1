import { chiSquareQuantile } from './chi-square.js';

export interface Interval {
  estimate: number;
  low: number;
  high: number;
}

/** The share count/of with its Wilson score interval (Wilson 1927; no continuity correction); null when nobody was counted. */
export function wilsonInterval(count: number, of: number, confidence = 0.95): Interval | null {
  if (of <= 0) return null;
  const z = normalQuantile(confidence);
  const share = count / of;
  const centre = share + (z * z) / (2 * of);
  const reach = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  const scale = 1 + (z * z) / of;
  return {
    estimate: share,
    low: count === 0 ? 0 : Math.max(0, (centre - reach) / scale),
    high: count === of ? 1 : Math.min(1, (centre + reach) / scale),
  };
}

/** The difference of two shares, first minus second, with Newcombe's interval (1998, method 10); null when one side counted nobody. */
export function newcombeInterval(
  first: { count: number; of: number },
  second: { count: number; of: number },
  confidence = 0.95,
): Interval | null {
  const one = wilsonInterval(first.count, first.of, confidence);
  const two = wilsonInterval(second.count, second.of, confidence);
  if (!one || !two) return null;
  const estimate = one.estimate - two.estimate;
  return {
    estimate,
    low: estimate - Math.hypot(one.estimate - one.low, two.high - two.estimate),
    high: estimate + Math.hypot(one.high - one.estimate, two.estimate - two.low),
  };
}

const quantiles = new Map<number, number>();

/** How many standard deviations hold the middle share of a normal variable (0.95 gives 1.96). */
export function normalQuantile(confidence: number): number {
  let z = quantiles.get(confidence);
  if (z === undefined) quantiles.set(confidence, (z = Math.sqrt(chiSquareQuantile(1 - confidence, 1))));
  return z;
}
