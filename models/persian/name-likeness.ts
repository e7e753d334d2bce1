/*
 * How two Persian names may be one name written twice: with other letters and spaces (that is `searchKey`), with or without «سید» and other
 * titles, as it sounds (ط for ت), a part of a compound name (رضا of محمدرضا), or with one letter typed wrong, left out, doubled or swapped.
 */
import { COMMON_FAMILY_NAMES, COMMON_FIRST_NAMES } from './common-names.js';
import { displayName, searchKey } from './text-keys.js';

/** From the surest to none: titled lacks a title, sound is spelt as heard, slip is one wrong letter, part is one name within the other. */
export type Likeness = 'same' | 'titled' | 'sound' | 'slip' | 'part' | 'other';

const TITLES: ReadonlySet<string> = new Set([
  'سید',
  'سیده',
  'السادات',
  'سادات',
  'حاج',
  'حاجی',
  'حاجیه',
  'دکتر',
  'مهندس',
  'اقا',
  'اقای',
  'خانم',
  'میر',
]);
const SHORTEST_SLIP = 4;
const SHORTEST_PART = 3;

/** How alike two first names are. */
export const firstNameLikeness = (one: string, other: string): Likeness => likeness(one, other, COMMON_FIRST_NAMES);
/** How alike two family names are. */
export const familyNameLikeness = (one: string, other: string): Likeness => likeness(one, other, COMMON_FAMILY_NAMES);

function likeness(one: string, other: string, common: ReadonlySet<string>): Likeness {
  const [a, b] = [searchKey(one), searchKey(other)];
  if (a === b) return 'same';
  const [p, q] = [untitled(one), untitled(other)];
  if (p === q) return 'titled';
  if (asHeard(p) === asHeard(q)) return 'sound';
  const areTwoNames = common.has(p) && common.has(q);
  if (!areTwoNames && Math.min(p.length, q.length) >= SHORTEST_SLIP && isOneSlipApart(p, q)) return 'slip';
  return isPart(p, q) || isPart(q, p) ? 'part' : 'other';
}

/** The key of a name without its titles, unless nothing else is left. */
function untitled(name: string): string {
  const words = displayName(name)
    .split(/[\s\u200c]+/)
    .map(searchKey)
    .filter(Boolean);
  const rest = words.filter((word) => !TITLES.has(word));
  const key = (rest.length > 0 ? rest : words).join('');
  // «سیدعلی» and «سیدهزهرا» are also written without a space.
  return /^سیده?/.test(key) && key.length > 6 ? key.replace(/^سید(ه(?=[^ا]))?/, '') : key;
}

const HEARD: readonly (readonly [RegExp, string])[] = [
  [/ط/g, 'ت'],
  [/[صث]/g, 'س'],
  [/[ذضظ]/g, 'ز'],
  [/غ/g, 'ق'],
  [/ح/g, 'ه'],
  [/ع/g, 'ا'],
  [/الله/g, 'اله'],
  [/(.)\1/g, '$1'],
];

function asHeard(key: string): string {
  return HEARD.reduce((text, [letters, sound]) => text.replace(letters, sound), key);
}

/** One is the beginning or the end of the other, and the difference is long enough to be a name of its own. */
function isPart(long: string, short: string): boolean {
  return short.length >= SHORTEST_PART && long.length - short.length >= 2 && (long.endsWith(short) || long.startsWith(short));
}

/** Whether one letter was changed, left out, added, or swapped with its neighbour. */
export function isOneSlipApart(one: string, other: string): boolean {
  if (one === other) return false;
  const [long, short] = one.length >= other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && long[at] === short[at]) at++;
  if (long.length > short.length) return long.slice(at + 1) === short.slice(at);
  const rest = (text: string, from: number): string => text.slice(from);
  if (rest(long, at + 1) === rest(short, at + 1)) return true;
  return long[at] === short[at + 1] && long[at + 1] === short[at] && rest(long, at + 2) === rest(short, at + 2);
}
