import type { Request, RequestHandler, Response } from 'express';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { addBenefit, archiveBenefit, changeBenefit } from '../actions/change-benefit.js';
import { clubOf } from '../context.js';
import { idOf, notFound } from '../errors.js';
import { benefitForm } from '../forms/benefit-form.js';
import { parseForm, typedValues } from '../forms/parse.js';
import { allow, type Site } from '../http/site.js';
import { benefitFormView, benefitRow, typedBenefit } from '../presenters/benefit-presenter.js';
import { fieldErrors, refusalErrors } from '../presenters/field-errors.js';
import { benefitList, specialtyNames, type ListedBenefit } from '../reports/benefit-list-report.js';
import { whenOffered } from './when-offered.js';

type Errors = { field: string; message: string }[];
type Typed = Record<string, string | string[]>;

/** The catalogue of what the club gives: look at, add, change, archive and bring back. */
export function benefitRoutes(site: Site): void {
  const offered = whenOffered('hasPoints');

  site.get('/benefits', allow('list', 'benefit'), offered, async (req, res) => {
    const { db, clinic, asOf, locale, loyalty } = clubOf(req);
    const day = tehranDay(asOf);
    const specialties = await specialtyNames(db, clinic.id);
    const benefits = await benefitList(db, { clinicId: clinic.id, day });
    const view = { benefits: benefits.map((benefit) => benefitRow(benefit, specialties, day, loyalty, locale)) };
    await res.page('benefits/index', view, { title: locale.t('benefits:title'), nav: 'benefits' });
  });

  site.get('/benefits/new', allow('edit', 'benefit'), offered, (req, res) =>
    showForm(req, res, { id: null, values: { kind: 'non-material', automatic: 'none', validDays: clubOf(req).locale.fmt.digits(90) } }),
  );

  site.post('/benefits', allow('edit', 'benefit'), offered, async (req, res) => {
    const { db, clinic, actor, asOf, locale, loyalty } = clubOf(req);
    const typed = { id: null, values: typedValues(req.body) };
    const parsed = parseForm(benefitForm(tehranDay(asOf)), req.body);
    if (!parsed.ok) return showForm(req, res, typed, fieldErrors(parsed.problems, 'benefits', locale));
    const added = await addBenefit({ db, clinic, actor, asOf, form: parsed.form, loyalty });
    if (!added.ok) return showForm(req, res, typed, refusalErrors(added, 'benefits', locale));
    req.flashNote('benefits:flash.added', { name: added.benefit.name });
    res.redirect(303, '/benefits');
  });

  site.get('/benefits/:id', allow('edit', 'benefit'), offered, async (req, res) => {
    const benefit = await benefitAt(req);
    await showForm(req, res, { id: benefit.id, values: typedBenefit(benefit, clubOf(req).locale) });
  });

  site.post('/benefits/:id', allow('edit', 'benefit'), offered, async (req, res) => {
    const { db, clinic, actor, asOf, locale, loyalty } = clubOf(req);
    const { id } = await benefitAt(req);
    const typed = { id, values: typedValues(req.body) };
    const parsed = parseForm(benefitForm(tehranDay(asOf)), req.body);
    if (!parsed.ok) return showForm(req, res, typed, fieldErrors(parsed.problems, 'benefits', locale));
    const changed = await changeBenefit({ db, clinic, actor, asOf, form: parsed.form, loyalty, id });
    if (!changed.ok) return showForm(req, res, typed, refusalErrors(changed, 'benefits', locale));
    req.flashNote('benefits:flash.changed', { name: changed.benefit.name });
    res.redirect(303, '/benefits');
  });

  site.post('/benefits/:id/archive', allow('edit', 'benefit'), offered, archive(true));
  site.post('/benefits/:id/restoration', allow('edit', 'benefit'), offered, archive(false));
}

const archive =
  (isArchived: boolean): RequestHandler =>
  async (req, res) => {
    const { db, clinic, actor, asOf } = clubOf(req);
    const id = idOf(req.params['id']);
    const answer = await archiveBenefit({ db, clinic, actor, asOf, id, isArchived });
    if (!answer.ok) throw notFound();
    const { name } = answer.benefit;
    if (isArchived) req.flashNote('benefits:flash.archived', { name }, `/benefits/${id}/restoration`);
    else req.flashNote('benefits:flash.restored', { name });
    res.redirect(303, '/benefits');
  };

async function benefitAt(req: Request): Promise<ListedBenefit> {
  const { db, clinic, asOf } = clubOf(req);
  const id = idOf(req.params['id']);
  const found = (await benefitList(db, { clinicId: clinic.id, day: tehranDay(asOf) })).find((benefit) => benefit.id === id);
  if (!found) throw notFound();
  return found;
}

async function showForm(req: Request, res: Response, state: { id: number | null; values: Typed }, errors: Errors = []): Promise<void> {
  const { db, clinic, asOf, locale, loyalty } = clubOf(req);
  const specialties = await specialtyNames(db, clinic.id);
  const benefits = await benefitList(db, { clinicId: clinic.id, day: tehranDay(asOf) });
  const view = benefitFormView(state, { specialties, benefits }, loyalty, locale);
  await res.page('benefits/edit', view, {
    title: locale.t(state.id === null ? 'benefits:new.title' : 'benefits:edit.title'),
    nav: 'benefits',
    errors,
  });
}
