import { logGamma } from './log-gamma.js';

export interface ChiSquareResult {
  statistic: number;
  degrees: number;
  /** Natural logarithm of the p value: it stays exact where p itself would print as 0. */
  logP: number;
  p: number;
  smallestExpected: number;
  /** Effect size between 0 and 1. */
  cramersV: number;
  /** Adjusted standardised residual of each cell: beyond ±2 the cell stands out. */
  residuals: number[][];
}

/**
 * Pearson's chi-square test of independence for a table of counts, without a continuity correction (Agresti 2007, 2.4).
 * Rows and columns that hold nothing are left out; null when fewer than two rows or columns remain.
 */
export function chiSquareTest(observed: readonly (readonly number[])[]): ChiSquareResult | null {
  const rows = observed.map((row) => sum(row));
  const columns = (observed[0] ?? []).map((_, c) => sum(observed.map((row) => row[c] ?? 0)));
  const total = sum(rows);
  const height = rows.filter((n) => n > 0).length;
  const width = columns.filter((n) => n > 0).length;
  if (height < 2 || width < 2) return null;
  let statistic = 0;
  let smallestExpected = Infinity;
  const residuals = observed.map((row, r) =>
    columns.map((column, c) => {
      const expected = ((rows[r] ?? 0) * column) / total;
      if (expected === 0) return 0;
      const gap = (row[c] ?? 0) - expected;
      statistic += (gap * gap) / expected;
      smallestExpected = Math.min(smallestExpected, expected);
      return gap / Math.sqrt(expected * (1 - (rows[r] ?? 0) / total) * (1 - column / total));
    }),
  );
  const degrees = (height - 1) * (width - 1);
  const logP = logChiSquareUpperTail(statistic, degrees);
  const cramersV = Math.sqrt(statistic / (total * Math.min(height - 1, width - 1)));
  return { statistic, degrees, logP, p: Math.exp(logP), smallestExpected, cramersV, residuals };
}

/**
 * Natural logarithm of P(X ≥ x) for a chi-square variable. The regularised incomplete gamma function by its series below the mean and
 * by Lentz's continued fraction above it (Numerical Recipes 6.2), kept in logarithms all the way.
 */
export function logChiSquareUpperTail(x: number, degrees: number): number {
  if (x <= 0) return 0;
  const a = degrees / 2;
  const z = x / 2;
  const logFront = a * Math.log(z) - z - logGamma(a);
  if (z < a + 1) return Math.log1p(-Math.exp(logFront + Math.log(lowerSeries(a, z))));
  return logFront + Math.log(upperFraction(a, z));
}

/** The value that a chi-square variable passes with the given probability (0 < p < 1), by bisection on the logarithm. */
export function chiSquareQuantile(upperP: number, degrees: number): number {
  const target = Math.log(upperP);
  let low = 0;
  let high = Math.max(1, degrees);
  while (logChiSquareUpperTail(high, degrees) > target) high *= 2;
  for (let i = 0; i < 200 && high - low > 1e-15 * high; i++) {
    const middle = (low + high) / 2;
    if (logChiSquareUpperTail(middle, degrees) > target) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function lowerSeries(a: number, z: number): number {
  let term = 1 / a;
  let total = term;
  for (let n = 1; n < 10_000; n++) {
    term *= z / (a + n);
    total += term;
    if (term < total * 1e-17) break;
  }
  return total;
}

function upperFraction(a: number, z: number): number {
  const tiny = 1e-300;
  let b = z + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i < 10_000; i++) {
    const an = -i * (i - a);
    b += 2;
    d = an * d + b;
    if (Math.abs(d) < tiny) d = tiny;
    c = b + an / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    const delta = d * c;
    h *= delta;
    if (Math.abs(delta - 1) < 1e-16) break;
  }
  return h;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
