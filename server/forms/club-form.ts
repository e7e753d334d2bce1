import { z } from 'zod';
import { CLUB_KINDS, type ClubWish } from '../../models/rules/loyalty.js';
import { FROM_THE_BEGINNING } from '../../models/rules/tier-rule.js';
import { csrfField, typedDay } from './fields.js';

/** A choice of the kind of club; days and words such as «فردا» are read from `today`, and `wholePast` stands for every day so far. */
export const clubForm = (today: string): z.ZodType<ClubWish> =>
  z
    .strictObject({
      kind: z.enum(CLUB_KINDS, 'kind-unknown'),
      programme: z.enum(['on', 'off'], 'programme-unknown'),
      wholePast: z.enum(['yes']).optional(),
      effectiveOn: z.string().optional(),
      ...csrfField,
    })
    .transform(({ kind, programme, wholePast, effectiveOn }, context) => {
      const wish = { kind, isOn: programme === 'on' };
      if (wholePast) return { ...wish, effectiveOn: FROM_THE_BEGINNING };
      const day = typedDay(today, { missing: 'day-missing', unreadable: 'day-unreadable' }).safeParse(effectiveOn ?? '');
      if (day.success) return { ...wish, effectiveOn: day.data };
      context.addIssue({ code: 'custom', path: ['effectiveOn'], message: day.error.issues[0]?.message ?? 'day-missing' });
      return z.NEVER;
    });
