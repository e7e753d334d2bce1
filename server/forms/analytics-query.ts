import { z } from 'zod';

/** A choice in the address of a page; left empty it is not made. Whether the clinic has such a value the report answers. */
const chosen = z
  .string('invalid')
  .max(80, 'invalid')
  .transform((typed) => (typed === '' ? undefined : typed))
  .optional();
const oneOf = <const T extends readonly string[]>(values: T, fallback: T[number]) =>
  z.union([z.literal('').transform(() => fallback), z.enum(values, 'invalid')], 'invalid').default(fallback);

const shared = {
  lang: z.string().optional(),
  format: z.enum(['csv', 'xlsx'], 'format-unknown').optional(),
};
const group = { sex: chosen, age: chosen, education: chosen, area: chosen };

const PERSON = ['age', 'sex', 'education', 'area', 'tier', 'source'] as const;

/** /analytics/overview: which kind of period, and which one (1405-08, 1405-s2, 1405). */
export const overviewQuery = z.strictObject({
  period: oneOf(['month', 'season', 'year'], 'month'),
  of: chosen,
  table: oneOf(['months', 'tiers', 'messages'], 'months'),
  ...shared,
});
export type OverviewQuery = z.output<typeof overviewQuery>;

/** /analytics/demographics: one attribute, or one crossed with another, of patients or of their visits. */
export const demographicsQuery = z
  .strictObject({
    by: oneOf(PERSON, 'age'),
    with: z.union([z.literal('').transform(() => undefined), z.enum(PERSON, 'invalid')], 'invalid').optional(),
    count: oneOf(['patients', 'visits'], 'patients'),
    ...shared,
  })
  .refine((query) => query.with !== query.by, { path: ['with'], message: 'crossed-with-itself' });
export type DemographicsQuery = z.output<typeof demographicsQuery>;

/** /analytics/seasons: illnesses or their chapters by season, for a group, a specialty, a year. */
export const seasonsQuery = z.strictObject({
  level: oneOf(['illness', 'chapter'], 'illness'),
  focus: chosen,
  specialty: chosen,
  year: chosen,
  ...group,
  table: oneOf(['seasons', 'focus'], 'seasons'),
  ...shared,
});
export type SeasonsQuery = z.output<typeof seasonsQuery>;

/** /analytics/hours: the week by the hour for a group, beside a second group. */
export const hoursQuery = z.strictObject({
  specialty: chosen,
  year: chosen,
  ...group,
  thanSex: chosen,
  thanAge: chosen,
  thanEducation: chosen,
  thanArea: chosen,
  table: oneOf(['week', 'hours'], 'week'),
  ...shared,
});
export type HoursQuery = z.output<typeof hoursQuery>;

/** /analytics/sources: the sources beside one another. */
export const sourcesQuery = z.strictObject({ ...shared });
