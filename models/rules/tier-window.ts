/*
 * The window of a tier rule. "The last 12 months" that end on a day are the days after the same Jalali day twelve months earlier, up to
 * and with that day. "The Jalali year" is from Nowruz to that day. "Lifetime" is everything up to that day.
 */
import { addDays, addJalaliMonths, jalaliYearStart } from '../persian/jalali.js';
import type { TierRuleVersion } from './tier-rule.js';

const BEFORE_EVERYTHING = '0001-01-01';
const MAX_REMEMBERED = 20_000;

/** Days answered by a number of months and a day. A night's review asks the same few hundred days a million times: a look-up is quicker than the calendar. */
function remembering(work: (months: number, day: string) => string): (months: number, day: string) => string {
  const byMonths: (Map<string, string> | undefined)[] = [];
  return (months, day) => {
    const days = (byMonths[months] ??= new Map<string, string>());
    const known = days.get(day);
    if (known !== undefined) return known;
    if (days.size >= MAX_REMEMBERED) days.clear();
    const answer = work(months, day);
    days.set(day, answer);
    return answer;
  };
}

const opensWithMonths = remembering((months, day) => addDays(addJalaliMonths(day, -months), 1));
const opensWithYear = remembering((_, day) => jalaliYearStart(day));
const leavesMonths = remembering((months, day) => firstDay(addJalaliMonths(day, months), (d) => opensWithMonths(months, d) > day));
const opensGrace = remembering((months, day) => addJalaliMonths(day, -months));
const nextYear = remembering((_, day) => addJalaliMonths(jalaliYearStart(day), 12));

type Window = Pick<TierRuleVersion, 'windowKind' | 'windowMonths'>;

/** The first day inside the window that ends on a day. It never goes back when the day goes on. */
export function windowOpens(rule: Window, day: string): string {
  if (rule.windowKind === 'lifetime') return BEFORE_EVERYTHING;
  if (rule.windowKind === 'jalali_year') return opensWithYear(0, day);
  return opensWithMonths(rule.windowMonths ?? 0, day);
}

/** The first day whose window no longer holds this day; null when it stays for good. */
export function leavesWindow(rule: Window, day: string): string | null {
  if (rule.windowKind === 'lifetime') return null;
  if (rule.windowKind === 'jalali_year') return nextYearStart(day);
  return leavesMonths(rule.windowMonths ?? 0, day);
}

/** The first of the days whose best counts on this day under a grace of so many Jalali months; without grace the day itself. */
export function graceOpens(graceMonths: number, day: string): string {
  return graceMonths === 0 ? day : opensGrace(graceMonths, day);
}

/** The first day on which a day has left the grace. */
export function leavesGrace(graceMonths: number, day: string): string {
  if (graceMonths === 0) return addDays(day, 1);
  return firstDay(addJalaliMonths(day, graceMonths), (d) => graceOpens(graceMonths, d) > day);
}

/** Nowruz of the next Jalali year. */
export function nextYearStart(day: string): string {
  return nextYear(0, day);
}

/** Months differ in length, so the calendar's guess is a day or two off: walk to the first day for which it holds. */
function firstDay(guess: string, holds: (day: string) => boolean): string {
  let day = guess;
  while (!holds(day)) day = addDays(day, 1);
  while (holds(addDays(day, -1))) day = addDays(day, -1);
  return day;
}
