import { DataTypes, Model, type CreationOptional, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { guardClinic } from './clinic-guard.js';

/** An attendance that happened. */
export class Visit extends Model<InferAttributes<Visit>, InferCreationAttributes<Visit>> {
  declare id: CreationOptional<number>;
  declare clinicId: number;
  declare patientId: number;
  declare specialtyId: number;
  declare serviceId: CreationOptional<number | null>;
  declare illnessId: CreationOptional<number | null>;
  declare physicianId: CreationOptional<number | null>;
  declare amountRial: CreationOptional<number | null>;
  declare visitedAt: Date;
  declare visitedOn: string;
  declare hasTime: CreationOptional<boolean>;
  declare note: CreationOptional<string | null>;
  declare appointmentId: CreationOptional<number | null>;
  declare importId: CreationOptional<number | null>;
  declare importKey: CreationOptional<string | null>;
  declare submissionKey: CreationOptional<string | null>;
  declare deletedAt: CreationOptional<Date | null>;
  declare createdBy: CreationOptional<number | null>;
  declare createdAt: Date;
  declare updatedAt: Date;
}

/** Binds the record to one open database. */
export const defineVisit = (sequelize: Sequelize): typeof Visit =>
  guardClinic(
    class extends Visit {}.init(
      {
        id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
        clinicId: { type: DataTypes.BIGINT, allowNull: false },
        patientId: { type: DataTypes.BIGINT, allowNull: false },
        specialtyId: { type: DataTypes.BIGINT, allowNull: false },
        serviceId: { type: DataTypes.BIGINT, allowNull: true },
        illnessId: { type: DataTypes.BIGINT, allowNull: true },
        physicianId: { type: DataTypes.BIGINT, allowNull: true },
        amountRial: { type: DataTypes.BIGINT, allowNull: true },
        visitedAt: { type: DataTypes.DATE, allowNull: false },
        visitedOn: { type: DataTypes.DATEONLY, allowNull: false },
        hasTime: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: true },
        note: { type: DataTypes.STRING, allowNull: true },
        appointmentId: { type: DataTypes.BIGINT, allowNull: true },
        importId: { type: DataTypes.BIGINT, allowNull: true },
        importKey: { type: DataTypes.STRING, allowNull: true },
        submissionKey: { type: DataTypes.STRING, allowNull: true },
        deletedAt: { type: DataTypes.DATE, allowNull: true },
        createdBy: { type: DataTypes.BIGINT, allowNull: true },
        createdAt: { type: DataTypes.DATE, allowNull: false },
        updatedAt: { type: DataTypes.DATE, allowNull: false },
      },
      { sequelize, tableName: 'visits', modelName: 'Visit' },
    ),
  );
