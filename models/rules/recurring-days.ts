/*
 * Days that come back every Jalali year: birthdays and anniversaries. Whoever was born (or joined) on 30 Esfand has the day on 29 Esfand of a
 * common year. The day itself, the year it began, does not count.
 */
import { addDays, fromJalali, jalaliMonthLength, toJalali } from '../persian/jalali.js';

/** The last return of a day within so many days up to `day` (today included): which Jalali year, how many full years; null when none. */
export function dueYears(beganOn: string, day: string, withinDays: number): { on: string; jalaliYear: number; years: number } | null {
  const began = toJalali(beganOn);
  const { year } = toJalali(day);
  const returns = [year, year - 1].map((jalaliYear) => {
    const last = jalaliMonthLength(jalaliYear, began.month);
    return { on: fromJalali({ year: jalaliYear, month: began.month, day: Math.min(began.day, last) }), jalaliYear };
  });
  const latest = returns.find((one) => one.on <= day);
  if (!latest || latest.on <= addDays(day, -withinDays) || latest.jalaliYear <= began.year) return null;
  return { ...latest, years: latest.jalaliYear - began.year };
}

/** Month and day (MM-DD) of every Gregorian day that may be the same Jalali day as one of the last so many: the calendars drift by two days at most. */
export function nearMonthDays(day: string, withinDays: number): string[] {
  const near: string[] = [];
  for (let n = -withinDays - 3; n <= 3; n += 1) near.push(addDays(day, n).slice(5));
  // 29 February is there in some years only.
  return near.includes('02-28') || near.includes('03-01') ? [...new Set([...near, '02-29'])] : near;
}
