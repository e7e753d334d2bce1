import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { readReferralCode } from '../../models/rules/referrals.js';
import { deletePatient } from '../actions/delete-patient.js';
import { editPatient } from '../actions/edit-patient.js';
import { enrollPatient } from '../actions/enroll-patient.js';
import { restorePatient } from '../actions/restore-patient.js';
import type { Desk } from '../app.js';
import { clubOf } from '../context.js';
import { idOf, notFound } from '../errors.js';
import { parseForm, typedValues } from '../forms/parse.js';
import { enrollForm, patientEditForm } from '../forms/patient-form.js';
import { timelineQuery } from '../forms/patient-list-query.js';
import { allow, type Site } from '../http/site.js';
import { can } from '../policies/index.js';
import { patientSight } from '../policies/patient-policy.js';
import { fieldErrors, refusalErrors } from '../presenters/field-errors.js';
import { enrollView, formChoices, takenBy, typedFromFile, type EnrollState } from '../presenters/patient-form-presenter.js';
import { cardView } from '../presenters/card-presenter.js';
import { ownPageView } from '../presenters/member-presenter.js';
import { fullName, memberView } from '../presenters/patient-presenter.js';
import { memberPointsView } from '../presenters/point-presenter.js';
import { memberBenefitsView } from '../presenters/grant-presenter.js';
import { memberReferralView } from '../presenters/referral-presenter.js';
import { tierView } from '../presenters/tier-presenter.js';
import { memberVipView } from '../presenters/vip-presenter.js';
import { timelineEntry } from '../presenters/timeline-presenter.js';
import { memberBenefits } from '../reports/member-benefits-report.js';
import { keptFileOf } from '../reports/duplicate-report.js';
import { memberFile, memberPage, type MemberFile } from '../reports/member-page-report.js';
import { ownPageStanding } from '../reports/member-home-report.js';
import { memberPoints } from '../reports/point-report.js';
import { memberReferral } from '../reports/referral-report.js';
import { explainedTier } from '../reports/tier-report.js';
import { vipTermsShown } from '../reports/vip-report.js';
import { timeline, TIMELINE_CHAPTERS } from '../reports/timeline-report.js';

type Errors = { field: string; message: string }[];

const EVENTS_SHOWN = 20;

