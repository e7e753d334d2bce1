import { DataTypes, Model, type CreationOptional, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { guardClinic } from './clinic-guard.js';

/** What the simulated provider holds: the messages on the patients' phones. */
export class SimulatorMessage extends Model<InferAttributes<SimulatorMessage>, InferCreationAttributes<SimulatorMessage>> {
  declare id: CreationOptional<number>;
  declare clinicId: number;
  declare localId: number;
  declare receptor: string;
  declare text: string;
  declare status: number;
  declare costRial: number;
  declare sentAt: Date;
}

/** Binds the record to one open database. */
export const defineSimulatorMessage = (sequelize: Sequelize): typeof SimulatorMessage =>
  guardClinic(
    class extends SimulatorMessage {}.init(
      {
        id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
        clinicId: { type: DataTypes.BIGINT, allowNull: false },
        localId: { type: DataTypes.BIGINT, allowNull: false },
        receptor: { type: DataTypes.STRING, allowNull: false },
        text: { type: DataTypes.STRING, allowNull: false },
        status: { type: DataTypes.BIGINT, allowNull: false },
        costRial: { type: DataTypes.BIGINT, allowNull: false },
        sentAt: { type: DataTypes.DATE, allowNull: false },
      },
      { sequelize, tableName: 'simulator_messages', modelName: 'SimulatorMessage' },
    ),
  );
