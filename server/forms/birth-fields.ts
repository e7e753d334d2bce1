import { z } from 'zod';
import { toLatinDigits } from '../../models/persian/digits.js';
import { ageOn, fromJalali, isValidJalali } from '../../models/persian/jalali.js';
import { parseJalaliYear, parseMonth } from '../../models/persian/typed-day.js';

const OLDEST_YEARS = 130;
/** Of a birthday of which only the year is known, the middle of the year is stored and marked as estimated. */
const MIDDLE_OF_YEAR = { month: 7, day: 1 };

/** Birth is typed in three fields and judged as one, under the name of the first; the page's token is no field of the form. */
export function gatherBirth(sent: unknown): unknown {
  if (typeof sent !== 'object' || sent === null) return sent;
  const { birthDay = '', birthMonth = '', birthYear = '', ...rest } = sent as Record<string, unknown>;
  delete rest['_csrf'];
  return { ...rest, birthDay: { day: birthDay, month: birthMonth, year: birthYear } };
}

/** A birthday of three parts that may be unknown, or known by its year only; refuses what is no day, in the future or over 130 years ago. */
export function typedBirth(today: string): z.ZodType<Birth> {
  const part = z.string('birth-invalid').trim().max(20, 'birth-invalid');
  return z.object({ day: part, month: part, year: part }, 'birth-invalid').transform((typed, context) => {
    const birth = readBirth(typed, today);
    if ('reason' in birth) {
      context.addIssue({ code: 'custom', message: birth.reason });
      return z.NEVER;
    }
    return birth;
  });
}

export type Birth = { birthOn: string | null; birthIsEstimated: boolean };

/** The three typed parts as one day; a year alone becomes an estimated day. */
function readBirth(typed: { day: string; month: string; year: string }, today: string): Birth | { reason: string } {
  if (typed.day === '' && typed.month === '' && typed.year === '') return { birthOn: null, birthIsEstimated: false };
  const year = parseJalaliYear(typed.year);
  if (year === null) return { reason: typed.year === '' ? 'birth-year-missing' : 'birth-year-invalid' };
  const isEstimated = typed.day === '' && typed.month === '';
  if (!isEstimated && typed.month === '') return { reason: 'birth-month-missing' };
  if (!isEstimated && typed.day === '') return { reason: 'birth-day-missing' };

  const month = isEstimated ? MIDDLE_OF_YEAR.month : (parseMonth(typed.month) ?? 0);
  const day = isEstimated ? MIDDLE_OF_YEAR.day : Number(toLatinDigits(typed.day));
  if (!isValidJalali(year, month, day)) return { reason: 'birth-invalid' };
  const birthOn = fromJalali({ year, month, day });
  if (birthOn > today) return { reason: 'birth-in-future' };
  if (ageOn(birthOn, today) > OLDEST_YEARS) return { reason: 'birth-too-old' };
  return { birthOn, birthIsEstimated: isEstimated };
}
