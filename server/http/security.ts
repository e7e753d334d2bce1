import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { HttpError } from '../errors.js';

/** Strict headers on every response: everything from our own origin, nothing inline, no frames. */
export const securityHeaders = (servedByHttps: boolean): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'data:'],
        'font-src': ["'self'"],
        'connect-src': ["'self'"],
        'manifest-src': ["'self'"],
        'form-action': ["'self'"],
        'base-uri': ["'none'"],
        'object-src': ["'none'"],
        'frame-ancestors': ["'none'"],
        ...(servedByHttps ? { 'upgrade-insecure-requests': [] } : {}),
      },
    },
    strictTransportSecurity: servedByHttps ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: false,
  });

/** Pages are nobody's to keep: no browser or proxy stores them. */
export const noStore: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Refuses state-changing requests that another site caused: by Fetch Metadata, or by Origin where a browser sends none. */
export const ownPagesOnly: RequestHandler = (req, _res, next) => {
  if (SAFE.has(req.method) || req.path.startsWith('/webhooks/')) return next();
  const site = req.get('sec-fetch-site');
  const origin = req.get('origin');
  const isForeign = site
    ? site !== 'same-origin' && site !== 'none'
    : origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== req.get('host'));
  next(isForeign ? new HttpError(403, 'foreign-request') : undefined);
};

/** A path of our own to go back to, or the fallback: never another site (//x, /\x, https:). */
export function ownPath(target: unknown, fallback: string): string {
  if (typeof target !== 'string' || !/^\/(?![/\\])[^\s\\]*$/.test(target) || target.length > 500) return fallback;
  return new URL(target, 'http://own').host === 'own' ? target : fallback;
}
