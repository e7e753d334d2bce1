/*
 * Days and times as people type them: ۱۴۰۵/۹/۱, 1405-09-01, ۱ آذر ۱۴۰۵, ۰۵/۹/۱, 14050901, 2026-11-22.
 * A year from 1900 on is Gregorian, any other is Jalali. Two-digit years are Jalali: 00-49 is 1400-1449, 50-99 is 1350-1399.
 */
import { toLatinDigits } from './digits.js';
import { fromJalali, isDay, isValidJalali } from './jalali.js';
import { MONTHS_EN, MONTHS_FA, WEEKDAYS_FA } from './month-names.js';
import { searchKey } from './text-keys.js';

const OTHER_SPELLINGS: [string, number][] = [
  ['امرداد', 5],
  ['farvardin', 1],
  ['ordibehesht', 2],
  ['shahrivar', 6],
  ['day', 10],
];
const MONTH_BY_KEY = new Map<string, number>([
  ...MONTHS_FA.map((name, i) => [searchKey(name), i + 1] as const),
  ...MONTHS_EN.map((name, i) => [searchKey(name), i + 1] as const),
  ...OTHER_SPELLINGS,
]);
const WEEKDAY_KEYS = new Set<string>([...WEEKDAYS_FA.map(searchKey), 'پنج', 'چهار', 'سه', 'دو', 'یک', 'ماه', 'سال', 'روز', 'مورخ']);

/** The day YYYY-MM-DD that a typed text means, or null when it means none (no such day, no year, nonsense). */
export function parseDay(text: string): string | null {
  const plain = toLatinDigits(text.normalize('NFKC')).replace(/[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u061c]/g, (sign) =>
    sign === '\u200c' ? ' ' : '',
  );
  const compact = /^\s*(\d{4})(\d{2})(\d{2})\s*$/.exec(plain);
  if (compact) return dayFrom(compact[1], compact[2], compact[3]);
  const yearFirst = /^\s*(\d{4}|\d{2})\s*[/\-.،,\s]\s*(\d{1,2})\s*[/\-.،,\s]\s*(\d{1,2})\s*$/.exec(plain);
  if (yearFirst) return dayFrom(yearFirst[1], yearFirst[2], yearFirst[3]);
  const yearLast = /^\s*(\d{1,2})\s*[/\-.\s]\s*(\d{1,2})\s*[/\-.\s]\s*(1[2-5]\d{2})\s*$/.exec(plain);
  if (yearLast) return dayFrom(yearLast[3], yearLast[2], yearLast[1]);
  return namedDay(plain);
}

/** The number 1-12 of a typed Jalali month: a number or a name in Persian or Latin letters; null for anything else. */
export function parseMonth(text: string): number | null {
  const key = searchKey(text);
  const number = /^\d{1,2}$/.test(key) ? Number(key) : MONTH_BY_KEY.get(key);
  return number !== undefined && number >= 1 && number <= 12 ? number : null;
}

/** A typed Jalali year in four digits: 1365 stays, ۶۵ is 1365 and ۰۵ is 1405; null for anything else. */
export function parseJalaliYear(text: string): number | null {
  const digits = toLatinDigits(text).trim();
  if (/^\d{2}$/.test(digits)) return fullYear(digits);
  return /^1[2-5]\d{2}$/.test(digits) ? Number(digits) : null;
}

/** The time HH:MM that a typed text means (8:09, ۸:۰۹, 0809, 8), or null. */
export function parseTime(text: string): string | null {
  const plain = toLatinDigits(text.normalize('NFKC')).replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069\s]/g, '');
  const found = /^(\d{1,2})(?:[:.٫](\d{2})(?::\d{2})?)?$/.exec(plain) ?? /^(\d{2})(\d{2})$/.exec(plain);
  if (!found) return null;
  const hour = Number(found[1]);
  const minute = Number(found[2] ?? '0');
  return hour <= 23 && minute <= 59 ? `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}` : null;
}

function namedDay(plain: string): string | null {
  const words = plain.split(/[\s،,/\-.]+/).filter((word) => word !== '' && !WEEKDAY_KEYS.has(searchKey(word)));
  const months = words.filter((word) => !/^\d+$/.test(word));
  const numbers = words.filter((word) => /^\d+$/.test(word));
  if (months.length !== 1 || numbers.length !== 2) return null;
  const month = MONTH_BY_KEY.get(searchKey(months[0] ?? '').replace(/ماه$/, ''));
  if (month === undefined) return null;
  const [first = '', second = ''] = numbers;
  return first.length === 4 ? dayFrom(first, String(month), second) : dayFrom(second, String(month), first);
}

function dayFrom(year = '', month = '', day = ''): string | null {
  if (!/^(\d{4}|\d{2})$/.test(year) || !/^\d{1,2}$/.test(day)) return null;
  const fullYearNumber = year.length === 2 ? fullYear(year) : Number(year);
  if (fullYearNumber >= 1900) {
    const gregorian = `${fullYearNumber}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    return fullYearNumber <= 2199 && isDay(gregorian) ? gregorian : null;
  }
  const [m, d] = [Number(month), Number(day)];
  return fullYearNumber >= 1200 && fullYearNumber <= 1599 && isValidJalali(fullYearNumber, m, d)
    ? fromJalali({ year: fullYearNumber, month: m, day: d })
    : null;
}

function fullYear(twoDigits: string): number {
  const year = Number(twoDigits);
  return year < 50 ? 1400 + year : 1300 + year;
}
