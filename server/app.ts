import { join } from 'node:path';
import compression from 'compression';
import express, { type Express, type RequestHandler } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import type { Clinic } from '../models/clinic.js';
import type { Db } from '../models/database.js';
import { tehranDay } from '../models/persian/tehran-time.js';
import { clubLoyalty } from '../models/loyalty-book.js';
import { defaultLoyalty } from '../models/rules/loyalty.js';
import { AuditTrail } from './audit-trail.js';
import type { SignedIn } from './context.js';
import type { Mirror } from './analytics/mirror.js';
import type { Environment } from './env.js';
import { loadAssets } from './http/assets.js';
import { errorPages, noSuchPage } from './http/errors.js';
import { pages, storeBeforeRedirect } from './http/page.js';
import { noStore, ownPagesOnly, securityHeaders } from './http/security.js';
import { sessions } from './http/session.js';
import { Site } from './http/site.js';
import { localeOf } from './locale.js';
import { memberDoor, memberSessions } from './member-door.js';
import type { NightShift } from './night-shift.js';
import { navigationFor } from './navigation.js';
import { can } from './policies/index.js';
import { ROOT } from './root.js';
import { openRequestCount } from './reports/member-request-report.js';
import { declareRoutes } from './routes/index.js';
import { keepAndAskToSignIn } from './routes/sign-in.js';
import { writeAudit } from './routes/write-audit.js';
import { staffPassport } from './sign-in.js';
import type { SmsGateway } from './sms/gateway.js';

const ABSOLUTE_SESSION_MS = 8 * 3_600_000;

/** Everything the desk works with; jobs get the same. */
export interface Club {
  db: Db;
  env: Environment;
  /** The clock at the edge; tests pass their own. */
  clock: () => Date;
  gateway: SmsGateway;
  mirror: Mirror;
  /** Who works by the clock: pages show the timetable and may call a job in. */
  nightShift: NightShift;
  log: Logger;
}

/** The desk: an Express app over an open club. `site` is its map; `audit` must be flushed before the database is closed. */
export function createApp(club: Club): { app: Express; site: Site; audit: AuditTrail } {
  const { db, env, clock, log } = club;
  const servedByHttps = env.BASE_URL.startsWith('https:');
  const app = express();
  app.disable('x-powered-by');
  if (env.TRUST_PROXY) app.set('trust proxy', env.TRUST_PROXY);
  app.use(securityHeaders(servedByHttps));
  app.use(compression());
  app.use('/build', express.static(join(ROOT, 'public', 'build'), { immutable: true, maxAge: '1y', index: false, fallthrough: false }));
  app.get('/healthz', (_req, res) => {
    res.set('Cache-Control', 'no-store').json({ ok: true });
  });
  app.use(pinoHttp({ logger: log, serializers: QUIET, autoLogging: { ignore: (req) => req.url === '/readyz' } }));
  app.use(noStore);

  const clinics = rememberedClinics(db);
  const requestsOpen = rememberedRequests(db);
  app.use((req, _res, next) => {
    const locale = localeOf(req.query['lang'] ?? cookieLang(req.headers.cookie));
    req.club = { db, clinic: null, asOf: clock(), locale, loyalty: defaultLoyalty };
    next();
  });
  app.use(
    pages({
      root: ROOT,
      assets: loadAssets(ROOT),
      cache: env.LOG_LEVEL !== 'debug',
      localeOf: (req) => req.club.locale,
      chromeOf: (req) => {
        const staff = req.user as SignedIn | undefined;
        return {
          user: staff ? { displayName: staff.displayName, role: staff.role } : null,
          clinic: req.club.clinic
            ? { name: req.club.clinic.name, slug: req.club.clinic.slug, isDemo: Boolean(req.club.clinic.isDemo) }
            : null,
          isDemo: Boolean(req.club.clinic?.isDemo),
          asOf: req.club.asOf,
          loyalty: req.club.loyalty,
          can: (action: string, subject: string) => can(staff, action, subject),
          waiting: { requests: req.club.openRequests ?? 0 },
          navigation: navigationFor((action, subject) => can(staff, action, subject), req.club.loyalty),
        };
      },
    }),
  );
  app.get('/readyz', ready(db));
  app.use(ownPagesOnly);
  const withSession = sessions({ sequelize: db.sequelize, secret: env.SESSION_SECRET, servedByHttps });
  // The pages of patients and the provider's webhook know no staff session.
  app.use((req, res, next) => {
    if (/^\/(s|m|webhooks)(\/|$)/.test(req.path)) next();
    else withSession(req, res, next);
  });
  const passport = staffPassport(db);
  app.use(storeBeforeRedirect);
  app.use(skipWithoutSession(passport.session() as RequestHandler));
  app.use(async (req, _res, next) => {
    const staff = req.user as SignedIn | undefined;
    if (staff) {
      if (clock().getTime() - (req.session.signedInAt ?? 0) > ABSOLUTE_SESSION_MS) delete req.user;
      else {
        req.club.clinic = await clinics(staff.clinicId);
        req.club.loyalty = await clubLoyalty(db, staff.clinicId, tehranDay(req.club.asOf));
        if (can(staff, 'list', 'member-request'))
          req.club.openRequests = await requestsOpen(staff.clinicId, req.path.startsWith('/requests'));
        if (req.query['lang'] === undefined) req.club.locale = localeOf(staff.lang);
      }
    }
    next();
  });
  app.use(express.urlencoded({ extended: false, limit: '100kb', parameterLimit: 300 }));
  app.use('/m', memberSessions(db, clinics));

  const audit = new AuditTrail(db, log);
  const site = new Site(
    (req, action, subject) => can(req.user as SignedIn, action, subject),
    keepAndAskToSignIn,
    memberDoor,
    writeAudit(audit),
  );
  declareRoutes(site, { ...club, passport });
  app.use(site.router);
  app.use(noSuchPage);
  app.use(errorPages(log));
  return { app, site, audit };
}

