import { DataTypes, Model, type CreationOptional, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { guardClinic } from './clinic-guard.js';

/** A physician who sees patients; may or may not sign in as a staff member. */
export class Physician extends Model<InferAttributes<Physician>, InferCreationAttributes<Physician>> {
  declare id: CreationOptional<number>;
  declare clinicId: number;
  declare name: string;
  declare searchKey: string;
  declare specialtyId: CreationOptional<number | null>;
  declare staffMemberId: CreationOptional<number | null>;
  declare archivedAt: CreationOptional<Date | null>;
}

/** Binds the record to one open database. */
export const definePhysician = (sequelize: Sequelize): typeof Physician =>
  guardClinic(
    class extends Physician {}.init(
      {
        id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
        clinicId: { type: DataTypes.BIGINT, allowNull: false },
        name: { type: DataTypes.STRING, allowNull: false },
        searchKey: { type: DataTypes.STRING, allowNull: false },
        specialtyId: { type: DataTypes.BIGINT, allowNull: true },
        staffMemberId: { type: DataTypes.BIGINT, allowNull: true },
        archivedAt: { type: DataTypes.DATE, allowNull: true },
      },
      { sequelize, tableName: 'physicians', modelName: 'Physician' },
    ),
  );
