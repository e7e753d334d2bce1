import connectSession from 'connect-session-sequelize';
import type { RequestHandler } from 'express';
import session from 'express-session';
import { DataTypes, type Sequelize } from 'sequelize';

const IDLE_MS = 30 * 60_000;
/** A session is written again only when this much of its idle time has passed: not on every page. */
const TOUCH_EVERY_MS = 60_000;

declare module 'express-session' {
  interface SessionData {
    /** Milliseconds since 1970 at which the staff member signed in: the session ends 8 h later, however busy. */
    signedInAt: number;
    flash: { key: string; params?: Record<string, unknown>; undo?: string }[];
    /** What somebody was sending when the session ended, to go on with after signing in. */
    kept: { path: string; body: Record<string, string | string[]> };
  }
}

export interface SessionOptions {
  sequelize: Sequelize;
  secret: string;
  servedByHttps: boolean;
}

/** Sessions in the database, 30 minutes idle; the cookie is __Host- and Secure when the club is served by HTTPS. */
export function sessions({ sequelize, secret, servedByHttps }: SessionOptions): RequestHandler {
  const Session = sequelize.define(
    'Session',
    {
      sid: { type: DataTypes.STRING(64), primaryKey: true },
      staffMemberId: { type: DataTypes.BIGINT, field: 'staff_member_id' },
      data: DataTypes.TEXT,
      expires: DataTypes.DATE,
    },
    { tableName: 'sessions', underscored: false, timestamps: true },
  );
  const Store = connectSession(session.Store);
  class SparingStore extends Store {
    override touch = (sid: string, data: session.SessionData, done?: (error?: unknown) => void): void => {
      const fresh = Date.now() + IDLE_MS;
      // Only where the row still exists: a late touch must not bring back a session that was signed out.
      void Session.findByPk(sid, { attributes: ['sid', 'expires'] })
        .then(async (row) => {
          const until = row?.get('expires') as Date | undefined;
          if (until && fresh - until.getTime() > TOUCH_EVERY_MS) await Session.update({ expires: new Date(fresh) }, { where: { sid } });
          done?.();
        })
        .catch(done);
      void data;
    };
  }
  const store = new SparingStore({
    db: sequelize,
    table: 'Session',
    checkExpirationInterval: 0, // the clean-sessions job does it
    expiration: IDLE_MS,
    extendDefaultFields: (defaults: object, data: { passport?: { user?: { id?: number } } }) => ({
      ...defaults,
      staffMemberId: data.passport?.user?.id ?? null,
    }),
  });
  return session({
    name: servedByHttps ? '__Host-hamdam' : 'hamdam',
    secret,
    store,
    resave: false,
    saveUninitialized: false,
    rolling: true,
    ...(servedByHttps ? { proxy: true } : {}),
    cookie: { httpOnly: true, sameSite: 'lax', path: '/', secure: servedByHttps, maxAge: IDLE_MS },
  });
}
