import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import { dimensionOf, type Dimension, type DimensionName } from '../analytics/dimensions.js';
import type { Mirror } from '../analytics/mirror.js';
import { MOST_CELLS, pivotSize, type Place } from '../analytics/pivot.js';

/** What every dashboard is asked with. */
export interface AnalyticsDesk {
  db: Db;
  mirror: Mirror;
  clinic: Pick<Clinic, 'id'>;
  asOf: Date;
}

/** A filter that cannot be used, and why; the reason is a key of analytics.json. */
export interface FilterProblem {
  field: string;
  reason: string;
}
export type Reported<T> = { ok: true; report: T } | { ok: false; problems: FilterProblem[] };

/** The dimensions of these names as the clinic has them, by name. */
export async function dimensionsOf<N extends DimensionName>(desk: AnalyticsDesk, names: readonly N[]): Promise<Record<N, Dimension>> {
  const found = await Promise.all(names.map((name) => dimensionOf(desk.mirror, desk.clinic.id, name)));
  return Object.fromEntries(names.map((name, i) => [name, found[i]])) as Record<N, Dimension>;
}

/** Filters whose value the clinic does not know. `fieldOf` names the field of the address. */
export function unknownFilters(
  filters: Place,
  dimensions: Partial<Record<DimensionName, Dimension>>,
  fieldOf = (name: string): string => name,
): FilterProblem[] {
  return Object.entries(filters).flatMap(([name, value]) =>
    dimensions[name as DimensionName]?.values.includes(value) ? [] : [{ field: fieldOf(name), reason: 'filter-unknown' }],
  );
}

/** Refuses so many filters at once that nearly every cell would be hidden. */
export function tooManyFilters(dimensions: readonly Dimension[], field: string): FilterProblem[] {
  return pivotSize(dimensions) > MOST_CELLS ? [{ field, reason: 'too-many-filters' }] : [];
}

/** Only the filters that were chosen. */
export function chosenFilters(asked: Partial<Record<DimensionName, string | undefined>>): Place {
  return Object.fromEntries(Object.entries<string | undefined>(asked).filter(([, value]) => value !== undefined));
}

/** What the clinic itself calls things: specialties by id, illnesses by code. */
export interface ClinicNames {
  specialties: ReadonlyMap<string, string>;
  illnesses: ReadonlyMap<string, string>;
}

/** The clinic's own names of specialties and illnesses. */
export async function clinicNames({ db, clinic }: Pick<AnalyticsDesk, 'db' | 'clinic'>): Promise<ClinicNames> {
  const clinicId = clinic.id;
  const specialties = await db.select<{ id: number; name: string }>('SELECT id, name FROM specialties WHERE clinic_id = :clinicId', {
    clinicId,
  });
  const illnesses = await db.select<{ code: string; name: string }>(
    'SELECT code, name FROM illnesses WHERE clinic_id = :clinicId AND name IS NOT NULL',
    { clinicId },
  );
  return {
    specialties: new Map(specialties.map(({ id, name }) => [String(id), name])),
    illnesses: new Map(illnesses.map(({ code, name }) => [code, name])),
  };
}
