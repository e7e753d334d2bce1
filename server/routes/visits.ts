import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Price } from '../../models/rules/discounts.js';
import { searchKey } from '../../models/persian/text-keys.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { correctVisit } from '../actions/correct-visit.js';
import { deleteVisit, restoreVisit } from '../actions/delete-visit.js';
import { previewDeskPrice } from '../actions/desk-price.js';
import { recordVisit } from '../actions/record-visit.js';
import { clubOf } from '../context.js';
import { idOf, notFound, type Refused } from '../errors.js';
import type { Locale } from '../locale.js';
import { parseForm, typedValues } from '../forms/parse.js';
import { forecastQuery } from '../forms/point-form.js';
import { visitForm, visitorForm } from '../forms/visit-form.js';
import { allow, type Site } from '../http/site.js';
import { can } from '../policies/index.js';
import { patientSight } from '../policies/patient-policy.js';
import { illnessSuggestions } from '../presenters/choices-presenter.js';
import { deskDiscountsView, priceView, storedDiscountView } from '../presenters/discount-presenter.js';
import { fieldErrors, refusalErrors } from '../presenters/field-errors.js';
import { fullName } from '../presenters/patient-presenter.js';
import { forecastSentence } from '../presenters/point-presenter.js';
import { visitCorrectionView, visitFormView, type VisitFormState } from '../presenters/visit-form-presenter.js';
import { visitView } from '../presenters/visit-presenter.js';
import { suggestIcd10 } from '../reference/illness-names.js';
import { expectedAppointment } from '../reports/appointment-page-report.js';
import { discountOfVisit, discountsAtDesk } from '../reports/discount-report.js';
import { memberFile, type MemberFile } from '../reports/member-page-report.js';
import { earnedByVisit, visitForecast } from '../reports/point-report.js';
import { idOfMember, ownIllnessesLike, visitFormReport } from '../reports/visit-form-report.js';
import { catalogueNames, visitChanges, visitPage, type VisitPage } from '../reports/visit-page-report.js';
import { whenOffered } from './when-offered.js';

type Errors = { field: string; message: string }[];
const SUGGESTED = 20;

