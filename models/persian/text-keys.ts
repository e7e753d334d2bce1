/*
 * How a name is kept and found again.
 * Shown: as typed, with Arabic ye and kaf made Persian, vowel marks and invisible controls removed, ZWNJ kept.
 * Found: letters and digits only, every variant of a letter folded to one, no spaces and no ZWNJ.
 * NFKC runs first because it folds presentation forms; NFD must not be used, it takes ئ and ۀ apart into Arabic letters.
 */
import { toLatinDigits } from './digits.js';

const ZWNJ = '\u200c';
const INVISIBLE = /[\u200b\u200d\u200e\u200f\u061c\u00ad\u202a-\u202e\u2060\u2066-\u2069\ufeff\p{Cc}]/gu;
const MARKS_NOT_SHOWN = /[\u0640\u064b-\u0652\u0656-\u065f\u0670]/g;
const MAX_TERM = 80;

/** A name as it is stored for display: one form of ی and ک, single spaces, no vowel marks or bidi controls, ZWNJ kept. */
export function displayName(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\t\r\n]/g, ' ')
    .replace(INVISIBLE, '')
    .replace(/[يى]/g, 'ی')
    .replace(/ك/g, 'ک')
    .replace(MARKS_NOT_SHOWN, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?\u200c[\u200c ]*/g, (joint) => (joint.includes(' ') ? ' ' : ZWNJ))
    .replace(/^[\u200c ]+|[\u200c ]+$/g, '');
}

/** A name of a place or a thing as it is stored for counting: like `displayName`, with digits 0-9, so that two ways of writing a number are one. */
export function placeName(text: string): string {
  return toLatinDigits(displayName(text));
}

/** The key under which a text is found: folded letters and digits without anything between them; two spellings of one name share it. */
export function searchKey(text: string): string {
  return fold(text).replace(/ /g, '');
}

/** The terms under which a name is findable by prefix: for each of its words, that word joined with all that follow it (80 letters at most). */
export function searchTerms(name: string): string[] {
  const words = fold(name.replaceAll(ZWNJ, ' ')).split(' ').filter(Boolean);
  const terms = words.map((_, first) => words.slice(first).join('').slice(0, MAX_TERM));
  return [...new Set(terms)];
}

/** What a typed search asks for: its words, folded like the terms of `searchTerms`; each must begin some term of the name. */
export function queryTerms(query: string): string[] {
  const words = fold(query).split(' ').filter(Boolean);
  return [...new Set(words.map((word) => word.slice(0, MAX_TERM)))];
}

function fold(text: string): string {
  return toLatinDigits(displayName(text))
    .toLowerCase()
    .replace(/[آأإٱ]/g, 'ا')
    .replace(/ؤ/g, 'و')
    .replace(/ئ/g, 'ی')
    .replace(/[ۀةە]/g, 'ه')
    .replace(/[\p{M}ء\u200c]/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
