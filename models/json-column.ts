import { DataTypes, type Model, type ModelAttributeColumnOptions } from 'sequelize';

export type Payload = Record<string, unknown> | readonly unknown[];

/** A JSON column that reads the same on both databases: SQLite hands back text, PostgreSQL a parsed value. */
export const jsonColumn = (name: string, allowNull: boolean): ModelAttributeColumnOptions => ({
  type: DataTypes.JSON,
  allowNull,
  get(this: Model) {
    const value = this.getDataValue(name as never) as unknown;
    return typeof value === 'string' ? (JSON.parse(value) as Payload) : value;
  },
});