/** Visits: record them from the member page or by the member number, look at, correct, delete and restore them. */
export function visitRoutes(site: Site): void {
  site.get('/visits/new', allow('record', 'visit'), async (req, res) => {
    if (req.query['appointment'] !== undefined) return showForAppointment(req, res);
    if (req.query['patient'] !== undefined) return showNew(req, res, await fileInSight(req, req.query['patient']), {});
    if (req.query['member'] === undefined) return showScan(req, res, '');
    const { db, clinic, locale } = clubOf(req);
    const parsed = parseForm(visitorForm, req.query);
    const typed = typeof req.query['member'] === 'string' ? req.query['member'] : '';
    if (!parsed.ok) return showScan(req, res, typed, fieldErrors(parsed.problems, 'visits', locale));
    const id = await idOfMember(db, clinic.id, parsed.form.member);
    if (id === null) return showScan(req, res, typed, fieldErrors([{ field: 'member', reason: 'member-unknown' }], 'visits', locale));
    await showNew(req, res, await fileInSight(req, String(id)), {});
  });

  site.post('/patients/:id/visits', allow('record', 'visit'), async (req, res) => {
    const { db, clinic, actor, asOf, locale, loyalty } = clubOf(req);
    const file = await fileInSight(req, req.params['id']);
    const values = typedValues(req.body);
    const typed = { values, submissionKey: keyOf(values['submissionKey']), appointmentId: values['appointmentId'] };
    const parsed = parseForm(visitForm(tehranDay(asOf)), req.body);
    if (!parsed.ok) return showNew(req, res, file, typed, fieldErrors(parsed.problems, 'visits', locale));
    const recorded = await recordVisit({ db, clinic, actor, asOf, patientId: file.id, form: parsed.form });
    if (!recorded.ok) return showNew(req, res, file, typed, deskErrors(recorded, locale));
    const name = fullName(recorded.patient);
    if (recorded.isRepeat) req.flashNote('visits:flash.alreadyRecorded');
    else
      req.flashNote(
        recorded.becameMember ? 'visits:flash.recordedMember' : 'visits:flash.recorded',
        { name },
        `/visits/${recorded.visitId}/deletion`,
      );
    if (loyalty.hasPoints && !recorded.isRepeat) {
      const points = await earnedByVisit(db, { clinicId: clinic.id, patientId: file.id, visitId: recorded.visitId });
      if (points > 0) req.flashNote('points:flash.earned', { points });
    }
    if (recorded.price) req.flashNote('discounts:flash.visit', priceView(recorded.price, locale));
    res.redirect(303, `/patients/${file.id}`);
  });

  site.post('/patients/:id/price', allow('record', 'visit'), whenOffered('hasPoints'), async (req, res) => {
    const { db, clinic, asOf, locale } = clubOf(req);
    const file = await fileInSight(req, req.params['id']);
    const values = typedValues(req.body);
    const typed = { values, submissionKey: keyOf(values['submissionKey']), appointmentId: values['appointmentId'] };
    const parsed = parseForm(visitForm(tehranDay(asOf)), req.body);
    const priced = parsed.ok ? await previewDeskPrice({ db, clinic, asOf, patientId: file.id, form: parsed.form }) : null;
    const price = priced?.ok ? priced.price : null;
    if (req.get('hx-request') === 'true')
      return res.page('visits/price', { price: price && priceView(price, locale) }, { title: '', layout: 'none' });
    if (!parsed.ok) return showNew(req, res, file, typed, fieldErrors(parsed.problems, 'visits', locale));
    await showNew(req, res, file, { ...typed, price }, priced && !priced.ok ? deskErrors(priced, locale) : []);
  });

  site.get('/visits/:id', allow('read', 'visit'), async (req, res) => showVisit(req, res, await visitInSight(req)));

  site.post('/visits/:id', allow('correct', 'visit'), async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const visit = await visitInSight(req);
    const values = typedValues(req.body);
    const parsed = parseForm(visitForm(tehranDay(asOf)), req.body);
    if (!parsed.ok) return showVisit(req, res, visit, values, fieldErrors(parsed.problems, 'visits', locale));
    const corrected = await correctVisit({ db, clinic, actor, asOf, visitId: visit.id, form: parsed.form });
    if (!corrected.ok) return showVisit(req, res, visit, values, refusalErrors(corrected, 'visits', locale));
    req.flashNote(corrected.changed ? 'visits:flash.corrected' : 'visits:flash.unchanged');
    res.redirect(303, `/visits/${visit.id}`);
  });

  site.post('/visits/:id/deletion', allow('delete', 'visit'), async (req, res) => {
    const { db, clinic, actor, asOf } = clubOf(req);
    const visit = await visitInSight(req);
    const deleted = await deleteVisit({ db, clinic, actor, asOf, visitId: visit.id });
    if (deleted.ok) req.flashNote('visits:flash.deleted', {}, `/visits/${visit.id}/restoration`);
    res.redirect(303, `/patients/${visit.patientId}`);
  });

  site.post('/visits/:id/restoration', allow('delete', 'visit'), async (req, res) => {
    const { db, clinic, actor, asOf } = clubOf(req);
    const visit = await visitInSight(req);
    const restored = await restoreVisit({ db, clinic, actor, asOf, visitId: visit.id });
    if (restored.ok) req.flashNote('visits:flash.restored');
    res.redirect(303, `/visits/${visit.id}`);
  });

  site.get('/illnesses', allow('record', 'visit'), async (req, res) => {
    const { db, clinic, locale } = clubOf(req);
    const typed = [req.query['q'], req.query['illness']].find((each): each is string => typeof each === 'string');
    const key = searchKey((typed ?? '').slice(0, 100));
    const own = key.length < 2 ? [] : await ownIllnessesLike(db, clinic.id, key, SUGGESTED);
    const codes = suggestIcd10(key, locale.lang, SUGGESTED - own.length).map(({ code, name }) => `${code} · ${name}`);
    await res.page('visits/illnesses', { illnesses: [...illnessSuggestions(own, locale), ...codes] }, { title: '', layout: 'none' });
  });
}

async function fileInSight(req: Request, id: unknown): Promise<MemberFile> {
  const { db, clinic, staff } = clubOf(req);
  const file = await memberFile(db, { clinicId: clinic.id, sight: patientSight(staff), id: idOf(id) });
  if (!file || file.deletedAt) throw notFound();
  return file;
}

async function visitInSight(req: Request): Promise<VisitPage> {
  const { db, clinic, staff } = clubOf(req);
  const visit = await visitPage(db, { clinicId: clinic.id, sight: patientSight(staff), id: idOf(req.params['id']) });
  if (!visit) throw notFound();
  return visit;
}

