import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { HttpError } from '../errors.js';

/** The last route: nothing here. */
export const noSuchPage: RequestHandler = () => {
  throw new HttpError(404, 'not-found');
};

/** Shows every error as a page in the reader's language: its status and words, never a stack. */
export const errorPages =
  (log: Logger): ErrorRequestHandler =>
  async (error: unknown, req, res, next) => {
    const known = asHttpError(error);
    if (known.status >= 500) log.error({ err: error, id: req.id }, 'request failed');
    if (res.headersSent) {
      next(error);
      return;
    }
    try {
      const { t } = req.club.locale;
      const words = { ...known.params, id: typeof req.id === 'object' ? '' : String(req.id) };
      const view = {
        status: known.status,
        heading: t(`errors:${known.reason}.heading`, words),
        body: t(`errors:${known.reason}.body`, words),
      };
      // A patient has nothing to do with the door of the staff.
      const layout = /^\/(m|s)(\/|$)/.test(req.path) ? 'phone' : 'plain';
      await res.page('errors/page', view, { title: view.heading, layout, status: known.status, formless: true });
    } catch (failure) {
      log.error({ err: failure }, 'error page failed');
      res.status(known.status).type('text').send(String(known.status));
    }
  };

/** Errors of the parsers and of the database, told apart by what a visitor can do about them. */
function asHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  const { status, type, original } = error as { status?: number; type?: string; original?: { code?: string } };
  if (type === 'entity.too.large' || type === 'parameters.too.many' || status === 413) return new HttpError(413, 'too-large');
  if (error instanceof URIError) return new HttpError(400, 'bad-request');
  if (status !== undefined && status >= 400 && status < 500)
    return status === 404 ? new HttpError(404, 'not-found') : new HttpError(status, 'bad-request');
  if (original?.code === 'SQLITE_FULL' || original?.code === 'SQLITE_IOERR' || original?.code === '53100')
    return new HttpError(503, 'disk-full');
  return new HttpError(500, 'failed');
}
