import type { Request, Response } from 'express';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { choiceVerdict, type ClubWish } from '../../models/rules/loyalty.js';
import { chooseClub, hasJustOpened, takeBackClub } from '../actions/choose-club.js';
import type { Desk } from '../app.js';
import { clubOf } from '../context.js';
import { idOf } from '../errors.js';
import { clubForm } from '../forms/club-form.js';
import { parseForm, typedValues } from '../forms/parse.js';
import { allow, type Site } from '../http/site.js';
import { choiceRows, clubPreview, dayOf, kindWords, type ClubPreview } from '../presenters/club-presenter.js';
import { fieldErrors, refusalErrors } from '../presenters/field-errors.js';
import { clubPeople, standingChoices } from '../reports/club-report.js';
import { reviewPointsSoon, reviewSoon } from './review-soon.js';

type Errors = { field: string; message: string }[];

/** What kind of club the clinic keeps: chosen by the manager from a day on, seen before it is saved, and taken back. */
export function clubRoutes(site: Site, { log }: Pick<Desk, 'log'>): void {
  site.get('/club', allow('read', 'club'), (req, res) => show(req, res, usualValues(req)));

  site.post('/club/previews', allow('edit', 'club'), async (req, res) => {
    const { db, clinic, asOf, loyalty, locale } = clubOf(req);
    const today = tehranDay(asOf);
    const wish = read(req);
    if (!wish.ok) return show(req, res, typedValues(req.body), wish.errors);
    const versions = await standingChoices(db, clinic.id);
    const verdict = choiceVerdict(versions, wish.form, { today, hasJustOpened: hasJustOpened(clinic, today) });
    if (!verdict.ok) return show(req, res, typedValues(req.body), refusalErrors(verdict, 'club', locale));
    const preview = clubPreview(wish.form, { versions, people: await clubPeople(db, clinic.id), today: loyalty }, locale);
    await show(req, res, typedValues(req.body), [], preview);
  });

  site.post('/club', allow('edit', 'club'), async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const wish = read(req);
    if (!wish.ok) return show(req, res, typedValues(req.body), wish.errors);
    const chosen = await chooseClub({ db, clinic, actor, asOf, form: wish.form });
    if (!chosen.ok) return show(req, res, typedValues(req.body), refusalErrors(chosen, 'club', locale));
    if (chosen.beginsTiers) await reviewSoon({ db, clinic, actor, asOf, cause: 'club.changed' }, log);
    await reviewPointsSoon({ db, clinic, actor, asOf }, chosen.changesPointsFrom, log);
    const words = { on: dayOf(wish.form.effectiveOn, locale), kind: kindWords(wish.form, locale) };
    req.flashNote(chosen.isNew ? 'club:saved' : 'club:already', words);
    res.redirect(303, '/club');
  });

  site.post('/club/choices/:id/reversal', allow('edit', 'club'), async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const back = await takeBackClub({ db, clinic, actor, asOf, id: idOf(req.params['id']) });
    if (!back.ok) return show(req, res, usualValues(req), refusalErrors(back, 'club', locale));
    if (back.beginsTiers) await reviewSoon({ db, clinic, actor, asOf, cause: 'club.changed' }, log);
    await reviewPointsSoon({ db, clinic, actor, asOf }, back.changesPointsFrom, log);
    req.flashNote('club:takenBack');
    res.redirect(303, '/club');
  });
}

function read(req: Request): { ok: true; form: ClubWish } | { ok: false; errors: Errors } {
  const { asOf, locale } = clubOf(req);
  const parsed = parseForm(clubForm(tehranDay(asOf)), req.body);
  return parsed.ok ? parsed : { ok: false, errors: fieldErrors(parsed.problems, 'club', locale) };
}

function usualValues(req: Request): Record<string, string> {
  const { asOf, loyalty, locale } = clubOf(req);
  return { kind: loyalty.kind, programme: loyalty.isOn ? 'on' : 'off', effectiveOn: locale.fmt.day(tehranDay(asOf)) };
}

async function show(req: Request, res: Response, values: object, errors: Errors = [], preview: ClubPreview | null = null): Promise<void> {
  const { db, clinic, asOf, loyalty, locale } = clubOf(req);
  const today = tehranDay(asOf);
  const choices = await standingChoices(db, clinic.id);
  const view = {
    now: kindWords(loyalty, locale),
    values,
    preview,
    choices: choiceRows(choices, today, locale),
    mayBeForAllPast: choices.length === 0 && hasJustOpened(clinic, today),
  };
  await res.page('club/index', view, { title: locale.t('club:title'), nav: 'club-kind', errors });
}
