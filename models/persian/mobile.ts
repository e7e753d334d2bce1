/*
 * Mobile numbers are kept in one form, 09XXXXXXXXX. Any way of typing one is accepted: +98…, 0098…, 98…, 9…, with spaces, dashes and
 * Persian or Arabic digits. The shape is binding; an unknown prefix only deserves a warning, because numbers move between operators
 * and new blocks are opened.
 */
import { toLatinDigits } from './digits.js';

const KNOWN_FULL = /^09(0[0-5]|1\d|2[0-3]|3\d|9[0-4]|96)/;
const KNOWN_IN_PART = /^09(95(10|5\d)|98([12]\d|3[0-2]|88)|99([0-3]\d|5\d|69|77|8[7-9]|9\d))/;

export type MobileAnswer = { ok: true; mobile: string } | { ok: false; reason: 'mobile-empty' | 'mobile-invalid' };

/** The stored form 09XXXXXXXXX of a typed mobile number, or the reason why it is none. */
export function normaliseMobile(text: string): MobileAnswer {
  const typed = toLatinDigits(text.normalize('NFKC')).replace(/[\s\-–—_.()/\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '');
  if (typed === '') return { ok: false, reason: 'mobile-empty' };
  if (!/^\+?\d+$/.test(typed)) return { ok: false, reason: 'mobile-invalid' };
  const national = typed.replace(/^(\+98|0098|98(?=\d{10}$))/, '').replace(/^0/, '');
  return /^9\d{9}$/.test(national) ? { ok: true, mobile: `0${national}` } : { ok: false, reason: 'mobile-invalid' };
}

/** Whether a stored mobile begins with a prefix that is in use; a no is a reason to ask again, not to refuse. */
export function isKnownPrefix(mobile: string): boolean {
  return KNOWN_FULL.test(mobile) || KNOWN_IN_PART.test(mobile);
}

/** A stored mobile with its middle hidden, for lists, logs and events: 0912***4567. */
export function maskMobile(mobile: string): string {
  return mobile.length < 8 ? '***' : `${mobile.slice(0, 4)}***${mobile.slice(-4)}`;
}
