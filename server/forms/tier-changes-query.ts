import { z } from 'zod';
import { parseNearDay } from '../../models/persian/near-day.js';

export const DIRECTIONS = ['rise', 'fall'] as const;

/** What a tier can change by, as the list of changes filters it. */
export const CAUSE_GROUPS = ['visit', 'import', 'standing', 'referral', 'rule', 'time', 'other'] as const;
export type CauseGroup = (typeof CAUSE_GROUPS)[number];

const oneOf = <const T extends readonly string[]>(values: T) => z.enum(values).nullable().catch(null).default(null);
const typed = z.string().max(40).catch('').default('');

/** The list of tier changes: a period of typed days (either end may stay open), a direction, a cause, and where the list goes on. */
export const tierChangesQuery = (today: string) =>
  z
    .object({
      from: typed,
      to: typed,
      direction: oneOf(DIRECTIONS),
      cause: oneOf(CAUSE_GROUPS),
      older: z.coerce.number().int().positive().max(1e14).nullable().catch(null).default(null),
      format: z.enum(['csv', 'xlsx']).catch('csv').default('csv'),
    })
    .transform((query) => ({ ...query, fromOn: readDay(query.from, today), toOn: readDay(query.to, today) }));

export type TierChangesQuery = z.output<ReturnType<typeof tierChangesQuery>>;

/** Null: left open; undefined: not a day. */
function readDay(text: string, today: string): string | null | undefined {
  return text.trim() === '' ? null : (parseNearDay(text, today) ?? undefined);
}
