import { z } from 'zod';
import { MERGE_FIELDS, type MergeField } from '../../models/rules/merge-fields.js';
import { chosenId, csrfField } from './fields.js';

const side = z.enum(['one', 'other'], 'unknown-choice');
const patient = chosenId('merge-gone');

/** Two files that are two people. */
export const apartForm = z.strictObject({ ...csrfField, one: patient, other: patient });

/** Which two files to lay beside each other; null when the address names none. */
export const besideQuery = z.object({ one: patient, other: patient }).nullable().catch(null);

/** /duplicates: files older than this one. */
export const duplicatesQuery = z.object({
  before: z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .transform(Number)
    .nullable()
    .catch(null)
    .default(null),
});

/** Two files that become one: which is kept, and from which side each fact is taken where they differ. */
export const mergeForm = z
  .strictObject({
    ...csrfField,
    one: patient,
    other: patient,
    keep: side,
    ...(Object.fromEntries(MERGE_FIELDS.map((field) => [field, side.optional()])) as Record<MergeField, z.ZodOptional<typeof side>>),
  })
  .transform(({ one, other, keep, ...sides }) => ({
    keptId: keep === 'one' ? one : other,
    mergedId: keep === 'one' ? other : one,
    chosen: new Set(MERGE_FIELDS.filter((field) => sides[field] !== undefined && sides[field] !== keep)),
  }));
