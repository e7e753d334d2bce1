import type { Request, RequestHandler, Response } from 'express';
import { discountRules, visitPrice } from '../../models/discount-book.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import type { DiscountKind } from '../../models/rules/discounts.js';
import { addDiscountRule, archiveDiscountRule } from '../actions/change-discount-rule.js';
import { clubOf } from '../context.js';
import { idOf, notFound } from '../errors.js';
import { discountForm, discountKind, previewQuery } from '../forms/discount-form.js';
import { parseForm, typedValues } from '../forms/parse.js';
import { allow, type Site } from '../http/site.js';
import { choiceOptions } from '../presenters/choices-presenter.js';
import { priceView, ruleFormView, ruleRows } from '../presenters/discount-presenter.js';
import { fieldErrors, refusalErrors } from '../presenters/field-errors.js';
import { catalogueChoices } from '../reports/catalogue-report.js';
import { idOfMember } from '../reports/visit-form-report.js';
import { whenOffered } from './when-offered.js';

type Errors = { field: string; message: string }[];

/** The rules of discounts: look at, write, end, and ask what a visit would cost. */
export function discountRoutes(site: Site): void {
  const offered = whenOffered('hasPoints');

  site.get('/discounts', allow('read', 'discount'), offered, async (req, res) => {
    const { db, clinic, asOf, locale } = clubOf(req);
    const choices = await catalogueChoices(db, clinic.id);
    const view = { rules: ruleRows(await discountRules(db, clinic.id), choices, tehranDay(asOf), locale) };
    await res.page('discounts/index', view, { title: locale.t('discounts:title'), nav: 'benefits' });
  });

  site.get('/discounts/new', allow('edit', 'discount'), offered, (req, res) => {
    const kind = discountKind(req.query['kind']) ?? 'off-peak';
    const { asOf, locale } = clubOf(req);
    return showNew(req, res, kind, { effectiveOn: locale.fmt.day(asOf) });
  });

  site.get('/discounts/preview', allow('read', 'discount'), offered, showPreview);

  site.post('/discounts', allow('edit', 'discount'), offered, async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const values = typedValues(req.body);
    const kind = discountKind(values['kind']);
    if (!kind) return showNew(req, res, 'off-peak', values, fieldErrors([{ field: '', reason: 'invalid' }], 'discounts', locale));
    const parsed = parseForm(discountForm(kind, tehranDay(asOf)), req.body);
    if (!parsed.ok) return showNew(req, res, kind, values, fieldErrors(parsed.problems, 'discounts', locale));
    const added = await addDiscountRule({ db, clinic, actor, asOf, form: parsed.form });
    if (!added.ok) return showNew(req, res, kind, values, refusalErrors(added, 'discounts', locale));
    req.flashNote('discounts:flash.added', { name: parsed.form.name });
    res.redirect(303, '/discounts');
  });

  site.post('/discounts/:id/archive', allow('edit', 'discount'), offered, archive(true));
  site.post('/discounts/:id/restoration', allow('edit', 'discount'), offered, archive(false));
}

const archive =
  (isArchived: boolean): RequestHandler =>
  async (req, res) => {
    const { db, clinic, actor, asOf } = clubOf(req);
    const id = idOf(req.params['id']);
    const answer = await archiveDiscountRule({ db, clinic, actor, asOf, id, isArchived });
    if (!answer.ok) throw notFound();
    if (isArchived) req.flashNote('discounts:flash.archived', { name: answer.name }, `/discounts/${id}/restoration`);
    else req.flashNote('discounts:flash.restored', { name: answer.name });
    res.redirect(303, '/discounts');
  };

async function showNew(req: Request, res: Response, kind: DiscountKind, values: object, errors: Errors = []): Promise<void> {
  const { db, clinic, locale } = clubOf(req);
  const view = ruleFormView(kind, values, await catalogueChoices(db, clinic.id), locale);
  await res.page('discounts/new', view, { title: locale.t('discounts:new.title'), nav: 'benefits', errors });
}

/** What a visit would cost, without recording it. */
async function showPreview(req: Request, res: Response): Promise<void> {
  const { db, clinic, asOf, locale } = clubOf(req);
  const typed: Record<string, string | string[]> = { day: locale.fmt.day(asOf), time: locale.fmt.time(asOf), ...typedValues(req.query) };
  const isAsked = req.query['member'] !== undefined;
  const parsed = isAsked ? parseForm(previewQuery(tehranDay(asOf)), req.query) : null;
  const errors = parsed && !parsed.ok ? fieldErrors(parsed.problems, 'discounts', locale) : [];
  const form = parsed?.ok ? parsed.form : null;
  const patientId = form ? await idOfMember(db, clinic.id, form.member) : null;
  if (form && patientId === null) errors.push(...fieldErrors([{ field: 'member', reason: 'member-unknown' }], 'discounts', locale));
  const price =
    form && patientId !== null
      ? await visitPrice(db, {
          clinicId: clinic.id,
          patientId,
          visit: {
            on: form.day,
            time: form.time,
            specialtyId: form.specialtyId,
            serviceId: form.serviceId,
            listRial: form.amountRial,
          },
        })
      : null;
  const { specialties, services } = choiceOptions(await catalogueChoices(db, clinic.id), locale);
  const view = { values: typed, specialties, services, price: price && priceView(price, locale) };
  await res.page('discounts/preview', view, { title: locale.t('discounts:preview.title'), nav: 'benefits', errors });
}
