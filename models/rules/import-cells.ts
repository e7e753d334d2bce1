/* What single cells of a clinic's file mean, each with the reason why a cell means nothing. Empty cells do not come here. */
import { parseAmountRial } from '../persian/amount.js';
import { toLatinDigits } from '../persian/digits.js';
import { EDUCATION_WORDS, SEX_WORDS, SOURCE_WORDS } from '../persian/file-words.js';
import { addDays, fromJalali, toJalali } from '../persian/jalali.js';
import { normaliseMobile } from '../persian/mobile.js';
import { normaliseNationalCode } from '../persian/national-code.js';
import { searchKey } from '../persian/text-keys.js';
import { parseDay, parseJalaliYear, parseTime } from '../persian/typed-day.js';
import type { AmountUnit } from './import-columns.js';
import type { Education, PatientSource } from './patient-facts.js';
import { remembered } from './remembered.js';

const dayOf = remembered(parseDay);
const mobileOf = remembered(normaliseMobile);

export type CellAnswer<T> = { ok: true; value: T } | { ok: false; reason: string };
/** The clinic's day and time HH:MM at the moment of the import. */
export interface Today {
  day: string;
  time: string;
}

/** Older than anybody was ever known to be; files with made-up ages go beyond the record of 122. */
const OLDEST_YEARS = 150;

const SEX_BY_KEY = byKey<'f' | 'm'>(SEX_WORDS);
const EDUCATION_BY_KEY = byKey<Education>(EDUCATION_WORDS);
const SOURCE_BY_KEY = byKey<PatientSource>(SOURCE_WORDS);

/** The club's word for an education; words that the club does not have are forgiven and left unknown. */
export function readEducation(text: string): CellAnswer<Education> {
  const value = EDUCATION_BY_KEY.get(searchKey(text));
  return value ? { ok: true, value } : { ok: false, reason: 'education-is-unknown' };
}

/** The club's word for how a patient came, or the clinic's own words where the club has none. */
export const sourceOf = (text: string): string => SOURCE_BY_KEY.get(searchKey(text)) ?? text;

function byKey<T extends string>(words: Readonly<Record<T, readonly string[]>>): Map<string, T> {
  const pairs = Object.entries<readonly string[]>(words) as [T, readonly string[]][];
  return new Map(pairs.flatMap(([value, names]) => [value, ...names].map((name) => [searchKey(name), value] as const)));
}

/** A national code; the reason tells a wrong check digit from what has not the shape of one. */
export function readNationalCode(text: string): CellAnswer<string> {
  const answer = normaliseNationalCode(text);
  if (answer.ok) return { ok: true, value: answer.nationalCode };
  const isShaped = /^\d{8,10}$/.test(toLatinDigits(text).replace(/\D/g, ''));
  return { ok: false, reason: isShaped ? 'national-code-wrong-check-digit' : 'national-code-is-none' };
}

/** A mobile in its stored form. */
export function readMobile(text: string): CellAnswer<string> {
  const answer = mobileOf(text);
  return answer.ok ? { ok: true, value: answer.mobile } : { ok: false, reason: 'mobile-is-no-mobile' };
}

/** f or m, from the words that desk programs use. */
export function readSex(text: string): CellAnswer<'f' | 'm'> {
  const value = SEX_BY_KEY.get(searchKey(text));
  return value ? { ok: true, value } : { ok: false, reason: 'sex-is-neither' };
}

/** An amount as whole rial. */
export function readAmount(text: string, unit: AmountUnit): CellAnswer<number> {
  const value = parseAmountRial(text, unit);
  return value === null ? { ok: false, reason: 'amount-is-no-number' } : { ok: true, value };
}

/** A time HH:MM. */
export function readTime(text: string): CellAnswer<string> {
  const value = parseTime(text);
  return value === null ? { ok: false, reason: 'time-does-not-exist' } : { ok: true, value };
}

