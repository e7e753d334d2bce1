import { DataTypes, Model, type CreationOptional, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { guardClinic } from './clinic-guard.js';

/** An invitation to the after-visit survey; only the hash of its token is kept. */
export class SurveyInvitation extends Model<InferAttributes<SurveyInvitation>, InferCreationAttributes<SurveyInvitation>> {
  declare id: CreationOptional<number>;
  declare clinicId: number;
  declare patientId: number;
  declare visitId: number;
  declare tokenHash: string;
  declare createdAt: Date;
  declare expiresAt: Date;
  declare answeredAt: CreationOptional<Date | null>;
}

/** Binds the record to one open database. */
export const defineSurveyInvitation = (sequelize: Sequelize): typeof SurveyInvitation =>
  guardClinic(
    class extends SurveyInvitation {}.init(
      {
        id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
        clinicId: { type: DataTypes.BIGINT, allowNull: false },
        patientId: { type: DataTypes.BIGINT, allowNull: false },
        visitId: { type: DataTypes.BIGINT, allowNull: false },
        tokenHash: { type: DataTypes.STRING, allowNull: false },
        createdAt: { type: DataTypes.DATE, allowNull: false },
        expiresAt: { type: DataTypes.DATE, allowNull: false },
        answeredAt: { type: DataTypes.DATE, allowNull: true },
      },
      { sequelize, tableName: 'survey_invitations', modelName: 'SurveyInvitation' },
    ),
  );
