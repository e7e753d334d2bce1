import { z } from 'zod';
import type { StandingGift } from '../../models/rules/standing.js';
import { csrfField, optionalId, submissionKey, typedDay } from './fields.js';
import { wholeNumber } from './tier-form.js';

/** Credit given to a member by hand, for one specialty or for all. */
export const standingForm = (today: string): z.ZodType<StandingGift & { specialtyId: number | null; submissionKey: string | undefined }> =>
  z
    .strictObject({
      credits: wholeNumber,
      specialtyId: optionalId,
      reason: z.string('reason-missing').trim().min(1, 'reason-missing').max(200, 'reason-long'),
      fromOn: typedDay(today, { missing: 'day-missing', unreadable: 'day-unreadable' }),
      untilOn: typedDay(today, { missing: 'end-missing', unreadable: 'day-unreadable' }),
      submissionKey,
      ...csrfField,
    })
    .transform(({ _csrf, submissionKey: key, ...form }) => ({ ...form, submissionKey: key }));
