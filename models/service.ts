import { DataTypes, Model, type CreationOptional, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { guardClinic } from './clinic-guard.js';

/** A service within a specialty, with its usual amount in rial. */
export class Service extends Model<InferAttributes<Service>, InferCreationAttributes<Service>> {
  declare id: CreationOptional<number>;
  declare clinicId: number;
  declare specialtyId: number;
  declare name: string;
  declare searchKey: string;
  declare amountRial: CreationOptional<number | null>;
  declare archivedAt: CreationOptional<Date | null>;
}

/** Binds the record to one open database. */
export const defineService = (sequelize: Sequelize): typeof Service =>
  guardClinic(
    class extends Service {}.init(
      {
        id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
        clinicId: { type: DataTypes.BIGINT, allowNull: false },
        specialtyId: { type: DataTypes.BIGINT, allowNull: false },
        name: { type: DataTypes.STRING, allowNull: false },
        searchKey: { type: DataTypes.STRING, allowNull: false },
        amountRial: { type: DataTypes.BIGINT, allowNull: true },
        archivedAt: { type: DataTypes.DATE, allowNull: true },
      },
      { sequelize, tableName: 'services', modelName: 'Service' },
    ),
  );
