import { z } from 'zod';
import { toLatinDigits } from '../../models/persian/digits.js';
import { parseNearDay } from '../../models/persian/near-day.js';
import { WINDOW_KINDS, type TierRuleVersion } from '../../models/rules/tier-rule.js';
import { csrfField, typedDay } from './fields.js';

const wholeNumber = z
  .string('number-missing')
  .trim()
  .min(1, 'number-missing')
  .transform((typed) => toLatinDigits(typed))
  .pipe(z.string().regex(/^\d{1,4}$/, 'number-unreadable'))
  .transform(Number);

/** A new version of the tier rule; days and words such as «فردا» are read from `today`. The months count only for the window of months. */
export const tierRuleForm = (today: string): z.ZodType<Omit<TierRuleVersion, 'id' | 'specialtyId'>> =>
  z
    .strictObject({
      effectiveOn: typedDay(today, { missing: 'day-missing', unreadable: 'day-unreadable' }),
      windowKind: z.enum(WINDOW_KINDS, 'window-unknown'),
      windowMonths: z.string().optional(),
      silver: wholeNumber,
      gold: wholeNumber,
      platinum: wholeNumber,
      graceMonths: wholeNumber,
      ...csrfField,
    })
    .transform(({ windowMonths, _csrf, ...form }, context) => {
      if (form.windowKind !== 'months') return { ...form, windowMonths: null };
      const months = wholeNumber.safeParse(windowMonths ?? '');
      if (months.success) return { ...form, windowMonths: months.data };
      context.addIssue({ code: 'custom', path: ['windowMonths'], message: months.error.issues[0]?.message ?? 'number-missing' });
      return z.NEVER;
    });

/** The day of the page that shows a tier on any past day; `typed` is shown again, `on` is null when it means no day. */
export const tierDayQuery = (today: string): z.ZodType<{ typed: string; on: string | null }> =>
  z
    .object({ on: z.string().max(40).catch('').default('') })
    .transform(({ on }) => ({ typed: on, on: on.trim() === '' ? today : parseNearDay(on, today) }));

/** Where a list of changes goes on. */
export const changesQuery = z.object({ older: z.coerce.number().int().positive().max(1e14).nullable().catch(null).default(null) });
