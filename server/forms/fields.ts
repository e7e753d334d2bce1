import { z } from 'zod';
import { parseAmountRial } from '../../models/persian/amount.js';
import { toLatinDigits } from '../../models/persian/digits.js';
import { parseNearDay } from '../../models/persian/near-day.js';
import { parseTime } from '../../models/persian/typed-day.js';

// Control characters mean nothing in a note, and PostgreSQL refuses the NUL among them.
const text = z.string('invalid').transform((typed) => typed.replace(/[^\P{Cc}\n\t]/gu, '').trim());
const id = z.string('invalid').regex(/^[1-9]\d{0,14}$/, 'invalid');

/** The token that every form carries; the http edge has checked it already. */
export const csrfField = { _csrf: z.string().optional() };

/** A random key made with the page: the same form sent twice does one thing. */
export const submissionKey = z
  .string('invalid')
  .regex(/^[A-Za-z0-9_-]{16,64}$/, 'invalid')
  .optional();

/** The id of a choice that has to be made; the reason says what is missing. */
export const chosenId = (missing: string) => z.string(missing).min(1, missing).pipe(id).transform(Number);

/** The id of a choice that may stay open; left empty it is null. */
export const optionalId = z.union([z.literal('').transform(() => null), id.transform(Number)], 'invalid').default(null);

/** A text that may stay empty (null), of at most so many characters. */
export const optionalText = (most: number, tooLong: string) =>
  text
    .pipe(z.string().max(most, tooLong))
    .transform((typed) => (typed === '' ? null : typed))
    .default(null);

/** A typed day as YYYY-MM-DD, in any spelling; words such as «فردا» count from today. */
export const typedDay = (today: string, reasons: { missing: string; unreadable: string }) =>
  z
    .string(reasons.missing)
    .trim()
    .min(1, reasons.missing)
    .transform((typed, context) => parseNearDay(typed, today) ?? mistake(context, reasons.unreadable));

/** A typed time as HH:MM; left empty it is null. */
export const optionalTime = (unreadable: string) =>
  text.transform((typed, context) => (typed === '' ? null : (parseTime(typed) ?? mistake(context, unreadable)))).default(null);

/** A typed amount of toman as whole rial; left empty it is null. */
export const optionalAmountRial = (unreadable: string) =>
  text.transform((typed, context) => (typed === '' ? null : (parseAmountRial(typed) ?? mistake(context, unreadable)))).default(null);

/** A typed member number, in any digits. */
export const memberNumber = (missing: string, unknown: string) =>
  z
    .string(missing)
    .trim()
    .min(1, missing)
    .transform((typed) => toLatinDigits(typed).replace(/[^\d]/g, ''))
    .pipe(z.string().regex(/^\d{1,15}$/, unknown))
    .transform(Number);

function mistake(context: z.RefinementCtx, reason: string): never {
  context.addIssue({ code: 'custom', message: reason });
  return z.NEVER;
}
