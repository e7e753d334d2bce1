import { join } from 'node:path';
import supertest from 'supertest';
import type TestAgent from 'supertest/lib/agent.js';
import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import { ROLES } from '../../models/staff-member.js';
import { openMirror } from '../../server/analytics/mirror.js';
import { Shift } from '../../jobs/night-shift.js';
import { createApp, type Club } from '../../server/app.js';
import { readEnvironment } from '../../server/env.js';
import type { Site } from '../../server/http/site.js';
import { makeLog } from '../../server/open-club.js';
import { makeGateway } from '../../server/sms/choose-gateway.js';
import { buildClinic, buildStaff, NOW, PASSWORD } from './builders.js';
import { openTestDatabase, TEST_DIALECT, TEST_FOLDER, TEST_SECRET, type TestDialect } from './database.js';

export type Role = (typeof ROLES)[number];

/** A browser without a screen that is signed in (or not) and finds the token of the forms it sends. */
export interface Visitor {
  agent: TestAgent;
  get(path: string): supertest.Test;
  /** Sends a form with the token of the page at `from` (default: the same path). */
  post(path: string, form?: Record<string, unknown>, from?: string): Promise<supertest.Response>;
}

export interface TestClub extends Club {
  clinic: Clinic;
  otherClinic: Clinic;
  site: Site;
  app: ReturnType<typeof createApp>['app'];
  audit: ReturnType<typeof createApp>['audit'];
  /** Moves the clock that the pages see. */
  setNow(now: Date): void;
  signedOut(): Visitor;
  as(role: Role): Promise<Visitor>;
  close(): Promise<void>;
}

let clubs = 0;

/** A whole club for request tests: its own database, a clinic with one staff member per role, and another clinic. */
export async function openTestClub(dialect: TestDialect = TEST_DIALECT, overrides: Record<string, string> = {}): Promise<TestClub> {
  const db: Db = await openTestDatabase(dialect);
  clubs += 1;
  const dataDir = join(TEST_FOLDER, `data-${String(clubs)}`);
  const env = readEnvironment({
    DATA_DIR: dataDir,
    SESSION_SECRET: TEST_SECRET,
    LOG_LEVEL: 'silent',
    WEBHOOK_SECRET: 'webhook-secret-of-tests',
    ...overrides,
  });
  let now = NOW;
  const mirror = openMirror({ dataDir, name: `test-${String(clubs)}` });
  const tools = { db, env, clock: () => now, gateway: makeGateway(env, db), mirror, log: makeLog('silent') };
  const club: Club = { ...tools, nightShift: new Shift(tools) };
  const { app, site, audit } = createApp(club);
  const clinic = await buildClinic(db);
  const otherClinic = await buildClinic(db, { name: 'درمانگاه دیگر' });
  for (const role of ROLES) await buildStaff(db, clinic, { role, username: `${role}-of-${clinic.slug}` });

  const visitor = (): Visitor => {
    const agent = supertest.agent(app);
    return {
      agent,
      get: (path) => agent.get(path),
      post: async (path, form = {}, from = path) => {
        const page = await agent.get(from);
        return agent
          .post(path)
          .type('form')
          .send({ _csrf: tokenIn(page.text), ...form });
      },
    };
  };
  return {
    ...club,
    clinic,
    otherClinic,
    site,
    app,
    audit,
    setNow: (to) => {
      now = to;
    },
    signedOut: visitor,
    as: async (role) => {
      const someone = visitor();
      const answer = await someone.post('/sign-in', { username: `${role}-of-${clinic.slug}`, password: PASSWORD });
      if (answer.status !== 303) throw new Error(`sign-in as ${role} answered ${String(answer.status)}`);
      return someone;
    },
    close: async () => {
      await audit.flush();
      await mirror.close();
      await db.close();
    },
  };
}

/** The token of the first form on a page. */
export function tokenIn(html: string): string {
  return /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
}
