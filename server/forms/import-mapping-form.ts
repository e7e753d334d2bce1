import { z } from 'zod';
import { parseDay } from '../../models/persian/typed-day.js';
import { PURPOSES } from '../../models/rules/consent.js';
import { IMPORT_FIELDS, type ImportField } from '../../models/rules/import-columns.js';
import { LENIENT_FIELDS } from '../../models/rules/import-map.js';
import { csrfField, optionalText } from './fields.js';

/** One box or several: browsers send the same field once or again and again. */
const ticked = <const T extends readonly [string, ...string[]]>(choices: T) =>
  z.preprocess((sent) => (sent === undefined ? [] : [sent].flat()), z.array(z.enum(choices, 'invalid'), 'invalid'));

const optionalDay = optionalText(40, 'day-unreadable').transform((typed, context) => {
  const day = typed === null ? null : parseDay(typed);
  if (typed !== null && day === null) context.addIssue({ code: 'custom', message: 'day-unreadable' });
  return day;
});

/** The field of a column's select, by the place of the column. */
export const columnField = (place: number): string => `column-${String(place)}`;

/** What a manager says of a file with so many columns: what each column is, what the file does not say, and whether to import now. */
export const importMappingForm = (columns: number) =>
  z.strictObject({
    ...Object.fromEntries(
      Array.from({ length: columns }, (_, place) => [columnField(place), z.enum([...IMPORT_FIELDS, ''], 'invalid').default('')]),
    ),
    specialty: optionalText(120, 'text-too-long'),
    dayZero: optionalDay,
    amountUnit: z
      .enum(['', 'rial', 'toman'], 'invalid')
      .default('')
      .transform((unit) => (unit === '' ? null : unit)),
    lenient: ticked(LENIENT_FIELDS),
    consents: ticked(PURPOSES),
    step: z.enum(['preview', 'run'], 'invalid').default('preview'),
    ...csrfField,
  });
export type ImportMappingForm = z.output<ReturnType<typeof importMappingForm>>;

/** What the columns were said to be, in their order; null where a column is left out. */
export function mappedFields(form: ImportMappingForm, columns: number): (ImportField | null)[] {
  const said = form as Record<string, unknown>;
  return Array.from({ length: columns }, (_, place) => IMPORT_FIELDS.find((field) => field === said[columnField(place)]) ?? null);
}

export const importListQuery = z.object({ before: z.coerce.number().int().positive().nullable().catch(null).default(null) });
export const badRowQuery = z.object({ after: z.coerce.number().int().nonnegative().catch(0).default(0) });
