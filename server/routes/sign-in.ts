import type { Request, RequestHandler, Response } from 'express';
import type { Desk } from '../app.js';
import type { SignedIn } from '../context.js';
import { HttpError } from '../errors.js';
import { typedValues } from '../forms/parse.js';
import { csrfToken } from '../http/csrf.js';
import { ownPath } from '../http/security.js';
import { open, type Site } from '../http/site.js';
import { makeThrottle, type Throttle } from '../http/throttle.js';
import { usernameKey } from '../../models/rules/passwords.js';

/** Somebody who is not signed in asked for a page: they sign in first; what they were sending is kept for after. */
export const keepAndAskToSignIn: RequestHandler = (req, res) => {
  if (req.method === 'GET') {
    res.redirect(303, `/sign-in?next=${encodeURIComponent(req.originalUrl)}`);
    return;
  }
  const body = { ...typedValues(req.body) };
  if (Object.keys(body).length > 0) req.session.kept = { path: req.originalUrl.split('?')[0] ?? '/', body };
  req.flashNote('sign-in:ended');
  res.redirect(303, `/sign-in?next=${encodeURIComponent('/sign-in/kept')}`);
};

/** Signing in and out. */
export function signInRoutes(site: Site, { db, passport, clock, log }: Desk): void {
  // Slowed per account and address together, so that a stranger's guesses never keep the right person out.
  const perAccount = makeThrottle(db.sequelize, { name: 'sign-in', free: 5, spanSeconds: 3600, longestWaitSeconds: 900 });
  const perAddress = makeThrottle(db.sequelize, { name: 'sign-in-address', free: 30, spanSeconds: 600 });
  const front = open('everybody signs in here');

  site.get('/sign-in', front, async (req, res) => {
    if (req.user) return res.redirect(303, ownPath(req.query['next'], '/'));
    await showSignIn(req, res, { next: ownPath(req.query['next'], '/'), username: '' });
  });

  site.post('/sign-in', front, async (req, res, next) => {
    const body = (req.body ?? {}) as Record<string, unknown>;
    const username = typeof body['username'] === 'string' ? body['username'] : '';
    const goal = ownPath(body['next'], '/');
    const address = req.ip ?? 'unknown';
    const account = `${usernameKey(username).slice(0, 60)}|${address}`;
    const seconds = await longestWait([perAccount, account], [perAddress, address]);
    const { t } = req.club.locale;
    if (seconds > 0) {
      res.set('Retry-After', String(seconds));
      log.warn({ event: 'excess_rate_limit_exceeded' }, 'sign-in slowed');
      return showSignIn(req, res, { next: goal, username }, t('sign-in:wait', { seconds }), 429);
    }
    const authenticate = passport.authenticate('local', (error: unknown, staff: SignedIn | false) => {
      const finish = async (): Promise<void> => {
        if (error) throw error instanceof Error ? error : new Error('sign-in failed');
        if (!staff) {
          await Promise.all([perAccount.count(account), perAddress.count(address)]);
          log.warn({ event: 'authn_login_fail' }, 'sign-in refused');
          await showSignIn(req, res, { next: goal, username }, t('sign-in:wrong'), 422);
          return;
        }
        await perAccount.forget(account);
        const kept = req.session.kept;
        await new Promise<void>((resolve, reject) => {
          req.logIn(staff, (failed: unknown) => {
            if (failed) reject(failed instanceof Error ? failed : new Error('session not made'));
            else resolve();
          });
        });
        req.session.signedInAt = clock().getTime();
        // Made before any page: two pages opened at once would each make one, and the form of the first would be refused.
        csrfToken(req);
        if (kept) req.session.kept = kept;
        await db.records.StaffMember.update({ lastSignedInAt: clock() }, { where: { clinicId: staff.clinicId, id: staff.id } });
        req.club.audited = { action: 'staff.sign-in', fields: [] };
        log.info({ event: 'authn_login_success', staff: staff.id }, 'signed in');
        res.redirect(303, goal);
      };
      finish().catch(next);
    }) as RequestHandler;
    // Passport refuses empty fields before asking; the words are the same.
    void authenticate(req, res, next);
  });

  site.get('/sign-in/kept', front, async (req, res) => {
    const { kept } = req.session;
    if (!req.user) throw new HttpError(404, 'not-found');
    if (!kept) return res.redirect(303, '/');
    const fields = Object.entries(kept.body).flatMap(([name, value]) => [value].flat().map((text) => ({ name, value: text })));
    await res.page('sign-in/kept', { action: kept.path, fields }, { title: req.club.locale.t('sign-in:kept.title') });
  });

  site.post('/sign-out', open('signing out must work in any state'), (req, res, next) => {
    req.club.audited = { action: 'staff.sign-out', fields: [] };
    req.session.destroy((error: unknown) => {
      if (error) return next(error);
      res.set('Clear-Site-Data', '"cache", "storage"');
      res.clearCookie('hamdam', { path: '/' });
      res.redirect(303, '/sign-in');
    });
  });
}

async function longestWait(...asked: [Throttle, string][]): Promise<number> {
  return Math.max(...(await Promise.all(asked.map(([throttle, key]) => throttle.secondsToWait(key)))));
}

const showSignIn = (
  req: Request,
  res: Response,
  view: { next: string; username: string },
  error?: string,
  status?: number,
): Promise<void> =>
  res.page('sign-in/show', view, {
    title: req.club.locale.t('sign-in:title'),
    layout: 'plain',
    ...(error ? { errors: [{ field: 'username', message: error }] } : {}),
    ...(status ? { status } : {}),
  });
