import { z } from 'zod';
import { optionalDay } from './benefit-form.js';

/** The period of a report, which of its tables, and whether it is wanted as a spreadsheet. */
export const reportQuery = (today: string) =>
  z
    .object({
      from: optionalDay(today),
      to: optionalDay(today),
      table: z.enum(['benefits', 'tiers', 'discounts']).catch('benefits').default('benefits'),
      format: z.enum(['csv', 'xlsx']).optional().catch(undefined),
    })
    .refine(({ from, to }) => from === null || to === null || from <= to, { path: ['to'], message: 'period-backwards' });
export type ReportQuery = z.output<ReturnType<typeof reportQuery>>;
