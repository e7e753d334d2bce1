/*
 * The code of a grant is six signs that nobody mixes up (no 0 and O, 1 and I, 8 and B, no vowels), a letter first, so that it is never a member
 * number or a mobile. It may be typed in any digits, in small letters, with spaces or dashes, and with the keyboard in Persian.
 */
import { toLatinDigits } from '../persian/digits.js';
import { otherLayout } from '../persian/keyboard-slip.js';
import { normaliseMobile } from '../persian/mobile.js';

const LETTERS = 'CDFGHJKMNPQRTVWXY';
const SIGNS = `23456789${LETTERS}`;
const LENGTH = 6;

/** What somebody at the desk can be looked for by. */
export type Sought = { by: 'code'; code: string } | { by: 'mobile'; mobile: string } | { by: 'member'; memberNumber: number };

/** A code made from a keyed hash (hex, 16 digits or more): the same hash makes the same code. */
export function codeFrom(hash: string): string {
  let left = BigInt(`0x${hash.slice(0, 16)}`);
  let code = '';
  for (let place = 0; place < LENGTH; place += 1) {
    const signs = place === 0 ? LETTERS : SIGNS;
    code += signs.charAt(Number(left % BigInt(signs.length)));
    left /= BigInt(signs.length);
  }
  return code;
}

/** A code as it is shown and read out: CDF-234. */
export const shownCode = (code: string): string => `${code.slice(0, 3)}-${code.slice(3)}`;

/** The code that a typed text means, or null. */
export function readCode(typed: string): string | null {
  const plain = toLatinDigits(typed.normalize('NFKC')).replace(/[\s\-–—_.\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '');
  for (const text of [plain, otherLayout(plain) ?? '']) {
    const code = text.toUpperCase();
    if (code.length === LENGTH && LETTERS.includes(code.charAt(0)) && [...code].every((sign) => SIGNS.includes(sign))) return code;
  }
  return null;
}

/** What a text typed or scanned at the desk stands for: a code, a mobile or a member number; null when it is none of them. */
export function readSought(typed: string): Sought | null {
  const code = readCode(typed);
  if (code !== null) return { by: 'code', code };
  const mobile = normaliseMobile(typed);
  if (mobile.ok) return { by: 'mobile', mobile: mobile.mobile };
  const digits = toLatinDigits(typed).replace(/[\s\-\u200b-\u200f]/g, '');
  return /^\d{1,10}$/.test(digits) ? { by: 'member', memberNumber: Number(digits) } : null;
}
