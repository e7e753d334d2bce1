import { chiSquareTest } from '../../models/statistics/chi-square.js';
import { PERSON_DIMENSIONS, type Dimension, type PersonDimension } from '../analytics/dimensions.js';
import { readPivot } from '../analytics/pivot.js';
import { dimensionsOf, type AnalyticsDesk } from './analytics-frame.js';

/** One group; null stands for a number that must not be shown. */
export interface DemographicsRow {
  value: string;
  count: number | null;
  /** One number per value of the crossing attribute, in its order; empty when nothing is crossed. */
  crossed: (number | null)[];
}

export interface DemographicsReport {
  counted: 'patients' | 'visits';
  by: PersonDimension;
  crossing: PersonDimension | null;
  rows: DemographicsRow[];
  columns: { value: string; count: number | null }[];
  total: number | null;
  /** How surely the two attributes hang together: log of p and Cramér's V; null when a number it needs is hidden or too small. */
  relation: { logP: number; cramersV: number } | null;
}

/** Who the patients (or the visitors) are: counts by one attribute, or by one crossed with another. Groups that nobody is in are left out. */
export async function demographicsReport(
  desk: AnalyticsDesk,
  asked: { by: PersonDimension; crossing: PersonDimension | null; counted: 'patients' | 'visits' },
): Promise<DemographicsReport> {
  const all = await dimensionsOf(desk, PERSON_DIMENSIONS);
  const by = all[asked.by];
  const crossing = asked.crossing ? all[asked.crossing] : null;
  const pivot = await readPivot({
    mirror: desk.mirror,
    clinicId: desk.clinic.id,
    counted: asked.counted,
    dimensions: crossing ? [by, crossing] : [by],
    asOf: desk.asOf,
  });
  const columns = (crossing?.values ?? [])
    .map((value) => ({ value, count: pivot.count({ [crossing?.name ?? '']: value }) }))
    .filter((column) => column.count !== 0 || isAlwaysShown(column.value));
  const rows = by.values
    .map((value) => ({
      value,
      count: pivot.count({ [by.name]: value }),
      crossed: columns.map((column) => pivot.count({ [by.name]: value, [crossing?.name ?? '']: column.value })),
    }))
    .filter((row) => row.count !== 0 || isAlwaysShown(row.value));
  return { ...asked, rows, columns, total: pivot.count({}), relation: relationOf(rows, columns, by, crossing) };
}

/** What nobody wrote down stays visible even when it is nothing: then the reader knows that everything is known. */
const isAlwaysShown = (value: string): boolean => value === 'unknown';

/** The test of independence over what is known and shown in full; the usual rule asks for an expected count of five in each cell. */
function relationOf(
  rows: readonly DemographicsRow[],
  columns: DemographicsReport['columns'],
  by: Dimension,
  crossing: Dimension | null,
): DemographicsReport['relation'] {
  if (!crossing || by.values.length === 0) return null;
  const kept = columns.map((column, c) => ({ ...column, c })).filter(({ value }) => value !== 'unknown');
  const table = rows.filter(({ value }) => value !== 'unknown').map((row) => kept.map(({ c }) => row.crossed[c] ?? null));
  const known = table.filter((row): row is number[] => row.every((count) => count !== null));
  if (known.length < table.length) return null;
  const test = chiSquareTest(known);
  return test && test.smallestExpected >= 5 ? { logP: test.logP, cramersV: test.cramersV } : null;
}
