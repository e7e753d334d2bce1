import { DataTypes, Model, type CreationOptional, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { guardClinic } from './clinic-guard.js';

export type Purpose = 'service' | 'promotion' | 'survey';

/** One dated statement of a patient about one purpose; the newest of a purpose counts. */
export class Consent extends Model<InferAttributes<Consent>, InferCreationAttributes<Consent>> {
  declare id: CreationOptional<number>;
  declare clinicId: number;
  declare patientId: number;
  declare purpose: Purpose;
  declare isGiven: boolean;
  declare source: string;
  declare wordingVersion: CreationOptional<number>;
  declare evidence: CreationOptional<string | null>;
  declare recordedBy: CreationOptional<number | null>;
  declare recordedAt: Date;
}

/** Binds the record to one open database. */
export const defineConsent = (sequelize: Sequelize): typeof Consent =>
  guardClinic(
    class extends Consent {}.init(
      {
        id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
        clinicId: { type: DataTypes.BIGINT, allowNull: false },
        patientId: { type: DataTypes.BIGINT, allowNull: false },
        purpose: { type: DataTypes.STRING, allowNull: false },
        isGiven: { type: DataTypes.BOOLEAN, allowNull: false },
        source: { type: DataTypes.STRING, allowNull: false },
        wordingVersion: { type: DataTypes.BIGINT, allowNull: false, defaultValue: 1 },
        evidence: { type: DataTypes.STRING, allowNull: true },
        recordedBy: { type: DataTypes.BIGINT, allowNull: true },
        recordedAt: { type: DataTypes.DATE, allowNull: false },
      },
      { sequelize, tableName: 'consents', modelName: 'Consent' },
    ),
  );
