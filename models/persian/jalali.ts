/*
 * Days and the Jalali calendar.
 * A day is the text YYYY-MM-DD (Gregorian), never an instant. Months, years and seasons are Jalali in meaning: months 1-6 have 31 days,
 * 7-11 have 30, Esfand has 29 or, in a leap year such as 1403, 30. The week begins on Saturday.
 */
import { isValidJalaaliDate, jalaaliMonthLength, toGregorian, toJalaali } from 'jalaali-js';

/** A day of the Jalali calendar; month 1 is Farvardin. */
export interface JalaliDay {
  year: number;
  month: number;
  day: number;
}

export const SEASONS = ['spring', 'summer', 'autumn', 'winter'] as const;
export type Season = (typeof SEASONS)[number];

const DAY_MS = 86_400_000;

/** The Jalali day of a day YYYY-MM-DD; refuses (throws) a text that is not a day. */
export function toJalali(day: string): JalaliDay {
  const [gy, gm, gd] = gregorianParts(day);
  const { jy, jm, jd } = toJalaali(gy, gm, gd);
  return { year: jy, month: jm, day: jd };
}

/** The day YYYY-MM-DD of a Jalali day; refuses (throws) a day that the calendar does not have. */
export function fromJalali({ year, month, day }: JalaliDay): string {
  if (!isValidJalali(year, month, day)) throw new RangeError(`not a Jalali day: ${year}/${month}/${day}`);
  const { gy, gm, gd } = toGregorian(year, month, day);
  return `${String(gy).padStart(4, '0')}-${two(gm)}-${two(gd)}`;
}

/** Whether the Jalali calendar has this day (1403/12/30 it has, 1404/12/30 it has not). */
export function isValidJalali(year: number, month: number, day: number): boolean {
  return [year, month, day].every(Number.isInteger) && year >= 1 && year <= 3000 && isValidJalaaliDate(year, month, day);
}

/** Whether a text is a day YYYY-MM-DD that exists. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && dayOfMs(ms) === text;
}

/** How many days a Jalali month has: 29, 30 or 31. */
export function jalaliMonthLength(year: number, month: number): number {
  return jalaaliMonthLength(year, month);
}

/** The day n days later (earlier when n is negative). */
export function addDays(day: string, n: number): string {
  return dayOfMs(msOfDay(day) + n * DAY_MS);
}

/** How many days lie from one day to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((msOfDay(to) - msOfDay(from)) / DAY_MS);
}

/** The same day n Jalali months later; 31 becomes the last day of a shorter month. */
export function addJalaliMonths(day: string, n: number): string {
  const from = toJalali(day);
  const months = from.year * 12 + (from.month - 1) + n;
  const year = Math.floor(months / 12);
  const month = months - year * 12 + 1;
  return fromJalali({ year, month, day: Math.min(from.day, jalaaliMonthLength(year, month)) });
}

/** The first day of the Jalali month of a day. */
export function jalaliMonthStart(day: string): string {
  const { year, month } = toJalali(day);
  return fromJalali({ year, month, day: 1 });
}

/** The last day of the Jalali month of a day. */
export function jalaliMonthEnd(day: string): string {
  const { year, month } = toJalali(day);
  return fromJalali({ year, month, day: jalaaliMonthLength(year, month) });
}

/** Nowruz of the Jalali year of a day. */
export function jalaliYearStart(day: string): string {
  return fromJalali({ year: toJalali(day).year, month: 1, day: 1 });
}

/** The last day (29 or 30 Esfand) of the Jalali year of a day. */
export function jalaliYearEnd(day: string): string {
  return addDays(fromJalali({ year: toJalali(day).year + 1, month: 1, day: 1 }), -1);
}

/** The season of a day: Jalali months 1-3, 4-6, 7-9, 10-12. */
export function season(day: string): Season {
  return seasonOfMonth(toJalali(day).month);
}

/** The season of a Jalali month 1-12. */
export function seasonOfMonth(month: number): Season {
  return SEASONS[Math.floor((month - 1) / 3)] ?? 'winter';
}

/** The weekday of a day, Saturday 0 to Friday 6. */
export function weekday(day: string): number {
  return (new Date(msOfDay(day)).getUTCDay() + 1) % 7;
}

/** Age in full Jalali years on a day; who is born on 30 Esfand ages on 29 Esfand of a common year. Negative before birth. */
export function ageOn(birthOn: string, day: string): number {
  const birth = toJalali(birthOn);
  const today = toJalali(day);
  const birthdayDay = Math.min(birth.day, jalaaliMonthLength(today.year, birth.month));
  const hasHadBirthday = today.month > birth.month || (today.month === birth.month && today.day >= birthdayDay);
  return today.year - birth.year - (hasHadBirthday ? 0 : 1);
}

function gregorianParts(day: string): [number, number, number] {
  if (!isDay(day)) throw new RangeError(`not a day: ${day}`);
  return [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10))];
}

function msOfDay(day: string): number {
  const ms = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(ms)) throw new RangeError(`not a day: ${day}`);
  return ms;
}

function dayOfMs(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
