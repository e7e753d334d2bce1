import { DataTypes, Model, type CreationOptional, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { jsonColumn, type Payload } from './json-column.js';

export type JobRunState = 'running' | 'done' | 'failed' | 'missed';

/** One slot of one job: that it ran, with what counts, or that it was missed. */
export class JobRun extends Model<InferAttributes<JobRun>, InferCreationAttributes<JobRun>> {
  declare id: CreationOptional<number>;
  declare job: string;
  declare slotAt: Date;
  declare state: JobRunState;
  declare owner: CreationOptional<string | null>;
  declare leaseUntil: CreationOptional<Date | null>;
  declare startedAt: CreationOptional<Date | null>;
  declare finishedAt: CreationOptional<Date | null>;
  declare countsJson: CreationOptional<Payload | null>;
  declare error: CreationOptional<string | null>;
}

/** Binds the record to one open database. */
export const defineJobRun = (sequelize: Sequelize): typeof JobRun =>
  class extends JobRun {}.init(
    {
      id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
      job: { type: DataTypes.STRING, allowNull: false },
      slotAt: { type: DataTypes.DATE, allowNull: false },
      state: { type: DataTypes.STRING, allowNull: false },
      owner: { type: DataTypes.STRING, allowNull: true },
      leaseUntil: { type: DataTypes.DATE, allowNull: true },
      startedAt: { type: DataTypes.DATE, allowNull: true },
      finishedAt: { type: DataTypes.DATE, allowNull: true },
      countsJson: jsonColumn('countsJson', true),
      error: { type: DataTypes.STRING, allowNull: true },
    },
    { sequelize, tableName: 'job_runs', modelName: 'JobRun' },
  );
