import { z } from 'zod';
import { toLatinDigits } from '../../models/persian/digits.js';
import { parseNearDay } from '../../models/persian/near-day.js';

const id = z.coerce.number().int().positive().max(1e14).nullable().catch(null).default(null);
const number = z
  .string()
  .transform((typed) => toLatinDigits(typed).replace(/[^\d]/g, ''))
  .pipe(
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
  )
  .nullable()
  .catch(null)
  .default(null);

/** The filters of the audit log as they stand in its address; what cannot be read counts as not asked. Days count from today. */
export const auditQuery = (today: string) => {
  const day = z
    .string()
    .max(40)
    .transform((typed) => (typed.trim() === '' ? null : parseNearDay(typed, today)))
    .nullable()
    .catch(null)
    .default(null);
  return z.object({
    staff: id,
    action: z
      .string()
      .regex(/^[a-z.-]{3,60}$/)
      .nullable()
      .catch(null)
      .default(null),
    patient: number,
    from: day,
    to: day,
    older: id,
  });
};
