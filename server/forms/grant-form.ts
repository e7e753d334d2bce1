import { z } from 'zod';
import { chosenId, csrfField, optionalId, submissionKey } from './fields.js';

/** What was typed or scanned at the desk. */
export const redeemQuery = z.object({ q: z.string().max(80).catch('').default('') });

/** Whose grant is used: the member who stands at the desk. */
export const useForm = z.strictObject({ patientId: optionalId, ...csrfField });

/** A benefit that is given by hand, or bought with points. */
export const giveForm = z.strictObject({
  benefitId: chosenId('benefit-missing'),
  way: z.enum(['give', 'buy'], 'invalid'),
  submissionKey: submissionKey.transform((key, context) => {
    if (key !== undefined) return key;
    context.addIssue({ code: 'custom', message: 'invalid' });
    return z.NEVER;
  }),
  ...csrfField,
});

/** Why a grant, or its use, is taken back. */
export const reversalForm = z.strictObject({
  reason: z.string('reason-missing').trim().min(3, 'reason-missing').max(200, 'reason-too-long'),
  ...csrfField,
});

/** Which of the benefits that a grant offers the member picks. */
export const choiceForm = z.strictObject({ benefitId: chosenId('benefit-missing'), ...csrfField });
