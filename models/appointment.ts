import { DataTypes, Model, type CreationOptional, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { guardClinic } from './clinic-guard.js';
import type { AppointmentState } from './rules/appointments.js';

/** A visit that is planned. */
export class Appointment extends Model<InferAttributes<Appointment>, InferCreationAttributes<Appointment>> {
  declare id: CreationOptional<number>;
  declare clinicId: number;
  declare patientId: number;
  declare specialtyId: CreationOptional<number | null>;
  declare serviceId: CreationOptional<number | null>;
  declare physicianId: CreationOptional<number | null>;
  declare startsAt: Date;
  declare startsOn: string;
  declare note: CreationOptional<string | null>;
  declare state: AppointmentState;
  declare submissionKey: CreationOptional<string | null>;
  declare createdBy: CreationOptional<number | null>;
  declare createdAt: Date;
  declare updatedAt: Date;
}

/** Binds the record to one open database. */
export const defineAppointment = (sequelize: Sequelize): typeof Appointment =>
  guardClinic(
    class extends Appointment {}.init(
      {
        id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
        clinicId: { type: DataTypes.BIGINT, allowNull: false },
        patientId: { type: DataTypes.BIGINT, allowNull: false },
        specialtyId: { type: DataTypes.BIGINT, allowNull: true },
        serviceId: { type: DataTypes.BIGINT, allowNull: true },
        physicianId: { type: DataTypes.BIGINT, allowNull: true },
        startsAt: { type: DataTypes.DATE, allowNull: false },
        startsOn: { type: DataTypes.DATEONLY, allowNull: false },
        note: { type: DataTypes.STRING, allowNull: true },
        state: { type: DataTypes.STRING, allowNull: false },
        submissionKey: { type: DataTypes.STRING, allowNull: true },
        createdBy: { type: DataTypes.BIGINT, allowNull: true },
        createdAt: { type: DataTypes.DATE, allowNull: false },
        updatedAt: { type: DataTypes.DATE, allowNull: false },
      },
      { sequelize, tableName: 'appointments', modelName: 'Appointment' },
    ),
  );
