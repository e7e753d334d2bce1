import { z } from 'zod';
import { instantOf } from '../../models/persian/tehran-time.js';

/** Where a job's list of runs goes on: an instant; what cannot be read counts as not asked. */
export const runsQuery = z.object({
  before: z.iso
    .datetime()
    .transform((text) => new Date(text))
    .nullable()
    .catch(null)
    .default(null),
});

/** The instant of --as-of: ISO with an offset, or without one on the clinic's clock (2026-11-22T02:30); null for anything else. */
export function asOfInstant(text: string): Date | null {
  const local = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})$/.exec(text);
  if (!local && !z.iso.datetime({ offset: true }).safeParse(text).success) return null;
  try {
    const instant = local ? instantOf(local[1] ?? '', local[2] ?? '') : new Date(text);
    return Number.isNaN(instant.getTime()) ? null : instant;
  } catch {
    return null;
  }
}
