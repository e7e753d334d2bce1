import { DataTypes, Model, type CreationOptional, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';

/** A clinic: the tenant that owns every other row. */
export class Clinic extends Model<InferAttributes<Clinic>, InferCreationAttributes<Clinic>> {
  declare id: CreationOptional<number>;
  declare slug: string;
  declare name: string;
  declare phone: CreationOptional<string | null>;
  declare isDemo: CreationOptional<boolean>;
  declare nextMemberNumber: CreationOptional<number>;
  declare smsPausedReason: CreationOptional<string | null>;
  declare smsPausedAt: CreationOptional<Date | null>;
  declare createdAt: Date;
}

/** Binds the record to one open database. */
export const defineClinic = (sequelize: Sequelize): typeof Clinic =>
  class extends Clinic {}.init(
    {
      id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
      slug: { type: DataTypes.STRING, allowNull: false },
      name: { type: DataTypes.STRING, allowNull: false },
      phone: { type: DataTypes.STRING, allowNull: true },
      isDemo: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: false },
      nextMemberNumber: { type: DataTypes.BIGINT, allowNull: false, defaultValue: 100001 },
      smsPausedReason: { type: DataTypes.STRING, allowNull: true },
      smsPausedAt: { type: DataTypes.DATE, allowNull: true },
      createdAt: { type: DataTypes.DATE, allowNull: false },
    },
    { sequelize, tableName: 'clinics', modelName: 'Clinic' },
  );
