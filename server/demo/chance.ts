/** A repeatable source of chance: the same seed draws the same story on every machine. */
export interface Chance {
  /** A number from 0 up to (not including) 1. */
  next(): number;
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  /** Whether something of this probability happens. */
  happens(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** One of the keys, as often as its weight says. */
  weighted<T>(from: readonly (readonly [T, number])[]): T;
  /** A positive number of mean 1 whose spread grows as the shape falls (gamma): how differently often people come. */
  spread(shape: number): number;
  /** A count whose mean is given (Poisson). */
  count(mean: number): number;
}

/** Chance from a seed (mulberry32, public domain). */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const whole = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  const at = <T>(from: readonly T[], index: number): T => {
    const found = from[index];
    if (found === undefined) throw new RangeError('nothing to choose from');
    return found;
  };
  return {
    next,
    whole,
    happens: (probability) => next() < probability,
    pick: (from) => at(from, whole(0, from.length - 1)),
    weighted: (from) => {
      let left = next() * from.reduce((sum, [, weight]) => sum + weight, 0);
      const found = from.find(([, weight]) => (left -= weight) < 0) ?? at(from, from.length - 1);
      return found[0];
    },
    spread: (shape) => gamma(next, shape) / shape,
    count: (mean) => {
      let events = 0;
      for (let left = Math.exp(-mean), product = next(); product > left; product *= next()) events += 1;
      return events;
    },
  };
}

/** Marsaglia and Tsang 2000, with their boost for shapes below 1. */
function gamma(next: () => number, shape: number): number {
  if (shape < 1) return gamma(next, shape + 1) * next() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
