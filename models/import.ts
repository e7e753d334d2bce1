import { DataTypes, Model, type CreationOptional, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { guardClinic } from './clinic-guard.js';
import { jsonColumn, type Payload } from './json-column.js';

export type ImportState = 'uploaded' | 'running' | 'done' | 'failed' | 'cancelled' | 'undone';

/** One import of a clinic's file. */
export class Import extends Model<InferAttributes<Import>, InferCreationAttributes<Import>> {
  declare id: CreationOptional<number>;
  declare clinicId: number;
  declare fileName: string;
  declare patientsFileName: CreationOptional<string | null>;
  declare state: ImportState;
  declare optionsJson: CreationOptional<Payload | null>;
  declare countsJson: CreationOptional<Payload | null>;
  declare rowsRead: CreationOptional<number>;
  declare rowsTotal: CreationOptional<number | null>;
  declare error: CreationOptional<string | null>;
  declare createdBy: CreationOptional<number | null>;
  declare createdAt: Date;
  declare startedAt: CreationOptional<Date | null>;
  declare finishedAt: CreationOptional<Date | null>;
  declare undoneAt: CreationOptional<Date | null>;
}

/** Binds the record to one open database. */
export const defineImport = (sequelize: Sequelize): typeof Import =>
  guardClinic(
    class extends Import {}.init(
      {
        id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
        clinicId: { type: DataTypes.BIGINT, allowNull: false },
        fileName: { type: DataTypes.STRING, allowNull: false },
        patientsFileName: { type: DataTypes.STRING, allowNull: true },
        state: { type: DataTypes.STRING, allowNull: false },
        optionsJson: jsonColumn('optionsJson', true),
        countsJson: jsonColumn('countsJson', true),
        rowsRead: { type: DataTypes.BIGINT, allowNull: false, defaultValue: 0 },
        rowsTotal: { type: DataTypes.BIGINT, allowNull: true },
        error: { type: DataTypes.STRING, allowNull: true },
        createdBy: { type: DataTypes.BIGINT, allowNull: true },
        createdAt: { type: DataTypes.DATE, allowNull: false },
        startedAt: { type: DataTypes.DATE, allowNull: true },
        finishedAt: { type: DataTypes.DATE, allowNull: true },
        undoneAt: { type: DataTypes.DATE, allowNull: true },
      },
      { sequelize, tableName: 'imports', modelName: 'Import' },
    ),
  );
