import { DataTypes, Model, type CreationOptional, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { guardClinic } from './clinic-guard.js';

/** An illness in the clinic's use: an ICD-10 code or an entry of its own list. */
export class Illness extends Model<InferAttributes<Illness>, InferCreationAttributes<Illness>> {
  declare id: CreationOptional<number>;
  declare clinicId: number;
  declare code: string;
  declare name: CreationOptional<string | null>;
  declare searchKey: string;
  declare isOwn: CreationOptional<boolean>;
  declare archivedAt: CreationOptional<Date | null>;
}

/** Binds the record to one open database. */
export const defineIllness = (sequelize: Sequelize): typeof Illness =>
  guardClinic(
    class extends Illness {}.init(
      {
        id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
        clinicId: { type: DataTypes.BIGINT, allowNull: false },
        code: { type: DataTypes.STRING, allowNull: false },
        name: { type: DataTypes.STRING, allowNull: true },
        searchKey: { type: DataTypes.STRING, allowNull: false },
        isOwn: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: false },
        archivedAt: { type: DataTypes.DATE, allowNull: true },
      },
      { sequelize, tableName: 'illnesses', modelName: 'Illness' },
    ),
  );
