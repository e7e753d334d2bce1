/*
 * A clinic's file names its columns in its own words. A header is compared with the words known for each field, letters and digits folded:
 * the same word wins over a word that only contains it, and every field is given to one column. What is not recognised is left out until a person says
 * what it is. The unit of money is taken from the header where it stands there, in brackets or not.
 */
import { HEADER_WORDS, UNIT_WORDS } from '../persian/file-words.js';
import { searchKey } from '../persian/text-keys.js';

export const IMPORT_FIELDS = [
  'file_number',
  'first_name',
  'last_name',
  'full_name',
  'national_code',
  'mobile',
  'sex',
  'birth_on',
  'birth_year',
  'age',
  'education',
  'area',
  'source',
  'visited_on',
  'day_number',
  'time',
  'specialty',
  'service',
  'illness_code',
  'illness_name',
  'physician',
  'amount',
  'visit_number',
] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];
export type AmountUnit = 'rial' | 'toman';

const WORDS: Readonly<Record<ImportField, readonly string[]>> = HEADER_WORDS;
const UNIT_MARKS = /\(.*?\)|（.*?）|\[.*?\]/g;

/** The field each header most likely means, by header; headers that mean none are absent. Every field is given at most once. */
export function guessColumns(headers: readonly string[]): Map<string, ImportField> {
  const candidates = headers.flatMap((header, place) =>
    IMPORT_FIELDS.map((field) => ({ header, place, field, score: likeness(header, field) })),
  );
  const ranked = candidates.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score || a.place - b.place);
  const guessed = new Map<string, ImportField>();
  const given = new Set<ImportField>();
  for (const { header, field } of ranked) {
    const isWhole = field === 'full_name' && (given.has('first_name') || given.has('last_name'));
    if (guessed.has(header) || given.has(field) || isWhole) continue;
    guessed.set(header, field);
    given.add(field);
  }
  return guessed;
}

/** The unit of money that a header names, or null when it names none. */
export function amountUnitIn(header: string): AmountUnit | null {
  const key = searchKey(header);
  const names = (unit: AmountUnit) => UNIT_WORDS[unit].some((word) => key.includes(searchKey(word)));
  if (names('rial')) return 'rial';
  return names('toman') ? 'toman' : null;
}

/** A single Latin word such as "date" or "patient" stands in too many other headers to be trusted inside one. */
const isTrustedInside = (word: string) => !/^[a-z0-9]+$/i.test(word) && searchKey(word).length >= 4;
const KEYS_OF = new Map(
  IMPORT_FIELDS.map((field) => [field, WORDS[field].map((word) => ({ key: searchKey(word), inside: isTrustedInside(word) }))]),
);

/** 1,000 for the very word; below that the length of the longest word of the field that the header contains. */
function likeness(header: string, field: ImportField): number {
  const key = searchKey(header.replace(UNIT_MARKS, ' ')) || searchKey(header);
  const words = KEYS_OF.get(field) ?? [];
  if (words.some((word) => word.key === key)) return 1000;
  return Math.max(0, ...words.filter((word) => word.inside && key.includes(word.key)).map((word) => word.key.length));
}
