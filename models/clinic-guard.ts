import type { ModelStatic, Model, FindOptions, CountOptions, UpdateOptions, DestroyOptions } from 'sequelize';

/** Thrown when code asks for clinic-owned rows without saying whose: a mistake of ours, never of a visitor. */
export class MissingClinicError extends Error {}

type Asked = Pick<FindOptions & CountOptions & UpdateOptions & DestroyOptions, 'where'>;

/** Makes a clinic-owned record refuse every query, update and delete that names no clinic. */
export function guardClinic<M extends ModelStatic<Model>>(record: M): M {
  const demand = (asked: Asked): void => {
    const where = asked.where as Record<string, unknown> | undefined;
    // A bulk delete comes with column names, everything else with attribute names.
    const clinic = where?.['clinicId'] ?? where?.['clinic_id'];
    if (clinic === undefined || clinic === null) throw new MissingClinicError(`A query on ${record.tableName} names no clinic`);
  };
  record.addHook('beforeFind', 'demand clinic', demand as (asked: FindOptions) => void);
  record.addHook('beforeCount', 'demand clinic', demand as (asked: CountOptions) => void);
  record.addHook('beforeBulkUpdate', 'demand clinic', demand as (asked: UpdateOptions) => void);
  record.addHook('beforeBulkDestroy', 'demand clinic', demand as (asked: DestroyOptions) => void);
  return record;
}
