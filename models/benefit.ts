import { DataTypes, Model, type CreationOptional, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { guardClinic } from './clinic-guard.js';
import { jsonColumn } from './json-column.js';
import type { Automatic, BenefitKind } from './rules/benefits.js';
import type { Tier } from './rules/tier-rule.js';

/** One entry of the catalogue: what the club gives, to whom, for what, how often. */
export class Benefit extends Model<InferAttributes<Benefit>, InferCreationAttributes<Benefit>> {
  declare id: CreationOptional<number>;
  declare clinicId: number;
  declare name: string;
  declare description: string | null;
  declare kind: BenefitKind;
  declare costRial: number;
  declare valueRial: number;
  declare openTiers: Tier[];
  declare isOpenToVip: boolean;
  declare specialtyIds: number[];
  declare pricePoints: number | null;
  declare limitCount: number | null;
  declare limitMonths: number | null;
  declare stock: number | null;
  declare offeredFromOn: string | null;
  declare offeredUntilOn: string | null;
  declare validDays: number;
  declare isTreatment: boolean;
  declare permitNumber: string | null;
  declare permitUntilOn: string | null;
  declare automatic: Automatic;
  declare discountPercent: number | null;
  declare discountRial: number | null;
  declare choiceIds: number[];
  declare archivedAt: CreationOptional<Date | null>;
  declare createdBy: CreationOptional<number | null>;
  declare createdAt: Date;
  declare updatedAt: Date;
}

/** Binds the record to one open database. */
export const defineBenefit = (sequelize: Sequelize): typeof Benefit =>
  guardClinic(
    class extends Benefit {}.init(
      {
        id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
        clinicId: { type: DataTypes.BIGINT, allowNull: false },
        name: { type: DataTypes.STRING, allowNull: false },
        description: { type: DataTypes.STRING, allowNull: true },
        kind: { type: DataTypes.STRING, allowNull: false },
        costRial: { type: DataTypes.BIGINT, allowNull: false },
        valueRial: { type: DataTypes.BIGINT, allowNull: false },
        openTiers: { ...jsonColumn('openTiers', false), field: 'open_tiers_json' },
        isOpenToVip: { type: DataTypes.BOOLEAN, allowNull: false },
        specialtyIds: { ...jsonColumn('specialtyIds', false), field: 'specialties_json' },
        pricePoints: { type: DataTypes.INTEGER, allowNull: true },
        limitCount: { type: DataTypes.INTEGER, allowNull: true },
        limitMonths: { type: DataTypes.INTEGER, allowNull: true },
        stock: { type: DataTypes.INTEGER, allowNull: true },
        offeredFromOn: { type: DataTypes.DATEONLY, allowNull: true },
        offeredUntilOn: { type: DataTypes.DATEONLY, allowNull: true },
        validDays: { type: DataTypes.INTEGER, allowNull: false },
        isTreatment: { type: DataTypes.BOOLEAN, allowNull: false },
        permitNumber: { type: DataTypes.STRING, allowNull: true },
        permitUntilOn: { type: DataTypes.DATEONLY, allowNull: true },
        automatic: { type: DataTypes.STRING, allowNull: false },
        discountPercent: { type: DataTypes.INTEGER, allowNull: true },
        discountRial: { type: DataTypes.BIGINT, allowNull: true },
        choiceIds: { ...jsonColumn('choiceIds', false), field: 'choices_json' },
        archivedAt: { type: DataTypes.DATE, allowNull: true },
        createdBy: { type: DataTypes.BIGINT, allowNull: true },
        createdAt: { type: DataTypes.DATE, allowNull: false },
        updatedAt: { type: DataTypes.DATE, allowNull: false },
      },
      { sequelize, tableName: 'benefits', modelName: 'Benefit' },
    ),
  );
