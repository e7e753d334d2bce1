import { DataTypes, Model, type CreationOptional, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { guardClinic } from './clinic-guard.js';

export type Sex = 'f' | 'm';
export type PatientStatus = 'prospect' | 'member';
export type Tier = 'basic' | 'silver' | 'gold' | 'platinum';

/** A person known to the clinic: a prospect before, a member after the first visit. */
export class Patient extends Model<InferAttributes<Patient>, InferCreationAttributes<Patient>> {
  declare id: CreationOptional<number>;
  declare clinicId: number;
  declare memberNumber: number;
  declare fileNumber: CreationOptional<string | null>;
  declare firstName: string;
  declare lastName: string;
  declare searchKey: string;
  declare sortKey: string;
  declare mobile: CreationOptional<string | null>;
  declare nationalCodeCipher: CreationOptional<string | null>;
  declare nationalCodeIndex: CreationOptional<string | null>;
  declare sex: CreationOptional<Sex | null>;
  declare birthOn: CreationOptional<string | null>;
  declare birthIsEstimated: CreationOptional<boolean>;
  declare education: CreationOptional<string | null>;
  declare area: CreationOptional<string | null>;
  declare source: CreationOptional<string | null>;
  declare status: PatientStatus;
  declare enrolledAt: Date;
  declare memberSinceOn: CreationOptional<string | null>;
  declare tier: CreationOptional<Tier>;
  declare tierCredit: CreationOptional<number>;
  declare tierReviewedOn: CreationOptional<string | null>;
  declare visitCount: CreationOptional<number>;
  declare lastVisitOn: CreationOptional<string | null>;
  declare submissionKey: CreationOptional<string | null>;
  declare importId: CreationOptional<number | null>;
  declare deletedAt: CreationOptional<Date | null>;
  declare createdAt: Date;
  declare updatedAt: Date;
}

/** Binds the record to one open database. */
export const definePatient = (sequelize: Sequelize): typeof Patient =>
  guardClinic(
    class extends Patient {}.init(
      {
        id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
        clinicId: { type: DataTypes.BIGINT, allowNull: false },
        memberNumber: { type: DataTypes.BIGINT, allowNull: false },
        fileNumber: { type: DataTypes.STRING, allowNull: true },
        firstName: { type: DataTypes.STRING, allowNull: false },
        lastName: { type: DataTypes.STRING, allowNull: false },
        searchKey: { type: DataTypes.STRING, allowNull: false },
        sortKey: { type: DataTypes.STRING, allowNull: false },
        mobile: { type: DataTypes.STRING, allowNull: true },
        nationalCodeCipher: { type: DataTypes.STRING, allowNull: true },
        nationalCodeIndex: { type: DataTypes.STRING, allowNull: true },
        sex: { type: DataTypes.STRING, allowNull: true },
        birthOn: { type: DataTypes.DATEONLY, allowNull: true },
        birthIsEstimated: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: false },
        education: { type: DataTypes.STRING, allowNull: true },
        area: { type: DataTypes.STRING, allowNull: true },
        source: { type: DataTypes.STRING, allowNull: true },
        status: { type: DataTypes.STRING, allowNull: false },
        enrolledAt: { type: DataTypes.DATE, allowNull: false },
        memberSinceOn: { type: DataTypes.DATEONLY, allowNull: true },
        tier: { type: DataTypes.STRING, allowNull: false, defaultValue: 'basic' },
        tierCredit: { type: DataTypes.BIGINT, allowNull: false, defaultValue: 0 },
        tierReviewedOn: { type: DataTypes.DATEONLY, allowNull: true },
        visitCount: { type: DataTypes.BIGINT, allowNull: false, defaultValue: 0 },
        lastVisitOn: { type: DataTypes.DATEONLY, allowNull: true },
        submissionKey: { type: DataTypes.STRING, allowNull: true },
        importId: { type: DataTypes.BIGINT, allowNull: true },
        deletedAt: { type: DataTypes.DATE, allowNull: true },
        createdAt: { type: DataTypes.DATE, allowNull: false },
        updatedAt: { type: DataTypes.DATE, allowNull: false },
      },
      { sequelize, tableName: 'patients', modelName: 'Patient' },
    ),
  );
