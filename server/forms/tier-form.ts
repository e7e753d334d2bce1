import { z } from 'zod';
import { toLatinDigits } from '../../models/persian/digits.js';
import { parseNearDay } from '../../models/persian/near-day.js';
import { WINDOW_KINDS, type TierRuleWish } from '../../models/rules/tier-rule.js';
import { csrfField, optionalId, typedDay } from './fields.js';

/** A typed whole number of at most four digits, in any digits. */
export const wholeNumber = z
  .string('number-missing')
  .trim()
  .min(1, 'number-missing')
  .transform((typed) => toLatinDigits(typed))
  .pipe(z.string().regex(/^\d{1,4}$/, 'number-unreadable'))
  .transform(Number);

/** What counts for nothing when it is left empty. */
const worth = z.preprocess((typed) => (typeof typed === 'string' && typed.trim() !== '' ? typed : '0'), wholeNumber);

/** A new version of a tier rule; days and words such as «فردا» are read from `today`. The months count only for the window of months. */
export const tierRuleForm = (today: string): z.ZodType<TierRuleWish> =>
  z
    .strictObject({
      specialtyId: optionalId,
      effectiveOn: typedDay(today, { missing: 'day-missing', unreadable: 'day-unreadable' }),
      windowKind: z.enum(WINDOW_KINDS, 'window-unknown'),
      windowMonths: z.string().optional(),
      silver: wholeNumber,
      gold: wholeNumber,
      platinum: wholeNumber,
      graceMonths: wholeNumber,
      creditsPerReferral: worth,
      creditsPerYear: worth,
      ...csrfField,
    })
    .transform(({ windowMonths, _csrf, ...form }, context) => {
      if (form.windowKind !== 'months') return { ...form, windowMonths: null };
      const months = wholeNumber.safeParse(windowMonths ?? '');
      if (months.success) return { ...form, windowMonths: months.data };
      context.addIssue({ code: 'custom', path: ['windowMonths'], message: months.error.issues[0]?.message ?? 'number-missing' });
      return z.NEVER;
    });

/** Which rule ends (no specialty: the clinic's), and from which day. */
export const tierRuleEndForm = (today: string) =>
  z
    .strictObject({
      specialtyId: optionalId,
      effectiveOn: typedDay(today, { missing: 'day-missing', unreadable: 'day-unreadable' }),
      ...csrfField,
    })
    .transform(({ specialtyId, effectiveOn }) => ({ specialtyId, effectiveOn }));

/** The rule that a form begins with, from the address: a specialty, and whatever the guide filled in. */
export const rulePrefillQuery = z.object({
  specialtyId: optionalId.catch(null),
  ...Object.fromEntries(
    ['windowKind', 'windowMonths', 'silver', 'gold', 'platinum', 'graceMonths', 'creditsPerReferral', 'creditsPerYear'].map((field) => [
      field,
      z.string().max(20).optional().catch(undefined),
    ]),
  ),
});

/** The day of the page that shows a tier on any past day; `typed` is shown again, `on` is null when it means no day. */
export const tierDayQuery = (today: string): z.ZodType<{ typed: string; on: string | null }> =>
  z
    .object({ on: z.string().max(40).catch('').default('') })
    .transform(({ on }) => ({ typed: on, on: on.trim() === '' ? today : parseNearDay(on, today) }));
