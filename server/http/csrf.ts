import { timingSafeEqual } from 'node:crypto';
import { csrfSync } from 'csrf-sync';
import type { Request } from 'express';
import { HttpError } from '../errors.js';

declare module 'express-serve-static-core' {
  interface Request {
    /** The token of forms on pages that know no staff session. */
    ownToken?: string;
  }
}

const { generateToken, isRequestValid } = csrfSync({
  size: 32,
  // Upload forms carry the token in the address, because it is checked before a file is read.
  getTokenFromRequest: (req) => {
    const posted = (req.body as Record<string, unknown> | undefined)?.['_csrf'];
    const asked = req.is('multipart/form-data') ? req.query['_csrf'] : undefined;
    const token = posted ?? req.get('x-csrf-token') ?? asked;
    return typeof token === 'string' ? token : undefined;
  },
});

/** The token that a form of this session must carry. */
export const csrfToken = generateToken;

/** Throws 403 unless the request carries this session's token. */
export function demandToken(req: Parameters<typeof isRequestValid>[0]): void {
  if (!isRequestValid(req)) throw new HttpError(403, 'bad-token');
}

/** Throws 403 unless the form carries the token of a page that has a session of its own. */
export function demandOwnToken(req: Request): void {
  const posted = (req.body as Record<string, unknown> | undefined)?.['_csrf'];
  const given = Buffer.from(typeof posted === 'string' ? posted : '');
  const wanted = Buffer.from(req.ownToken ?? '');
  if (wanted.length === 0 || given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new HttpError(403, 'bad-token');
}
