import { join } from 'node:path';
import ejs from 'ejs';
import type { Request, RequestHandler, Response } from 'express';
import type { Locale } from '../locale.js';
import type { Assets } from './assets.js';
import { csrfToken } from './csrf.js';

export interface PageOptions {
  /** The page's title, already said in the reader's language. */
  title: string;
  /** Which entry of the navigation is current. */
  nav?: string;
  /** desk: with navigation; phone: a page behind a link; member: a patient's own pages; plain: sign-in and errors; none: a fragment for htmx. */
  layout?: 'desk' | 'phone' | 'member' | 'plain' | 'none';
  status?: number;
  /** The form's mistakes; when there are any the status is 422 and the title begins with «خطا:». */
  errors?: readonly FieldError[];
  /** The page has no form of its own (an error page): no token is made. */
  formless?: boolean;
  /** Extra built scripts of this page, such as charts.js. */
  scripts?: readonly string[];
}

/** One mistake in a form: the field it belongs to and the words, already said. */
export interface FieldError {
  field: string;
  message: string;
}

type Note = { key: string; params?: Record<string, unknown>; undo?: string };

export interface Flash {
  message: string;
  /** Where to POST to take the thing back. */
  undo?: string;
}

declare module 'express-serve-static-core' {
  interface Request {
    /** Leaves a note for the next page; `undo` is the address that takes the thing back. */
    flashNote(key: string, params?: Record<string, unknown>, undo?: string): void;
    /** Notes of a session that is not the staff's, and the one that is being left in it. */
    ownNotes?: readonly Note[];
    leftNote?: Promise<void>;
  }
  interface Response {
    /** Shows views/NAME.ejs with the view model, inside its layout. */
    page(name: string, view: object, options: PageOptions): Promise<void>;
  }
}

export interface PageTools {
  root: string;
  assets: Assets;
  localeOf: (req: Request) => Locale;
  /** What the layout shows beside the page: the signed-in person, the clinic, what they may do. */
  chromeOf: (req: Request) => object;
  cache: boolean;
}

/** Gives every response its `page`, and every request its `flashNote`. */
export function pages({ root, assets, localeOf, chromeOf, cache }: PageTools): RequestHandler {
  const views = join(root, 'views');
  const print = (file: string, data: object): Promise<string> =>
    ejs.renderFile(join(views, `${file}.ejs`), data, { cache, views: [views], rmWhitespace: false });

  return (req, res, next) => {
    req.flashNote = (key, params, undo) => {
      (req.session.flash ??= []).push({ key, ...(params ? { params } : {}), ...(undo ? { undo } : {}) });
    };
    res.page = async (name, view, options) => {
      const locale = localeOf(req);
      const layout = options.layout ?? 'desk';
      const errors = options.errors ?? [];
      const title = errors.length > 0 ? `${locale.t('common:errors.prefix')} ${options.title}` : options.title;
      const data = {
        ...locale,
        ...chromeOf(req),
        view,
        errors,
        title,
        nav: options.nav ?? '',
        scripts: options.scripts ?? [],
        path: req.path,
        url: req.originalUrl,
        asset: assets.url,
        icon: assets.icon,
        // A page without forms opens no session for a passer-by.
        csrf: req.ownToken ?? (options.formless || layout === 'phone' || layout === 'member' ? '' : csrfToken(req)),
        flash: layout === 'none' ? [] : takeFlash(req, locale),
      };
      const body = await print(name, data);
      const html = layout === 'none' ? body : await print(`layouts/${layout}`, { ...data, body });
      res
        .status(options.status ?? (errors.length > 0 ? 422 : 200))
        .type('html')
        .send(html);
    };
    next();
  };
}

/** Stores the session before a redirect leaves, or the next request would race it. */
export const storeBeforeRedirect: RequestHandler = (req, res, next) => {
  const redirect = res.redirect.bind(res) as (status: number, url: string) => void;
  res.redirect = ((...target: [number, string] | [string]) => {
    const [status, url] = target.length === 1 ? [302, target[0]] : target;
    const session = req.session as Request['session'] | undefined;
    if (!session) {
      (req.leftNote ?? Promise.resolve()).then(() => {
        redirect(status, url);
      }, next);
      return;
    }
    session.save((error: unknown) => {
      if (error) next(error);
      else redirect(status, url);
    });
  }) as Response['redirect'];
  next();
};

function takeFlash(req: Request, locale: Locale): Flash[] {
  // A session that does not exist yet is not opened just to look for notes.
  const session = req.session as Request['session'] | undefined;
  const notes = [...(session?.flash ?? []), ...(req.ownNotes ?? [])];
  if (session?.flash) delete session.flash;
  return notes.map(({ key, params, undo }) => ({ message: locale.t(key, params), ...(undo ? { undo } : {}) }));
}
