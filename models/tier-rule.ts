import { DataTypes, Model, type CreationOptional, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { guardClinic } from './clinic-guard.js';

export type WindowKind = 'months' | 'jalali_year' | 'lifetime';

/** One version of the rule that tiers are computed from, in force from a day on. */
export class TierRule extends Model<InferAttributes<TierRule>, InferCreationAttributes<TierRule>> {
  declare id: CreationOptional<number>;
  declare clinicId: number;
  declare specialtyId: CreationOptional<number | null>;
  declare effectiveOn: string;
  declare windowKind: WindowKind;
  declare windowMonths: CreationOptional<number | null>;
  declare silver: number;
  declare gold: number;
  declare platinum: number;
  declare graceMonths: CreationOptional<number>;
  declare creditsPerReferral: CreationOptional<number>;
  declare creditsPerYear: CreationOptional<number>;
  declare isEnded: CreationOptional<boolean>;
  declare createdBy: CreationOptional<number | null>;
  declare createdAt: Date;
  declare withdrawnBy: CreationOptional<number | null>;
  declare withdrawnAt: CreationOptional<Date | null>;
}

/** Binds the record to one open database. */
export const defineTierRule = (sequelize: Sequelize): typeof TierRule =>
  guardClinic(
    class extends TierRule {}.init(
      {
        id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
        clinicId: { type: DataTypes.BIGINT, allowNull: false },
        specialtyId: { type: DataTypes.BIGINT, allowNull: true },
        effectiveOn: { type: DataTypes.DATEONLY, allowNull: false },
        windowKind: { type: DataTypes.STRING, allowNull: false },
        windowMonths: { type: DataTypes.BIGINT, allowNull: true },
        silver: { type: DataTypes.BIGINT, allowNull: false },
        gold: { type: DataTypes.BIGINT, allowNull: false },
        platinum: { type: DataTypes.BIGINT, allowNull: false },
        graceMonths: { type: DataTypes.BIGINT, allowNull: false, defaultValue: 0 },
        creditsPerReferral: { type: DataTypes.BIGINT, allowNull: false, defaultValue: 0 },
        creditsPerYear: { type: DataTypes.BIGINT, allowNull: false, defaultValue: 0 },
        isEnded: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: false },
        createdBy: { type: DataTypes.BIGINT, allowNull: true },
        createdAt: { type: DataTypes.DATE, allowNull: false },
        withdrawnBy: { type: DataTypes.BIGINT, allowNull: true },
        withdrawnAt: { type: DataTypes.DATE, allowNull: true },
      },
      { sequelize, tableName: 'tier_rules', modelName: 'TierRule' },
    ),
  );
