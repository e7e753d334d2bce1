import type { Request, Response } from 'express';
import { isSetUpOpen, setUpClub } from '../actions/set-up-club.js';
import { notFound } from '../errors.js';
import { parseForm, typedValues } from '../forms/parse.js';
import { setUpForm } from '../forms/staff-form.js';
import { open, type Site } from '../http/site.js';
import { fieldErrors, refusalErrors } from '../presenters/field-errors.js';

const tokenOf = (req: Request): string => String(req.params['token']);

/** The first run, by the one-time link that the start printed. */
export function setUpRoutes(site: Site): void {
  const firstRun = open('nobody can sign in before the first run; the link is the key');

  site.get('/setup/:token', firstRun, async (req, res) => {
    const { db, asOf } = req.club;
    if (!(await isSetUpOpen({ db, token: tokenOf(req), asOf }))) throw notFound();
    await show(req, res, {});
  });

  site.post('/setup/:token', firstRun, async (req, res) => {
    const { db, asOf, locale } = req.club;
    if (!(await isSetUpOpen({ db, token: tokenOf(req), asOf }))) throw notFound();
    const parsed = parseForm(setUpForm, req.body);
    if (!parsed.ok) return show(req, res, typedValues(req.body), fieldErrors(parsed.problems, 'staff', locale));
    const done = await setUpClub({ db, token: tokenOf(req), form: parsed.form, asOf });
    if (!done.ok) return show(req, res, typedValues(req.body), refusalErrors(done, 'staff', locale));
    req.flashNote('set-up:done');
    res.redirect(303, '/sign-in');
  });
}

const show = (req: Request, res: Response, values: object, errors: { field: string; message: string }[] = []): Promise<void> =>
  res.page(
    'set-up/show',
    { values, action: `/setup/${tokenOf(req)}` },
    { title: req.club.locale.t('set-up:title'), layout: 'plain', errors },
  );
