import connectSession from 'connect-session-sequelize';
import type { RequestHandler } from 'express';
import session from 'express-session';
import { DataTypes, QueryTypes, type Sequelize } from 'sequelize';

const IDLE_MS = 30 * 60_000;
/** A session is written again only when this much of its idle time has passed: not on every page. */
const TOUCH_EVERY_MS = 60_000;
const MOST_REMEMBERED = 10_000;

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
  /** When the sessions that were read lately end, so that touching one need not ask again. */
  const ends = new Map<string, number>();
  class SparingStore extends Store {
    /** Read by hand on every request: the record would take three times as long. A session that idled too long is none. */
    override get = (sid: string, done: (error: unknown, data?: session.SessionData | null) => void): void => {
      sequelize
        .query<{ data: string; expires: string | Date }>('SELECT data, expires FROM sessions WHERE sid = :sid', {
          type: QueryTypes.SELECT,
          replacements: { sid },
        })
        .then(([row]) => {
          const end = row ? new Date(row.expires).getTime() : 0;
          if (!row || end <= Date.now()) return done(null, null);
          if (ends.size > MOST_REMEMBERED) ends.clear();
          ends.set(sid, end);
          done(null, JSON.parse(row.data) as session.SessionData);
        }, done);
    };
    override touch = (sid: string, _data: session.SessionData, done?: (error?: unknown) => void): void => {
      const fresh = Date.now() + IDLE_MS;
      if (fresh - (ends.get(sid) ?? 0) <= TOUCH_EVERY_MS) {
        done?.();
        return;
      }
      // Only where the row still exists: a late touch must not bring back a session that was signed out.
      ends.set(sid, fresh);
      void Session.update({ expires: new Date(fresh) }, { where: { sid } })
        .then(() => done?.())
        .catch(done);
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
