import type { Request, Response } from 'express';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { returnToClub } from '../actions/leave-club.js';
import { sendMemberLink, takeBackMemberLinks } from '../actions/send-member-link.js';
import { settleMemberRequest } from '../actions/settle-member-request.js';
import type { Desk } from '../app.js';
import { clubOf } from '../context.js';
import { idOf, notFound } from '../errors.js';
import { requestQuery, settleRequestForm } from '../forms/member-form.js';
import { parseForm } from '../forms/parse.js';
import { allow, type Site } from '../http/site.js';
import { patientSight } from '../policies/patient-policy.js';
import { cardView } from '../presenters/card-presenter.js';
import { fieldErrors, refusalErrors } from '../presenters/field-errors.js';
import { requestRow } from '../presenters/request-presenter.js';
import { fullName } from '../presenters/patient-presenter.js';
import { memberHome, type MemberHome } from '../reports/member-home-report.js';
import { memberFile } from '../reports/member-page-report.js';
import { memberRequests } from '../reports/member-request-report.js';
import { explainedTier } from '../reports/tier-report.js';

const PAGE_SIZE = 30;

/** The desk's side of a patient's own page: what patients ask, the link that is sent, the card that is printed. */
export function memberRequestRoutes(site: Site, { env }: Desk): void {
  site.get('/requests', allow('list', 'member-request'), (req, res) => showRequests(req, res));

  site.post('/requests/:id/settlement', allow('settle', 'member-request'), async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const requestId = idOf(req.params['id']);
    const parsed = parseForm(settleRequestForm, req.body);
    if (!parsed.ok) return showRequests(req, res, fieldErrors(parsed.problems, 'requests', locale));
    const { state } = parsed.form;
    const settled = await settleMemberRequest({ db, clinic, actor, asOf, requestId, form: parsed.form });
    if (!settled.ok) return showRequests(req, res, refusalErrors(settled, 'requests', locale));
    req.flashNote(`requests:flash.${state}`);
    res.redirect(303, '/requests');
  });

  site.post('/patients/:id/member-links', allow('send', 'member-page'), async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const file = await ownFile(req);
    const sent = await sendMemberLink({ db, clinic, actor, asOf, patientId: file.id, baseUrl: env.BASE_URL });
    if (sent.ok) req.flashNote('requests:link.sent', { name: fullName(file) });
    else req.flashNote('requests:link.refused', { reason: refusalErrors(sent, 'requests', locale)[0]?.message });
    res.redirect(303, `/patients/${String(file.id)}`);
  });

  site.post('/patients/:id/member-links/revocation', allow('revoke', 'member-page'), async (req, res) => {
    const { db, clinic, actor, asOf } = clubOf(req);
    const patientId = idOf(req.params['id']);
    const revoked = await takeBackMemberLinks({ db, clinic, actor, asOf, patientId });
    if (!revoked.ok) throw notFound();
    req.flashNote('requests:link.revoked', { count: revoked.links });
    res.redirect(303, `/patients/${String(patientId)}`);
  });

  site.post('/patients/:id/return', allow('return', 'member-page'), async (req, res) => {
    const { db, clinic, actor, asOf } = clubOf(req);
    const file = await ownFile(req);
    const back = await returnToClub({ db, clinic, actor, asOf, patientId: file.id });
    if (!back.ok) throw notFound();
    req.flashNote('requests:link.returned', { name: fullName(file) });
    res.redirect(303, `/patients/${String(file.id)}`);
  });

  site.get('/patients/:id/card', allow('print', 'member-page'), async (req, res) => {
    const { db, clinic, asOf, locale, loyalty } = clubOf(req);
    const patientId = idOf(req.params['id']);
    const today = tehranDay(asOf);
    const home = await memberHome(db, { clinicId: clinic.id, patientId, day: today, loyalty });
    if (!home || home.file.deletedAt) throw notFound();
    const why = loyalty.hasTiers ? await explainedTier(db, { clinicId: clinic.id, patientId, on: today }) : null;
    const { file, isVip }: MemberHome = home;
    const view = {
      id: file.id,
      card: cardView({ ...file, tier: why?.tier ?? file.tier }, { clinicName: clinic.name, loyalty, isVip }, locale),
      paper: req.query['paper'] === 'card' ? 'card' : 'a4',
      title: locale.t('requests:card.title', { name: fullName(file) }),
    };
    await res.page('patients/card', view, { title: view.title, nav: 'patients' });
  });
}

async function ownFile(req: Request): Promise<NonNullable<Awaited<ReturnType<typeof memberFile>>>> {
  const { db, clinic, staff } = clubOf(req);
  const file = await memberFile(db, { clinicId: clinic.id, sight: patientSight(staff), id: idOf(req.params['id']) });
  if (!file || file.deletedAt) throw notFound();
  return file;
}

async function showRequests(req: Request, res: Response, errors: { field: string; message: string }[] = []): Promise<void> {
  const { db, clinic, locale } = clubOf(req);
  const { show, older } = requestQuery.parse(req.query);
  const { requests, olderThan } = await memberRequests(db, { clinicId: clinic.id, show, older, pageSize: PAGE_SIZE });
  const view = {
    show,
    requests: requests.map((request) => requestRow(request, locale)),
    nextHref: olderThan === null ? null : `/requests?${new URLSearchParams({ show, older: String(olderThan) }).toString()}`,
  };
  await res.page('requests/index', view, { title: locale.t('requests:title'), nav: 'requests', errors });
}