/** One patient: enroll, look at, edit, delete and bring back. The list and the search are in patient-lists.ts. */
export function patientRoutes(site: Site, { env }: Pick<Desk, 'env'>): void {
  site.get('/patients/new', allow('enroll', 'patient'), async (req, res) => {
    const family = req.query['family'] === undefined ? null : await fileInSight(req, req.query['family']);
    const referral = typeof req.query['referral'] === 'string' ? readReferralCode(req.query['referral']) : null;
    const values = {
      consents: ['service'],
      ...(referral === null ? {} : { referral, referralVia: 'link', source: 'referral' }),
      ...(family ? { lastName: family.lastName, mobile: family.mobile ?? '' } : {}),
    };
    await showNew(req, res, { values, submissionKey: randomUUID() });
  });

  site.post('/patients', allow('enroll', 'patient'), async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const values = typedValues(req.body);
    const typed: EnrollState = { values, submissionKey: keyOf(values['submissionKey']) };
    const parsed = parseForm(enrollForm(tehranDay(asOf)), req.body);
    if (!parsed.ok) return showNew(req, res, typed, fieldErrors(parsed.problems, 'patients', locale));
    const enrolled = await enrollPatient({ db, clinic, actor, form: parsed.form, asOf });
    if (!enrolled.ok && 'lookalikes' in enrolled) return showNew(req, res, { ...typed, lookalikes: enrolled.lookalikes });
    if (!enrolled.ok) return showNew(req, res, { ...typed, taken: takenBy(enrolled) }, refusalErrors(enrolled, 'patients', locale));
    req.flashNote(enrolled.isNew ? 'patients:flash.enrolled' : 'patients:flash.already', { name: fullName(enrolled.patient) });
    res.redirect(303, `/patients/${enrolled.patient.id}`);
  });

  site.get('/patients/:id', allow('read', 'patient'), async (req, res) => {
    const { db, clinic, staff, asOf, locale, loyalty } = clubOf(req);
    const id = idOf(req.params['id']);
    const page = await memberPage(db, { clinicId: clinic.id, sight: patientSight(staff), id, asOf });
    if (!page || page.file.deletedAt) {
      const keptId = await keptFileOf(db, clinic.id, id);
      if (keptId !== null) return res.redirect(302, `/patients/${String(keptId)}`);
    }
    if (!page) throw notFound();
    const { show, older } = timelineQuery.parse(req.query);
    const { events, olderThan } = await timeline(db, {
      clinicId: clinic.id,
      patientId: id,
      chapter: show,
      loyalty,
      before: older,
      pageSize: EVENTS_SHOWN,
    });
    const today = tehranDay(asOf);
    const tierWhy = loyalty.hasTiers
      ? tierView(await explainedTier(db, { clinicId: clinic.id, patientId: id, on: today }), today, locale)
      : null;
    const points = loyalty.hasPoints ? await memberPoints(db, { clinicId: clinic.id, patientId: id, day: today }) : null;
    const benefits =
      loyalty.hasPoints && !page.file.deletedAt
        ? await memberBenefits(db, {
            clinicId: clinic.id,
            patientId: id,
            isMember: page.file.status === 'member',
            tier: page.file.tier,
            day: today,
            loyalty,
            withOffers: can(staff, 'give', 'benefit'),
          })
        : null;
    const vipTerms = loyalty.hasVip ? await vipTermsShown(db, clinic.id, id) : null;
    const view = {
      ...memberView(page, asOf, locale),
      tier: tierWhy?.tier ?? null,
      tierName: tierWhy?.tierName ?? '',
      tierWhy,
      vip: vipTerms && memberVipView(vipTerms, today, locale),
      points: points && (page.file.status === 'member' || points.entries.length > 0) ? memberPointsView(points, locale) : null,
      benefits:
        benefits && (page.file.status === 'member' || benefits.open.length > 0)
          ? memberBenefitsView(benefits, [randomUUID(), randomUUID()], locale)
          : null,
      number: page.file.memberNumber,
      referral:
        can(staff, 'read', 'referral') && !page.file.deletedAt
          ? memberReferralView(await memberReferral(db, { clinicId: clinic.id, patientId: id }), env.BASE_URL, locale)
          : null,
      card: cardView(
        { ...page.file, tier: tierWhy?.tier ?? page.file.tier },
        { clinicName: clinic.name, loyalty, isVip: vipTerms !== null && memberVipView(vipTerms, today, locale).isVip },
        locale,
      ),
      ownPage:
        can(staff, 'read', 'member-page') && !page.file.deletedAt
          ? ownPageView(await ownPageStanding(db, { clinicId: clinic.id, patientId: id, asOf }), locale)
          : null,
      events: events.map((event) => timelineEntry(event, asOf, locale)),
      chapters: Object.keys(TIMELINE_CHAPTERS),
      chapter: show,
      isOlder: older !== null,
      olderHref:
        olderThan === null
          ? null
          : `/patients/${id}?${new URLSearchParams({ ...(show ? { show } : {}), older: String(olderThan) }).toString()}`,
    };
    await res.page('patients/show', view, { title: fullName(page.file), nav: 'patients' });
  });

  site.get('/patients/:id/edit', allow('edit', 'patient'), async (req, res) => {
    const file = await fileInSight(req, req.params['id']);
    await showEdit(req, res, file, { values: typedFromFile(file) });
  });

  site.post('/patients/:id', allow('edit', 'patient'), async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const file = await fileInSight(req, req.params['id']);
    const values = typedValues(req.body);
    const parsed = parseForm(patientEditForm(tehranDay(asOf), file.source), req.body);
    if (!parsed.ok) return showEdit(req, res, file, { values }, fieldErrors(parsed.problems, 'patients', locale));
    const edited = await editPatient({ db, clinic, actor, id: file.id, form: parsed.form, asOf });
    if (!edited.ok && edited.reason === 'not-found') throw notFound();
    if (!edited.ok) return showEdit(req, res, file, { values, taken: takenBy(edited) }, refusalErrors(edited, 'patients', locale));
    req.club.audited = { fields: edited.changed };
    req.flashNote(edited.changed.length > 0 ? 'patients:flash.saved' : 'patients:flash.unchanged', { name: fullName(edited.patient) });
    res.redirect(303, `/patients/${file.id}`);
  });

  site.post('/patients/:id/deletion', allow('delete', 'patient'), async (req, res) => {
    const { db, clinic, actor, asOf } = clubOf(req);
    const deleted = await deletePatient({ db, clinic, actor, id: idOf(req.params['id']), asOf });
    if (!deleted.ok) throw notFound();
    const { patient } = deleted;
    req.flashNote('patients:flash.deleted', { name: fullName(patient) }, `/patients/${patient.id}/restoration`);
    res.redirect(303, '/patients');
  });

  site.post('/patients/:id/restoration', allow('restore', 'patient'), async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const id = idOf(req.params['id']);
    const restored = await restorePatient({ db, clinic, actor, id, asOf });
    if (!restored.ok && restored.reason === 'not-found') throw notFound();
    if (restored.ok) req.flashNote('patients:flash.restored', { name: fullName(restored.patient) });
    else req.flashNote('patients:flash.restoreRefused', { reason: refusalErrors(restored, 'patients', locale)[0]?.message });
    res.redirect(303, `/patients/${id}`);
  });
}

/** The key of a form that was sent before stays the same, so that sending it twice enrolls once. */
function keyOf(sent: unknown): string {
  return typeof sent === 'string' && /^[\w-]{8,64}$/.test(sent) ? sent : randomUUID();
}

/** The file of a patient who is there and whom the staff member may see; otherwise the page does not exist. */
async function fileInSight(req: Request, id: unknown): Promise<MemberFile> {
  const { db, clinic, staff } = clubOf(req);
  const file = await memberFile(db, { clinicId: clinic.id, sight: patientSight(staff), id: idOf(id) });
  if (!file || file.deletedAt) throw notFound();
  return file;
}

function showNew(req: Request, res: Response, state: EnrollState, errors: Errors = []): Promise<void> {
  const { locale } = clubOf(req);
  const status = (state.lookalikes ?? []).length > 0 ? { status: 409 } : {};
  return res.page('patients/new', enrollView(state, locale), {
    title: locale.t('patients:enroll.title'),
    nav: 'patients',
    errors,
    ...status,
  });
}

function showEdit(
  req: Request,
  res: Response,
  file: MemberFile,
  typed: Pick<EnrollState, 'values' | 'taken'>,
  errors: Errors = [],
): Promise<void> {
  const { locale } = clubOf(req);
  const view = { id: file.id, name: fullName(file), taken: null, hasReferral: false, ...typed, ...formChoices(file.source, locale) };
  return res.page('patients/edit', view, { title: locale.t('patients:edit.title', { name: view.name }), nav: 'patients', errors });
}