/** A refusal about a field that has no box on the page stands in the summary only. */
const withShownField = (refused: Refused): Refused =>
  ['appointmentId', 'member'].includes(refused.field ?? '') ? { ...refused, field: '' } : refused;

/** What the desk is told about a refused visit; a benefit that can't be used has the words of benefits. */
const deskErrors = (refused: Refused, locale: Locale): Errors =>
  refusalErrors(withShownField(refused), refused.field === 'grantCode' ? 'benefits' : 'visits', locale);

/** The key of a form that was sent before stays the same, so that sending it twice records once. */
const keyOf = (sent: unknown): string => (typeof sent === 'string' && /^[\w-]{16,64}$/.test(sent) ? sent : randomUUID());

function showScan(req: Request, res: Response, member: string, errors: Errors = []): Promise<void> {
  const { t } = clubOf(req).locale;
  return res.page('visits/new', { record: null, member }, { title: t('visits:record.title'), nav: 'patients', errors });
}

async function showForAppointment(req: Request, res: Response): Promise<void> {
  const { db, clinic } = clubOf(req);
  const appointment = await expectedAppointment(db, clinic.id, idOf(req.query['appointment']));
  if (!appointment) throw notFound();
  const file = await fileInSight(req, String(appointment.patientId));
  await showNew(req, res, file, { appointmentId: String(appointment.id) });
}

async function showNew(
  req: Request,
  res: Response,
  file: MemberFile,
  typed: { values?: VisitFormState['values']; submissionKey?: string; appointmentId?: unknown; price?: Price | null },
  errors: Errors = [],
): Promise<void> {
  const { db, clinic, asOf, locale, loyalty } = clubOf(req);
  const expected =
    typeof typed.appointmentId === 'string' && /^[1-9]\d{0,14}$/.test(typed.appointmentId) ? Number(typed.appointmentId) : null;
  const found = expected === null ? null : await expectedAppointment(db, clinic.id, expected);
  const name = fullName(file);
  const state: VisitFormState = {
    patient: { id: file.id, name, memberNumber: file.memberNumber },
    submissionKey: typed.submissionKey ?? randomUUID(),
    appointment: found?.patientId === file.id ? found : null,
    ...(typed.values ? { values: typed.values } : {}),
    brought: typeof req.query['grant'] === 'string' ? req.query['grant'].slice(0, 40) : '',
  };
  const report = await visitFormReport(db, { clinicId: clinic.id, patientId: file.id });
  const record = visitFormView(report, state, asOf, locale);
  const visit = forecastQuery(tehranDay(asOf)).parse(record.values);
  const forecast = loyalty.hasPoints ? await visitForecast(db, { clinicId: clinic.id, patientId: file.id, ...visit }) : null;
  const offers = loyalty.hasPoints ? await discountsAtDesk(db, { clinicId: clinic.id, patientId: file.id, day: tehranDay(asOf) }) : null;
  const discounts = offers && deskDiscountsView(offers, typed.price ?? null, locale);
  const view = { record: { ...record, discounts, forecast: forecast && forecastSentence(forecast, locale) }, member: '' };
  await res.page('visits/new', view, { title: locale.t('visits:record.titleFor', { name }), nav: 'patients', errors });
}

async function showVisit(
  req: Request,
  res: Response,
  visit: VisitPage,
  values: VisitFormState['values'] | null = null,
  errors: Errors = [],
): Promise<void> {
  const { db, clinic, staff, asOf, locale, loyalty } = clubOf(req);
  const clinicId = clinic.id;
  const { id, patientId } = visit;
  const [changes, names, report] = [
    await visitChanges(db, { clinicId, patientId, id }),
    await catalogueNames(db, clinicId),
    await visitFormReport(db, { clinicId, patientId, kept: visit }),
  ];
  const mayCorrect = can(staff, 'correct', 'visit') && visit.deletedAt === null;
  const discount = loyalty.hasPoints ? await discountOfVisit(db, clinicId, id) : null;
  const view = {
    ...visitView(visit, changes, names, locale),
    discount: discount && storedDiscountView(discount, locale),
    form: mayCorrect ? visitCorrectionView(report, visit, values, asOf, locale) : null,
  };
  const name = `${visit.firstName} ${visit.lastName}`;
  await res.page('visits/show', view, { title: locale.t('visits:correct.title', { name }), nav: 'patients', errors });
}
