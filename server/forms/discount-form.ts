import { z } from 'zod';
import { parseTime } from '../../models/persian/typed-day.js';
import { DISCOUNT_KINDS, type DiscountKind, type DiscountTerms } from '../../models/rules/discounts.js';
import type { DiscountWish } from '../../models/rules/discount-terms.js';
import { benefitName, neededCount, optionalDay, reductionFields, tick, ticked, tickedIds } from './benefit-form.js';
import { chosenId, csrfField, memberNumber, optionalAmountRial, optionalId, optionalText, optionalTime, typedDay } from './fields.js';

/** The kind of a rule that an address or a form names, or null. */
export const discountKind = (said: unknown): DiscountKind | null => DISCOUNT_KINDS.find((kind) => kind === said) ?? null;

const neededTime = z.string('time-missing').transform((typed, context) => {
  const time = parseTime(typed);
  if (time === null) context.addIssue({ code: 'custom', message: typed.trim() === '' ? 'time-missing' : 'time-unreadable' });
  return time ?? '';
});

const TERMS = {
  'off-peak': {
    weekdays: ticked(z.enum(['0', '1', '2', '3', '4', '5', '6'], 'invalid').transform(Number)),
    fromTime: neededTime,
    toTime: neededTime,
  },
  together: { serviceIds: tickedIds },
  nth: { serviceId: chosenId('service-missing'), n: neededCount('number-missing') },
  family: { members: neededCount('number-missing'), months: neededCount('number-missing') },
  streak: { months: neededCount('number-missing') },
} satisfies Record<DiscountKind, z.ZodRawShape>;

/** A discount rule of one kind as the manager writes it; days and words such as «فردا» count from today. */
export const discountForm = (kind: DiscountKind, today: string): z.ZodType<DiscountWish> =>
  z
    .strictObject({
      kind: z.literal(kind, 'invalid'),
      name: benefitName,
      ...reductionFields,
      specialtyId: optionalId,
      effectiveOn: typedDay(today, { missing: 'day-missing', unreadable: 'day-unreadable' }),
      untilOn: optionalDay(today),
      isTreatment: tick,
      permitNumber: optionalText(60, 'permit-too-long'),
      permitUntilOn: optionalDay(today),
      ...(TERMS[kind] as z.ZodRawShape),
      ...csrfField,
    })
    .transform((form) => {
      const { name, percent, amountRial, specialtyId, effectiveOn, untilOn, isTreatment, permitNumber, permitUntilOn, _csrf, ...terms } =
        form;
      const wish = { name, percent, amountRial, specialtyId, effectiveOn, untilOn, isTreatment, permitNumber, permitUntilOn };
      return { ...wish, terms: terms as unknown as DiscountTerms };
    });

/** A visit that is only asked for its price. */
export const previewQuery = (today: string) =>
  z.object({
    member: memberNumber('member-missing', 'member-unknown'),
    specialtyId: chosenId('specialty-missing'),
    serviceId: optionalId,
    day: typedDay(today, { missing: 'day-missing', unreadable: 'day-unreadable' }),
    time: optionalTime('time-unreadable'),
    amountRial: optionalAmountRial('amount-unreadable').refine((amount) => amount !== null, 'amount-missing'),
  });
