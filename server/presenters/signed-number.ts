import type { Locale } from '../locale.js';

/** A whole number with its sign, isolated so that the sign stands before the digits in a right-to-left sentence as well. */
export function signedNumber(n: number, { fmt }: Pick<Locale, 'fmt'>): string {
  const whole = Math.round(n);
  const sign = whole > 0 ? '+' : whole < 0 ? '−' : '';
  return `\u2066${sign}${fmt.number(Math.abs(whole))}\u2069`;
}
