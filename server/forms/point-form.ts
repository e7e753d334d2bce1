import { z } from 'zod';
import { parseAmountRial } from '../../models/persian/amount.js';
import { ungroupedDigits } from '../../models/persian/digits.js';
import { parseNearDay } from '../../models/persian/near-day.js';
import type { PointRuleWish } from '../../models/rules/point-rule.js';
import { csrfField, optionalAmountRial, submissionKey, typedDay } from './fields.js';

const whole = z
  .string()
  .regex(/^\d{1,9}$/, 'number-unreadable')
  .transform(Number);

/** A whole number that has to be typed, in any digits. */
const wholeNumber = z.string('number-missing').trim().min(1, 'number-missing').transform(ungroupedDigits).pipe(whole);

/** A whole number that may stay empty (null). */
const optionalWholeNumber = z
  .string()
  .trim()
  .transform((typed, context): number | null => {
    if (typed === '') return null;
    const read = whole.safeParse(ungroupedDigits(typed));
    if (read.success) return read.data;
    context.addIssue({ code: 'custom', message: 'number-unreadable' });
    return z.NEVER;
  })
  .default(null);

const reason = z
  .string('reason-missing')
  .transform((typed) => typed.replace(/\p{Cc}/gu, ' ').trim())
  .pipe(z.string().min(1, 'reason-missing').max(200, 'reason-too-long'));

/** The field of a service's points. */
export const serviceField = (serviceId: number): string => `service${String(serviceId)}`;

/** A new version of the point rule, with a field for each of the clinic's services; what is left empty there earns nothing. */
export const pointRuleForm = (today: string, serviceIds: readonly number[]): z.ZodType<PointRuleWish> =>
  z
    .strictObject({
      effectiveOn: typedDay(today, { missing: 'day-missing', unreadable: 'day-unreadable' }),
      perTenThousandToman: wholeNumber,
      welcome: wholeNumber,
      referral: wholeNumber,
      answer: wholeNumber,
      expiryMonths: optionalWholeNumber,
      pointValue: optionalAmountRial('amount-unreadable'),
      ...Object.fromEntries(serviceIds.map((id) => [serviceField(id), optionalWholeNumber])),
      ...csrfField,
    })
    .transform((form) => {
      const { effectiveOn, perTenThousandToman, welcome, referral, answer, expiryMonths, pointValue } = form;
      const typed = form as Record<string, unknown>;
      const services = serviceIds.map((id) => [String(id), Number(typed[serviceField(id)] ?? 0)] as const);
      return {
        effectiveOn,
        perTenThousandToman,
        welcome,
        referral,
        answer,
        expiryMonths,
        pointValueRial: pointValue,
        servicePoints: Object.fromEntries(services.filter(([, points]) => points !== 0)),
      };
    });

/** Points given or taken by hand, with the reason. */
export const handPointsForm = z.strictObject({
  direction: z.enum(['give', 'take'], 'direction-missing'),
  points: wholeNumber,
  reason,
  submissionKey,
  ...csrfField,
});
export type HandPointsForm = z.output<typeof handPointsForm>;

/** Why an entry is reversed. */
export const pointReversalForm = z.strictObject({ reason, ...csrfField });

const someId = z.coerce.number().int().positive().max(1e14).nullable().catch(null).default(null);

/** Where a ledger goes on, and which of its entries is about to be reversed. */
export const ledgerQuery = z.object({ older: someId, reverse: someId });

/** A visit as far as it has been typed; what can't be read counts as not there. */
export const forecastQuery = (today: string) =>
  z.object({
    serviceId: z.coerce.number().int().positive().max(1e14).nullable().catch(null).default(null),
    amountRial: z
      .string()
      .max(60)
      .catch('')
      .default('')
      .transform((typed) => (typed.trim() === '' ? null : (parseAmountRial(typed) ?? 0))),
    day: z
      .string()
      .max(40)
      .catch('')
      .default('')
      .transform((typed) => parseNearDay(typed, today) ?? today),
  });

/** Whether the report is wanted as a file. */
export const pointReportQuery = z.object({ format: z.enum(['csv', 'xlsx']).nullable().catch(null).default(null) });
