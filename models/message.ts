import { DataTypes, Model, type CreationOptional, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { guardClinic } from './clinic-guard.js';

export type MessagePurpose = 'service' | 'promotion' | 'survey';
export type MessageState =
  'queued' | 'sending' | 'accepted' | 'delivered' | 'undelivered' | 'blocked' | 'failed' | 'unknown' | 'cancelled' | 'expired';

/** One SMS to one patient: a row of the outbox. */
export class Message extends Model<InferAttributes<Message>, InferCreationAttributes<Message>> {
  declare id: CreationOptional<number>;
  declare clinicId: number;
  declare patientId: CreationOptional<number | null>;
  declare key: string;
  declare purpose: MessagePurpose;
  declare programme: string;
  declare mobile: string;
  declare text: string;
  declare linkCipher: CreationOptional<string | null>;
  declare parts: number;
  declare state: MessageState;
  declare reason: CreationOptional<string | null>;
  declare localId: number;
  declare providerId: CreationOptional<string | null>;
  declare costRial: CreationOptional<number | null>;
  declare notBeforeAt: Date;
  declare notAfterAt: CreationOptional<Date | null>;
  declare attempts: CreationOptional<number>;
  declare nextTryAt: Date;
  declare leaseOwner: CreationOptional<string | null>;
  declare leaseUntil: CreationOptional<Date | null>;
  declare polls: CreationOptional<number>;
  declare nextPollAt: CreationOptional<Date | null>;
  declare queuedAt: Date;
  declare acceptedAt: CreationOptional<Date | null>;
  declare settledAt: CreationOptional<Date | null>;
}

/** Binds the record to one open database. */
export const defineMessage = (sequelize: Sequelize): typeof Message =>
  guardClinic(
    class extends Message {}.init(
      {
        id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
        clinicId: { type: DataTypes.BIGINT, allowNull: false },
        patientId: { type: DataTypes.BIGINT, allowNull: true },
        key: { type: DataTypes.STRING, allowNull: false },
        purpose: { type: DataTypes.STRING, allowNull: false },
        programme: { type: DataTypes.STRING, allowNull: false },
        mobile: { type: DataTypes.STRING, allowNull: false },
        text: { type: DataTypes.STRING, allowNull: false },
        linkCipher: { type: DataTypes.STRING, allowNull: true },
        parts: { type: DataTypes.BIGINT, allowNull: false },
        state: { type: DataTypes.STRING, allowNull: false },
        reason: { type: DataTypes.STRING, allowNull: true },
        localId: { type: DataTypes.BIGINT, allowNull: false },
        providerId: { type: DataTypes.STRING, allowNull: true },
        costRial: { type: DataTypes.BIGINT, allowNull: true },
        notBeforeAt: { type: DataTypes.DATE, allowNull: false },
        notAfterAt: { type: DataTypes.DATE, allowNull: true },
        attempts: { type: DataTypes.BIGINT, allowNull: false, defaultValue: 0 },
        nextTryAt: { type: DataTypes.DATE, allowNull: false },
        leaseOwner: { type: DataTypes.STRING, allowNull: true },
        leaseUntil: { type: DataTypes.DATE, allowNull: true },
        polls: { type: DataTypes.BIGINT, allowNull: false, defaultValue: 0 },
        nextPollAt: { type: DataTypes.DATE, allowNull: true },
        queuedAt: { type: DataTypes.DATE, allowNull: false },
        acceptedAt: { type: DataTypes.DATE, allowNull: true },
        settledAt: { type: DataTypes.DATE, allowNull: true },
      },
      { sequelize, tableName: 'messages', modelName: 'Message' },
    ),
  );