export type Desk = Club & { passport: ReturnType<typeof staffPassport> };

/** Request lines without anything personal: the path's pattern is enough, and queries may hold names. */
const QUIET = {
  req: (req: { id: unknown; method: string; url: string }) => ({
    id: req.id,
    method: req.method,
    path: req.url.split('?')[0]?.replace(/\/(s|m\/l|webhooks|setup)\/.*/, '/$1/…'),
  }),
  res: (res: { statusCode: number }) => ({ status: res.statusCode }),
};

const ready =
  (db: Db): RequestHandler =>
  async (_req, res) => {
    try {
      await db.select('SELECT 1 AS one');
      res.json({ ok: true });
    } catch {
      res.status(503).json({ ok: false });
    }
  };

const skipWithoutSession =
  (handler: RequestHandler): RequestHandler =>
  (req, res, next) => {
    if ((req.session as unknown) === undefined) next();
    else handler(req, res, next);
  };

function cookieLang(header: string | undefined): string | undefined {
  return /(?:^|;\s*)lang=(fa|en)\b/.exec(header ?? '')?.[1];
}

/** Clinics change rarely and are needed by every request: read at most every ten seconds. */
function rememberedClinics(db: Db): (id: number) => Promise<Clinic | null> {
  const kept = new Map<number, { clinic: Clinic | null; until: number }>();
  return async (id) => {
    const seen = kept.get(id);
    if (seen && seen.until > performance.now()) return seen.clinic;
    const clinic = await db.records.Clinic.findByPk(id);
    kept.set(id, { clinic, until: performance.now() + 10_000 });
    return clinic;
  };
}

/** How many requests of patients wait, for the navigation: at most ten seconds old, and fresh where they are worked off. */
function rememberedRequests(db: Db): (clinicId: number, isFresh: boolean) => Promise<number> {
  const kept = new Map<number, { count: number; until: number }>();
  return async (clinicId, isFresh) => {
    const seen = kept.get(clinicId);
    if (!isFresh && seen && seen.until > performance.now()) return seen.count;
    const count = await openRequestCount(db, clinicId);
    kept.set(clinicId, { count, until: performance.now() + 10_000 });
    return count;
  };
}
