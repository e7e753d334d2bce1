/*
 * The window of a tier rule. "The last 12 months" that end on a day are the days after the same Jalali day twelve months earlier, up to
 * and with that day. "The Jalali year" is from Nowruz to that day. "Lifetime" is everything up to that day.
 */
import { addDays, addJalaliMonths, jalaliYearStart } from '../persian/jalali.js';
import type { TierRuleVersion } from './tier-rule.js';

const BEFORE_EVERYTHING = '0001-01-01';
const MAX_REMEMBERED = 50_000;

// A night's review asks the same few hundred days a million times; the calendar is slower than a look-up.
const remembered = new Map<string, string>();

type Window = Pick<TierRuleVersion, 'windowKind' | 'windowMonths'>;

/** The first day inside the window that ends on a day. It never goes back when the day goes on. */
export function windowOpens(rule: Window, day: string): string {
  if (rule.windowKind === 'lifetime') return BEFORE_EVERYTHING;
  if (rule.windowKind === 'jalali_year') return recall(`y${day}`, () => jalaliYearStart(day));
  const months = rule.windowMonths ?? 0;
  return recall(`m${months}:${day}`, () => addDays(addJalaliMonths(day, -months), 1));
}

/** The first day whose window no longer holds this day; null when it stays for good. */
export function leavesWindow(rule: Window, day: string): string | null {
  if (rule.windowKind === 'lifetime') return null;
  if (rule.windowKind === 'jalali_year') return nextYearStart(day);
  return recall(`x${rule.windowMonths ?? 0}:${day}`, () =>
    firstDay(addJalaliMonths(day, rule.windowMonths ?? 0), (d) => windowOpens(rule, d) > day),
  );
}

/** The first of the days whose best counts on this day under a grace of so many Jalali months; without grace the day itself. */
export function graceOpens(graceMonths: number, day: string): string {
  return graceMonths === 0 ? day : recall(`g${graceMonths}:${day}`, () => addJalaliMonths(day, -graceMonths));
}

/** The first day on which a day has left the grace. */
export function leavesGrace(graceMonths: number, day: string): string {
  if (graceMonths === 0) return addDays(day, 1);
  return firstDay(addJalaliMonths(day, graceMonths), (d) => graceOpens(graceMonths, d) > day);
}

/** Nowruz of the next Jalali year. */
export function nextYearStart(day: string): string {
  return recall(`n${day}`, () => addJalaliMonths(jalaliYearStart(day), 12));
}

/** Months differ in length, so the calendar's guess is a day or two off: walk to the first day for which it holds. */
function firstDay(guess: string, holds: (day: string) => boolean): string {
  let day = guess;
  while (!holds(day)) day = addDays(day, 1);
  while (holds(addDays(day, -1))) day = addDays(day, -1);
  return day;
}

function recall(key: string, compute: () => string): string {
  const known = remembered.get(key);
  if (known !== undefined) return known;
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  const value = compute();
  remembered.set(key, value);
  return value;
}
