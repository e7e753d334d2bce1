/*
 * The Persian alphabet in the order of the Persian collation (CLDR fa), in which و comes before ه and چ, ژ, گ stand in their places.
 * A database compares code points or follows the locale of its server, so names are ordered by a stored key of two decimal digits per letter,
 * which every database and collation orders alike.
 */
import { toLatinDigits } from './digits.js';
import { displayName } from './text-keys.js';

const ALPHABET = 'آاءبپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی';
const SPACE = '01';
const OTHER_SIGN = '02';
const UNKNOWN_LETTER = '99';
const MAX_LETTERS = 100;

const RANKS = new Map<string, string>([
  ...[...'0123456789'].map((digit, i) => [digit, rank(10 + i)] as const),
  ...[...ALPHABET].map((letter, i) => [letter, rank(20 + i)] as const),
  ...[...'abcdefghijklmnopqrstuvwxyz'].map((letter, i) => [letter, rank(70 + i)] as const),
]);

/** The text as a key whose plain order is the true Persian alphabet; digits come before letters, Latin letters after Persian ones (200 digits at most). */
export function sortKey(text: string): string {
  const letters = [...lettersOf(text)];
  return letters.slice(0, MAX_LETTERS).map(keyOf).join('');
}

/** Every letter that carries a hamza stands where the hamza stands, as in the collation. */
function lettersOf(text: string): string {
  return toLatinDigits(displayName(text))
    .toLowerCase()
    .replace(/ٱ/g, 'ا')
    .replace(/[أإؤئ]/g, 'ء')
    .replace(/[ۀةە]/g, 'ه')
    .replace(/[\p{M}\u200c]/gu, '');
}

function keyOf(letter: string): string {
  if (letter === ' ') return SPACE;
  return RANKS.get(letter) ?? (/\p{L}/u.test(letter) ? UNKNOWN_LETTER : OTHER_SIGN);
}

function rank(place: number): string {
  return String(place).padStart(2, '0');
}
