import { DataTypes, Model, type CreationOptional, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { guardClinic } from './clinic-guard.js';
import { jsonColumn, type Payload } from './json-column.js';

/** The answer to one invitation. */
export class SurveyAnswer extends Model<InferAttributes<SurveyAnswer>, InferCreationAttributes<SurveyAnswer>> {
  declare id: CreationOptional<number>;
  declare clinicId: number;
  declare patientId: number;
  declare visitId: number;
  declare invitationId: number;
  declare recommendation: number;
  declare reasonsJson: Payload;
  declare comment: CreationOptional<string | null>;
  declare answeredAt: Date;
  declare answeredOn: string;
}

/** Binds the record to one open database. */
export const defineSurveyAnswer = (sequelize: Sequelize): typeof SurveyAnswer =>
  guardClinic(
    class extends SurveyAnswer {}.init(
      {
        id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
        clinicId: { type: DataTypes.BIGINT, allowNull: false },
        patientId: { type: DataTypes.BIGINT, allowNull: false },
        visitId: { type: DataTypes.BIGINT, allowNull: false },
        invitationId: { type: DataTypes.BIGINT, allowNull: false },
        recommendation: { type: DataTypes.BIGINT, allowNull: false },
        reasonsJson: jsonColumn('reasonsJson', false),
        comment: { type: DataTypes.STRING, allowNull: true },
        answeredAt: { type: DataTypes.DATE, allowNull: false },
        answeredOn: { type: DataTypes.DATEONLY, allowNull: false },
      },
      { sequelize, tableName: 'survey_answers', modelName: 'SurveyAnswer' },
    ),
  );
