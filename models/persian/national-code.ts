/*
 * The national code has ten digits: nine and a check digit. s = Σ d[i]·(10−i) over the first nine, r = s mod 11, check = r < 2 ? r : 11 − r
 * (National Organization for Civil Registration). All-equal digits satisfy the formula and are refused, and so are codes whose middle
 * six digits are zero. Spreadsheets lose leading zeros, so eight or nine digits are filled up. Passing does not prove that a code exists.
 */
import { toLatinDigits } from './digits.js';

export type NationalCodeAnswer =
  { ok: true; nationalCode: string } | { ok: false; reason: 'national-code-empty' | 'national-code-invalid' };

/** The ten digits of a typed national code, or the reason why it is none. */
export function normaliseNationalCode(text: string): NationalCodeAnswer {
  const digits = toLatinDigits(text.normalize('NFKC')).replace(/[\s\-–—_./\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '');
  if (digits === '') return { ok: false, reason: 'national-code-empty' };
  if (!/^\d{8,10}$/.test(digits)) return { ok: false, reason: 'national-code-invalid' };
  const nationalCode = digits.padStart(10, '0');
  return isPlausible(nationalCode) ? { ok: true, nationalCode } : { ok: false, reason: 'national-code-invalid' };
}

/** A national code of ten digits with all but its last three hidden. */
export function maskNationalCode(nationalCode: string): string {
  return `*******${nationalCode.slice(-3)}`;
}

function isPlausible(code: string): boolean {
  if (/^(\d)\1{9}$/.test(code) || code.slice(3, 9) === '000000') return false;
  const sum = [...code.slice(0, 9)].reduce((total, digit, i) => total + Number(digit) * (10 - i), 0);
  const rest = sum % 11;
  return Number(code[9]) === (rest < 2 ? rest : 11 - rest);
}
