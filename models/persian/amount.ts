/*
 * Money is typed in toman unless rial is said, with any digits and separators, and is stored as whole rial (1 toman = 10 rial).
 * A point with three digits after it (1.200) could mean thousands or a fraction; it is refused rather than guessed.
 */
import { toLatinDigits } from './digits.js';

const MAX_RIAL = 1_000_000_000_000_000;

/** The whole rial of a typed amount (۱٬۲۰۰٬۰۰۰، 1,200,000 تومان، ۱۲۰۰۰۰۰ ریال), or null for what is no amount, negative or absurd. */
export function parseAmountRial(text: string, unit: 'toman' | 'rial' = 'toman'): number | null {
  const plain = toLatinDigits(text.normalize('NFKC'))
    .replace(/[\s\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .replace(/[يى]/g, 'ی')
    .toLowerCase();
  const found = /^([\d٬,،'’]+)(?:[.٫/](\d{1,2}))?(تومان|تومن|toman|tomans|ریال|rial|rials|irr)?$/.exec(plain);
  if (!found) return null;
  const whole = found[1] ?? '';
  if (/\D/.test(whole) && !/^\d{1,3}(\D\d{3})+$/.test(whole)) return null;
  const said = found[3] === undefined ? unit : /^(تومان|تومن|toman)/.test(found[3]) ? 'toman' : 'rial';
  const hundredths = Number(whole.replace(/\D/g, '')) * 100 + Number((found[2] ?? '').padEnd(2, '0'));
  const amountRial = said === 'toman' ? hundredths / 10 : hundredths / 100;
  return Number.isInteger(amountRial) && amountRial <= MAX_RIAL ? amountRial : null;
}
