import { z } from 'zod';
import { toLatinDigits } from '../../models/persian/digits.js';
import { GUIDE_AIMS, GUIDE_RHYTHMS } from '../../models/rules/tier-guide.js';
import { optionalId } from './fields.js';

/** A whole number within bounds that may stay open; left empty it is null and the guide decides. */
const optionalNumber = (least: number, most: number, outside: string) =>
  z
    .string('number-unreadable')
    .trim()
    .transform((typed) => toLatinDigits(typed).replace(/[٪%]$/u, ''))
    .pipe(z.string().regex(/^\d{0,6}$/, 'number-unreadable'))
    .transform((typed) => (typed === '' ? null : Number(typed)))
    .refine((n) => n === null || (n >= least && n <= most), outside)
    .default(null);

const share = optionalNumber(1, 90, 'share-bounds');

/** The answers of the set-up guide. */
export const tierGuideQuery = z.strictObject({
  specialtyId: optionalId,
  rhythm: z.enum(GUIDE_RHYTHMS, 'answer-missing'),
  aim: z.enum(GUIDE_AIMS, 'answer-missing'),
  mostPlatinum: optionalNumber(1, 100_000, 'most-platinum'),
  silver: share,
  gold: share,
  platinum: share,
  windowMonths: optionalNumber(1, 120, 'window-months'),
  graceMonths: optionalNumber(0, 24, 'grace-bounds'),
  lang: z.string().optional(),
});
