import { z } from 'zod';
import { isDay } from '../../models/persian/jalali.js';
import { PURPOSES } from '../../models/rules/consent.js';
import { IMPORT_FIELDS } from '../../models/rules/import-columns.js';
import { LENIENT_FIELDS } from '../../models/rules/import-map.js';

const words = z.record(z.string(), z.string().max(200), 'map-values');

/** How a file is to be read, as the JSON of `--map` says it; every part may be absent. */
export const importMapForm = z.strictObject({
  columns: z.record(z.string(), z.enum(IMPORT_FIELDS, 'map-field'), 'map-columns').optional(),
  dayZero: z.string('map-day').refine(isDay, 'map-day').optional(),
  specialty: z.string('map-specialty').trim().min(1, 'map-specialty').max(120, 'map-specialty').optional(),
  amountUnit: z.enum(['rial', 'toman'], 'map-unit').optional(),
  values: z.partialRecord(z.enum(IMPORT_FIELDS, 'map-field'), words, 'map-values').optional(),
  lenient: z.array(z.enum(LENIENT_FIELDS, 'map-lenient'), 'map-lenient').optional(),
  consents: z.array(z.enum(PURPOSES, 'map-consents'), 'map-consents').optional(),
});
export type ImportMapForm = z.output<typeof importMapForm>;
