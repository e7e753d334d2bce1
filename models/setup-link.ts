import { DataTypes, Model, type CreationOptional, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';

/** The one-time link of the first run; only its hash is kept. */
export class SetupLink extends Model<InferAttributes<SetupLink>, InferCreationAttributes<SetupLink>> {
  declare id: CreationOptional<number>;
  declare tokenHash: string;
  declare createdAt: Date;
  declare expiresAt: Date;
  declare usedAt: CreationOptional<Date | null>;
}

/** Binds the record to one open database. */
export const defineSetupLink = (sequelize: Sequelize): typeof SetupLink =>
  class extends SetupLink {}.init(
    {
      id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
      tokenHash: { type: DataTypes.STRING, allowNull: false },
      createdAt: { type: DataTypes.DATE, allowNull: false },
      expiresAt: { type: DataTypes.DATE, allowNull: false },
      usedAt: { type: DataTypes.DATE, allowNull: true },
    },
    { sequelize, tableName: 'setup_links', modelName: 'SetupLink' },
  );
