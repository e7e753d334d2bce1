import { DataTypes, Model, type CreationOptional, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { guardClinic } from './clinic-guard.js';

/** A specialty the clinic offers. */
export class Specialty extends Model<InferAttributes<Specialty>, InferCreationAttributes<Specialty>> {
  declare id: CreationOptional<number>;
  declare clinicId: number;
  declare name: string;
  declare searchKey: string;
  declare archivedAt: CreationOptional<Date | null>;
}

/** Binds the record to one open database. */
export const defineSpecialty = (sequelize: Sequelize): typeof Specialty =>
  guardClinic(
    class extends Specialty {}.init(
      {
        id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
        clinicId: { type: DataTypes.BIGINT, allowNull: false },
        name: { type: DataTypes.STRING, allowNull: false },
        searchKey: { type: DataTypes.STRING, allowNull: false },
        archivedAt: { type: DataTypes.DATE, allowNull: true },
      },
      { sequelize, tableName: 'specialties', modelName: 'Specialty' },
    ),
  );
