import type { Request, Response } from 'express';
import { addJalaliMonths } from '../../models/persian/jalali.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { endVip, giveVip } from '../actions/give-vip.js';
import { clubOf } from '../context.js';
import { idOf, notFound } from '../errors.js';
import { parseForm, typedValues } from '../forms/parse.js';
import { vipForm, vipListQuery } from '../forms/vip-form.js';
import { allow, type Site } from '../http/site.js';
import { patientSight } from '../policies/patient-policy.js';
import { fieldErrors, refusalErrors } from '../presenters/field-errors.js';
import { fullName } from '../presenters/patient-presenter.js';
import { vipRow } from '../presenters/vip-presenter.js';
import { memberFile, type MemberFile } from '../reports/member-page-report.js';
import { vipList } from '../reports/vip-report.js';
import { whenOffered } from './when-offered.js';

const TERMS_A_PAGE = 50;
const USUAL_MONTHS = 12;

/** VIP beside everybody: the list of VIP members, and giving and ending it. */
export function vipRoutes(site: Site): void {
  site.get('/vip', allow('list', 'vip'), whenOffered('hasVip'), async (req, res) => {
    const { db, clinic, asOf, locale } = clubOf(req);
    const { show, older } = vipListQuery.parse(req.query);
    const day = tehranDay(asOf);
    const { terms, olderThan } = await vipList(db, { clinicId: clinic.id, show, day, before: older, pageSize: TERMS_A_PAGE });
    const view = {
      show,
      terms: terms.map((term) => vipRow(term, day, locale)),
      olderHref: olderThan === null ? null : `/vip?show=${show}&older=${String(olderThan)}`,
      newestHref: older === null ? null : `/vip?show=${show}`,
    };
    await res.page('vip/index', view, { title: locale.t('vip:title'), nav: 'vip' });
  });

  site.get('/patients/:id/vip-terms/new', allow('give', 'vip'), whenOffered('hasVip'), async (req, res) => {
    const { asOf, locale } = clubOf(req);
    const today = tehranDay(asOf);
    const usual = { fromOn: locale.fmt.day(today), untilOn: locale.fmt.day(addJalaliMonths(today, USUAL_MONTHS)) };
    await showNew(req, res, await fileInSight(req), usual);
  });

  site.post('/patients/:id/vip-terms', allow('give', 'vip'), whenOffered('hasVip'), async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const file = await fileInSight(req);
    const parsed = parseForm(vipForm(tehranDay(asOf)), req.body);
    if (!parsed.ok) return showNew(req, res, file, typedValues(req.body), fieldErrors(parsed.problems, 'vip', locale));
    const given = await giveVip({ db, clinic, actor, asOf, patientId: file.id, form: parsed.form });
    if (!given.ok && given.reason === 'not-found') throw notFound();
    if (!given.ok) return showNew(req, res, file, typedValues(req.body), refusalErrors(given, 'vip', locale));
    req.flashNote('vip:given', { name: fullName(file), until: locale.fmt.longDay(parsed.form.untilOn) });
    res.redirect(303, `/patients/${file.id}`);
  });

  site.post('/patients/:id/vip-terms/:term/end', allow('end', 'vip'), whenOffered('hasVip'), async (req, res) => {
    const { db, clinic, actor, asOf } = clubOf(req);
    const file = await fileInSight(req);
    const ended = await endVip({ db, clinic, actor, asOf, patientId: file.id, termId: idOf(req.params['term']) });
    if (!ended.ok && ended.reason === 'not-found') throw notFound();
    req.flashNote(ended.ok ? 'vip:ended' : `vip:reasons.${ended.reason}`, { name: fullName(file) });
    res.redirect(303, `/patients/${file.id}`);
  });
}

async function fileInSight(req: Request): Promise<MemberFile> {
  const { db, clinic, staff } = clubOf(req);
  const file = await memberFile(db, { clinicId: clinic.id, sight: patientSight(staff), id: idOf(req.params['id']) });
  if (!file || file.deletedAt) throw notFound();
  return file;
}

function showNew(
  req: Request,
  res: Response,
  file: MemberFile,
  values: object,
  errors: { field: string; message: string }[] = [],
): Promise<void> {
  const { locale } = clubOf(req);
  const view = { id: file.id, name: fullName(file), values };
  return res.page('vip/new', view, { title: locale.t('vip:new.title', { name: view.name }), nav: 'patients', errors });
}
