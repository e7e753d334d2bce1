import { z } from 'zod';
import { normaliseMobile } from '../../models/persian/mobile.js';
import { SHELVES } from '../../models/rules/message-shelves.js';

const token = { _csrf: z.string().optional() };
const submissionKey = z
  .string()
  .regex(/^[\w-]{8,64}$/, 'invalid')
  .optional();

/** What the list of messages is narrowed to; a wrong part of an address is left out, not answered with an error. */
export const messageListQuery = z.object({
  shelf: z.enum(SHELVES).nullable().catch(null).default(null),
  older: z.coerce.number().int().positive().nullable().catch(null).default(null),
});

/** A test of the line: one message to a mobile of the clinic's own. */
export const lineTestForm = z.strictObject({
  mobile: z.string('mobile-empty').transform((text, context) => {
    const answer = normaliseMobile(text);
    if (answer.ok) return answer.mobile;
    context.addIssue({ code: 'custom', message: answer.reason });
    return z.NEVER;
  }),
  submissionKey,
  ...token,
});

/** What a person decides about a message whose fate nobody can find out any more. */
export const decisionForm = z.strictObject({ decision: z.enum(['again', 'drop'], 'invalid'), ...token });

/** What is typed into the simulator's phone. */
export const replyForm = z.strictObject({
  text: z.string('required').trim().min(1, 'required').max(300, 'too-long'),
  submissionKey,
  ...token,
});

/** What a provider's line calls us with; field names as independent implementations agree on, numbers or text. */
const words = z.union([z.string(), z.number()]).transform(String);
export const inboundCall = z.object({
  from: words.pipe(z.string().trim().min(1).max(40)),
  message: words.pipe(z.string().max(4_000)),
  messageid: words.pipe(z.string().trim().min(1).max(60)),
});
export const deliveryCall = z.object({
  messageid: words.pipe(z.string().trim().min(1).max(40)),
  status: z.coerce.number().int().min(0).max(999),
});
