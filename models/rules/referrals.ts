/*
 * A member who brings somebody has a code of seven letters and digits. The newcomer tells it at the desk, or comes by the link that carries it, and
 * the two files are linked once: when the newcomer is enrolled, or later by the manager as long as the newcomer has not come yet.
 * Nobody refers themselves: the same person is who has the same national code, or the same mobile and the same name (a relative on the same
 * mobile may be referred). Nobody is referred by somebody whom they brought, directly or through others.
 * The referral succeeds on the day of the newcomer's first visit, follows that visit when it is corrected, and is taken back when it is
 * deleted. What the club gives for it counts from that day; it is never money.
 *
 * A code has no letter that is read as another (no 0 O 1 I L), and its last letter is a check: any one letter typed wrong, and any two
 * swapped, make a code that does not exist (weights 1 to 7 modulo the prime 31).
 */
import { toLatinDigits } from '../persian/digits.js';
import { searchKey } from '../persian/text-keys.js';

const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const BODY = 6;
const CODE = new RegExp(`^[${LETTERS}]{${String(BODY + 1)}}$`);

/** Ways by which a code reached the desk. */
export const REFERRAL_WAYS = ['desk', 'link'] as const;
export type ReferralWay = (typeof REFERRAL_WAYS)[number];

/** How many steps of «who brought whom» are followed. */
export const LONGEST_CHAIN = 200;

/** The code made of a long hexadecimal number: the same number always gives the same code. */
export function referralCodeFrom(hex: string): string {
  let number = BigInt(`0x${hex}`);
  let body = '';
  for (let i = 0; i < BODY; i++) {
    body += LETTERS.charAt(Number(number % BigInt(LETTERS.length)));
    number /= BigInt(LETTERS.length);
  }
  return body + checkLetter(body);
}

/** A typed code in the form it is stored: any digits, small letters, spaces and dashes are accepted; null when it cannot be a code. */
export function readReferralCode(typed: string): string | null {
  const code = toLatinDigits(typed.normalize('NFKC'))
    .replace(/[\s\-–—_.\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .toUpperCase();
  return CODE.test(code) && checkLetter(code.slice(0, BODY)) === code.slice(BODY) ? code : null;
}

/** Who a referral is about, as far as it decides whether two files are one person. */
export interface Referee {
  id: number;
  firstName: string;
  lastName: string;
  mobile: string | null;
  /** The keyed hash of the national code. */
  nationalCodeIndex: string | null;
}

export type MayRefer = { ok: true } | { ok: false; reason: 'referral-self' | 'referral-loop' };

/** Answers whether the referrer may have brought this person; `above` are the ids of who brought the referrer, and who brought those. */
export function mayRefer(referrer: Referee, referred: Referee, above: readonly number[]): MayRefer {
  if (isSamePerson(referrer, referred)) return { ok: false, reason: 'referral-self' };
  return above.includes(referred.id) ? { ok: false, reason: 'referral-loop' } : { ok: true };
}

function isSamePerson(one: Referee, other: Referee): boolean {
  if (one.id === other.id) return true;
  if (one.nationalCodeIndex !== null && other.nationalCodeIndex !== null) return one.nationalCodeIndex === other.nationalCodeIndex;
  const isOneName = searchKey(`${one.firstName} ${one.lastName}`) === searchKey(`${other.firstName} ${other.lastName}`);
  return isOneName && one.mobile !== null && one.mobile === other.mobile;
}

function checkLetter(body: string): string {
  const sum = [...body].reduce((total, letter, i) => total + LETTERS.indexOf(letter) * (i + 1), 0);
  // The check letter has the weight 7 = BODY + 1: 7c ≡ −sum (mod 31), and 9 is the inverse of 7.
  return LETTERS.charAt((((-sum * 9) % 31) + 31) % 31);
}