/** A code or number by which things are known: Latin digits, nothing invisible. */
export function readIdentityCode(text: string): string {
  return toLatinDigits(text).replace(/\u200c/g, '');
}

/** The day of a visit, with the time that some programs write behind it; a day number counts from `dayZero`. */
export function readDay(
  field: 'visited_on' | 'day_number',
  text: string,
  dayZero: string | null,
): CellAnswer<{ day: string; time: string | null }> {
  if (text === '') return { ok: false, reason: 'no-visit-day' };
  if (field === 'day_number') {
    const number = toLatinDigits(text);
    if (!/^-?\d{1,6}$/.test(number) || dayZero === null) return { ok: false, reason: 'day-number-is-no-number' };
    return { ok: true, value: { day: addDays(dayZero, Number(number)), time: null } };
  }
  const whole = dayOf(text);
  if (whole !== null) return { ok: true, value: { day: whole, time: null } };
  const parts = /^(.*\S)[\sT]+(\S+:\S+)$/.exec(text);
  const day = parts ? parseDay(parts[1] ?? '') : null;
  const time = parts ? parseTime(parts[2] ?? '') : null;
  return day !== null && time !== null ? { ok: true, value: { day, time } } : { ok: false, reason: 'visit-date-does-not-exist' };
}

type Birth = { birthOn: string | null; birthIsEstimated: boolean };
type BirthAnswer = { ok: true; value: Birth } | { ok: false; field: 'birth_on' | 'birth_year' | 'age'; reason: string };

/**
 * The day of birth, from a date, else from a year, else from an age in years (at the visit, or today in a list of patients). A year or an age gives the
 * first day of a year, marked as estimated; who is born on the first day of a Jalali year has the stated age on every day of the year of the visit.
 */
export function readBirth(cells: { birthOn: string; birthYear: string; age: string }, visitedOn: string | null, today: Today): BirthAnswer {
  const reference = visitedOn ?? today.day;
  if (cells.birthOn !== '') return judged('birth_on', dayOf(cells.birthOn), firstDayOfYear(cells.birthOn), reference, visitedOn);
  if (cells.birthYear !== '') return judged('birth_year', null, firstDayOfYear(cells.birthYear), reference, visitedOn);
  if (cells.age === '') return { ok: true, value: { birthOn: null, birthIsEstimated: false } };
  const age = /^\d{1,3}([./\u066b]\d+)?$/.test(cells.age) ? Math.floor(Number(cells.age.replace(/[/\u066b]/, '.'))) : NaN;
  if (!(age <= OLDEST_YEARS)) return { ok: false, field: 'age', reason: 'age-is-no-age' };
  return { ok: true, value: { birthOn: firstOfJalaliYear(toJalali(reference).year - age), birthIsEstimated: true } };
}

function judged(
  field: 'birth_on' | 'birth_year',
  day: string | null,
  firstDay: string | null,
  reference: string,
  visitedOn: string | null,
): BirthAnswer {
  const birthOn = day ?? firstDay;
  if (birthOn === null) return { ok: false, field, reason: 'birth-date-does-not-exist' };
  if (birthOn > reference) return { ok: false, field, reason: visitedOn === null ? 'born-in-the-future' : 'born-after-the-visit' };
  if (toJalali(reference).year - toJalali(birthOn).year > OLDEST_YEARS) return { ok: false, field, reason: 'born-too-long-ago' };
  return { ok: true, value: { birthOn, birthIsEstimated: day === null } };
}

/** The first day of a typed year, Jalali or (from 1900 on) Gregorian. */
function firstDayOfYear(text: string): string | null {
  const gregorian = /^(19|20)\d{2}$/.exec(toLatinDigits(text).trim());
  if (gregorian) return `${gregorian[0]}-01-01`;
  const jalaliYear = parseJalaliYear(text);
  return jalaliYear === null ? null : firstOfJalaliYear(jalaliYear);
}

function firstOfJalaliYear(year: number): string {
  return fromJalali({ year, month: 1, day: 1 });
}
