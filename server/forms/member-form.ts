import { z } from 'zod';
import { toLatinDigits } from '../../models/persian/digits.js';
import { normaliseMobile } from '../../models/persian/mobile.js';
import { codeIn } from '../../models/rules/member-access.js';
import { chosenId, csrfField, optionalText } from './fields.js';

const words = (most: number, missing: string) =>
  z
    .string(missing)
    .transform((typed) => typed.replace(/[^\P{Cc}\n\t]/gu, '').trim())
    .pipe(z.string().min(1, missing).max(most, 'too-long'));

/** The mobile that a one-time code shall go to. */
export const memberMobileForm = z.strictObject({
  ...csrfField,
  mobile: z.string('mobile-empty').transform((typed, context) => {
    const answer = normaliseMobile(typed);
    if (answer.ok) return answer.mobile;
    context.addIssue({ code: 'custom', message: answer.reason });
    return z.NEVER;
  }),
});

/** The six digits of a one-time code. */
export const memberCodeForm = z.strictObject({
  ...csrfField,
  code: z.string('code-wrong').transform((typed, context) => {
    const code = codeIn(toLatinDigits(typed));
    if (code !== null) return code;
    context.addIssue({ code: 'custom', message: 'code-form' });
    return z.NEVER;
  }),
});

/** Which person behind a family mobile. */
export const memberChoiceForm = z.strictObject({ ...csrfField, person: chosenId('person-missing') });

/** What is wrong in the file, in the patient's words. */
export const correctionForm = z.strictObject({ ...csrfField, text: words(500, 'text-missing') });

/** What the desk decided about a request, with words for the patient. */
export const settleRequestForm = z.strictObject({
  ...csrfField,
  state: z.enum(['done', 'declined', 'open'], 'invalid'),
  answer: optionalText(300, 'too-long'),
});
export type SettleRequestForm = z.output<typeof settleRequestForm>;

/** Which requests the desk looks at. */
export const requestQuery = z.object({
  show: z.enum(['open', 'settled']).catch('open'),
  older: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .nullable()
    .catch(null),
});
