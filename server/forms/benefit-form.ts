import { z } from 'zod';
import { parseAmountRial } from '../../models/persian/amount.js';
import { ungroupedDigits } from '../../models/persian/digits.js';
import { parseNearDay } from '../../models/persian/near-day.js';
import { displayName } from '../../models/persian/text-keys.js';
import type { BenefitTerms } from '../../models/rules/benefit-terms.js';
import { AUTOMATICS, BENEFIT_KINDS } from '../../models/rules/benefits.js';
import { TIERS } from '../../models/rules/tier-rule.js';
import { csrfField, optionalText } from './fields.js';

/** A whole number that may stay empty (null). */
export const optionalCount = (unreadable = 'number-unreadable') =>
  z
    .string(unreadable)
    .default('')
    .transform(ungroupedDigits)
    .pipe(z.string().regex(/^\d{0,7}$/, unreadable))
    .transform((typed) => (typed === '' ? null : Number(typed)));

/** A whole number that must be there. */
export const neededCount = (missing: string) =>
  optionalCount().transform((count, context) => {
    if (count !== null) return count;
    context.addIssue({ code: 'custom', message: missing });
    return z.NEVER;
  });

/** A day that may stay empty (null). */
export const optionalDay = (today: string, unreadable = 'day-unreadable') =>
  z
    .string(unreadable)
    .max(60, unreadable)
    .default('')
    .transform((typed, context) => {
      if (typed.trim() === '') return null;
      const day = parseNearDay(typed, today);
      if (day === null) context.addIssue({ code: 'custom', message: unreadable });
      return day;
    });

/** Boxes that were ticked, as a list without repeats. */
export const ticked = <T>(one: z.ZodType<T>) =>
  z.preprocess((sent) => [...new Set([sent ?? []].flat().filter((value) => value !== ''))], z.array(one, 'invalid').max(100, 'invalid'));

/** A box that is ticked or not. */
export const tick = z
  .literal('yes', 'invalid')
  .optional()
  .transform((said) => said === 'yes');

export const tickedIds = ticked(
  z
    .string('invalid')
    .regex(/^[1-9]\d{0,14}$/, 'invalid')
    .transform(Number),
);

/** An amount of toman that must be there, 0 allowed. */
const neededAmount = (missing: string) =>
  z
    .string(missing)
    .trim()
    .min(1, missing)
    .transform((typed, context) => {
      const amount = parseAmountRial(typed);
      if (amount === null) context.addIssue({ code: 'custom', message: 'amount-unreadable' });
      return amount ?? 0;
    });

const optionalAmount = z
  .string('amount-unreadable')
  .default('')
  .transform((typed, context) => {
    if (typed.trim() === '') return null;
    const amount = parseAmountRial(typed);
    if (amount === null || amount === 0) context.addIssue({ code: 'custom', message: 'amount-unreadable' });
    return amount;
  });

/** An amount that may stay empty (null); 0 is none. */
export const reductionFields = { percent: optionalCount(), amountRial: optionalAmount };

/** The name of something the club gives. */
export const benefitName = z
  .string('name-missing')
  .max(400, 'name-too-long')
  .transform(displayName)
  .pipe(z.string().min(1, 'name-missing').max(120, 'name-too-long'));

/** A benefit as the manager writes it; days and words such as «فردا» count from today. */
export const benefitForm = (today: string): z.ZodType<BenefitTerms> =>
  z
    .strictObject({
      name: benefitName,
      description: optionalText(400, 'description-too-long'),
      kind: z.enum(BENEFIT_KINDS, 'kind-missing'),
      costRial: neededAmount('cost-missing'),
      valueRial: neededAmount('value-missing'),
      openTiers: ticked(z.enum(TIERS, 'invalid')),
      isOpenToVip: tick,
      specialtyIds: tickedIds,
      pricePoints: optionalCount(),
      limitCount: optionalCount(),
      limitMonths: optionalCount(),
      stock: optionalCount(),
      offeredFromOn: optionalDay(today),
      offeredUntilOn: optionalDay(today),
      validDays: neededCount('valid-days-missing'),
      isTreatment: tick,
      permitNumber: optionalText(60, 'permit-too-long'),
      permitUntilOn: optionalDay(today),
      automatic: z.enum(AUTOMATICS, 'invalid').default('none'),
      discountPercent: reductionFields.percent,
      discountRial: reductionFields.amountRial,
      choiceIds: tickedIds,
      ...csrfField,
    })
    .transform(({ _csrf, ...form }) => form);
