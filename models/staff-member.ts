import { DataTypes, Model, type CreationOptional, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { guardClinic } from './clinic-guard.js';

export const ROLES = ['receptionist', 'physician', 'manager', 'operator'] as const;
export type Role = (typeof ROLES)[number];
export type Lang = 'fa' | 'en';

/** A person of the clinic who signs in. */
export class StaffMember extends Model<InferAttributes<StaffMember>, InferCreationAttributes<StaffMember>> {
  declare id: CreationOptional<number>;
  declare clinicId: number;
  declare username: string;
  declare usernameKey: string;
  declare displayName: string;
  declare role: Role;
  declare passwordHash: string;
  declare mustChangePassword: CreationOptional<boolean>;
  declare lang: CreationOptional<Lang>;
  declare sessionEpoch: CreationOptional<number>;
  declare disabledAt: CreationOptional<Date | null>;
  declare lastSignedInAt: CreationOptional<Date | null>;
  declare createdAt: Date;
}

/** Binds the record to one open database. */
export const defineStaffMember = (sequelize: Sequelize): typeof StaffMember =>
  guardClinic(
    class extends StaffMember {}.init(
      {
        id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
        clinicId: { type: DataTypes.BIGINT, allowNull: false },
        username: { type: DataTypes.STRING, allowNull: false },
        usernameKey: { type: DataTypes.STRING, allowNull: false },
        displayName: { type: DataTypes.STRING, allowNull: false },
        role: { type: DataTypes.STRING, allowNull: false },
        passwordHash: { type: DataTypes.STRING, allowNull: false },
        mustChangePassword: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: false },
        lang: { type: DataTypes.STRING, allowNull: false, defaultValue: 'fa' },
        sessionEpoch: { type: DataTypes.BIGINT, allowNull: false, defaultValue: 1 },
        disabledAt: { type: DataTypes.DATE, allowNull: true },
        lastSignedInAt: { type: DataTypes.DATE, allowNull: true },
        createdAt: { type: DataTypes.DATE, allowNull: false },
      },
      { sequelize, tableName: 'staff_members', modelName: 'StaffMember' },
    ),
  );
