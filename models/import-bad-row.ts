import { DataTypes, Model, type CreationOptional, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { guardClinic } from './clinic-guard.js';
import { jsonColumn, type Payload } from './json-column.js';

/** A row that an import refused, with its reason. */
export class ImportBadRow extends Model<InferAttributes<ImportBadRow>, InferCreationAttributes<ImportBadRow>> {
  declare id: CreationOptional<number>;
  declare clinicId: number;
  declare importId: number;
  declare rowNumber: number;
  declare columnName: CreationOptional<string | null>;
  declare reason: string;
  declare rawJson: CreationOptional<Payload | null>;
}

/** Binds the record to one open database. */
export const defineImportBadRow = (sequelize: Sequelize): typeof ImportBadRow =>
  guardClinic(
    class extends ImportBadRow {}.init(
      {
        id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
        clinicId: { type: DataTypes.BIGINT, allowNull: false },
        importId: { type: DataTypes.BIGINT, allowNull: false },
        rowNumber: { type: DataTypes.BIGINT, allowNull: false },
        columnName: { type: DataTypes.STRING, allowNull: true },
        reason: { type: DataTypes.STRING, allowNull: false },
        rawJson: jsonColumn('rawJson', true),
      },
      { sequelize, tableName: 'import_bad_rows', modelName: 'ImportBadRow' },
    ),
  );
