/*
 * The official holidays that fall on the same Jalali day every year. The lunar ones are declared each year by moon sighting
 * and cannot be computed; they belong in a table that the clinic edits.
 */
import { toJalali } from './jalali.js';

const FIXED: Record<string, string> = {
  '1/1': 'nowruz',
  '1/2': 'nowruz',
  '1/3': 'nowruz',
  '1/4': 'nowruz',
  '1/12': 'republic-day',
  '1/13': 'nature-day',
  '3/14': 'khordad-14',
  '3/15': 'khordad-15',
  '11/22': 'bahman-22',
  '12/29': 'oil-day',
  '12/30': 'year-end',
};

/** The name (a translation key) of the fixed official holiday that a day is, or null. */
export function fixedHoliday(day: string): string | null {
  const jalali = toJalali(day);
  return FIXED[`${jalali.month}/${jalali.day}`] ?? null;
}
