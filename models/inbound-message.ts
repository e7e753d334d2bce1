import { DataTypes, Model, type CreationOptional, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { guardClinic } from './clinic-guard.js';

/** An SMS that came from a patient. */
export class InboundMessage extends Model<InferAttributes<InboundMessage>, InferCreationAttributes<InboundMessage>> {
  declare id: CreationOptional<number>;
  declare clinicId: number;
  declare providerId: string;
  declare fromMobile: string;
  declare patientId: CreationOptional<number | null>;
  declare text: string;
  declare handledAs: string;
  declare receivedAt: Date;
}

/** Binds the record to one open database. */
export const defineInboundMessage = (sequelize: Sequelize): typeof InboundMessage =>
  guardClinic(
    class extends InboundMessage {}.init(
      {
        id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
        clinicId: { type: DataTypes.BIGINT, allowNull: false },
        providerId: { type: DataTypes.STRING, allowNull: false },
        fromMobile: { type: DataTypes.STRING, allowNull: false },
        patientId: { type: DataTypes.BIGINT, allowNull: true },
        text: { type: DataTypes.STRING, allowNull: false },
        handledAs: { type: DataTypes.STRING, allowNull: false },
        receivedAt: { type: DataTypes.DATE, allowNull: false },
      },
      { sequelize, tableName: 'inbound_messages', modelName: 'InboundMessage' },
    ),
  );
