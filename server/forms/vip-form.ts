import { z } from 'zod';
import type { VipWish } from '../../models/rules/vip.js';
import { csrfField, typedDay } from './fields.js';

const day = (today: string) => typedDay(today, { missing: 'day-missing', unreadable: 'day-unreadable' });

/** A VIP term: why, from when, until when. */
export const vipForm = (today: string): z.ZodType<VipWish> =>
  z
    .strictObject({
      reason: z.string('reason-missing').trim().min(1, 'reason-missing').max(200, 'reason-long'),
      fromOn: day(today),
      untilOn: day(today),
      ...csrfField,
    })
    .transform(({ reason, fromOn, untilOn }) => ({ reason, fromOn, untilOn }));

/** The list of VIP members: those of today, or the terms that are over; `older` is where it goes on. */
export const vipListQuery = z.object({
  show: z.enum(['current', 'ended']).catch('current').default('current'),
  older: z.coerce.number().int().positive().max(1e14).nullable().catch(null).default(null),
});
