import { DataTypes, Model, type CreationOptional, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { guardClinic } from './clinic-guard.js';
import { jsonColumn, type Payload } from './json-column.js';

/** One thing that happened in the club; rows are only ever added. */
export class ClubEvent extends Model<InferAttributes<ClubEvent>, InferCreationAttributes<ClubEvent>> {
  declare id: CreationOptional<number>;
  declare clinicId: number;
  declare patientId: CreationOptional<number | null>;
  declare kind: string;
  declare occurredAt: Date;
  declare recordedAt: Date;
  declare actorKind: string;
  declare actorStaffId: CreationOptional<number | null>;
  declare subjectKind: CreationOptional<string | null>;
  declare subjectId: CreationOptional<number | null>;
  declare payloadJson: CreationOptional<Payload | null>;
}

/** Binds the record to one open database. */
export const defineClubEvent = (sequelize: Sequelize): typeof ClubEvent =>
  guardClinic(
    class extends ClubEvent {}.init(
      {
        id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
        clinicId: { type: DataTypes.BIGINT, allowNull: false },
        patientId: { type: DataTypes.BIGINT, allowNull: true },
        kind: { type: DataTypes.STRING, allowNull: false },
        occurredAt: { type: DataTypes.DATE, allowNull: false },
        recordedAt: { type: DataTypes.DATE, allowNull: false },
        actorKind: { type: DataTypes.STRING, allowNull: false },
        actorStaffId: { type: DataTypes.BIGINT, allowNull: true },
        subjectKind: { type: DataTypes.STRING, allowNull: true },
        subjectId: { type: DataTypes.BIGINT, allowNull: true },
        payloadJson: jsonColumn('payloadJson', true),
      },
      { sequelize, tableName: 'club_events', modelName: 'ClubEvent' },
    ),
  );
