import type { Request, Response } from 'express';
import { grantOf, type Grant } from '../../models/grant-use.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { mayReverse } from '../../models/rules/benefits.js';
import { readSought, shownCode } from '../../models/rules/grant-code.js';
import { buyBenefit, giveBenefit } from '../actions/give-benefit.js';
import { chooseBenefit, redeemBenefit, reverseBenefit } from '../actions/redeem-benefit.js';
import { clubOf } from '../context.js';
import { idOf, notFound } from '../errors.js';
import { choiceForm, giveForm, redeemQuery, reversalForm, useForm } from '../forms/grant-form.js';
import { parseForm } from '../forms/parse.js';
import { allow, type Site } from '../http/site.js';
import { can } from '../policies/index.js';
import { patientSight } from '../policies/patient-policy.js';
import { fieldErrors, refusalErrors } from '../presenters/field-errors.js';
import { grantLine, grantView, useRefusal } from '../presenters/grant-presenter.js';
import { fullName } from '../presenters/patient-presenter.js';
import { benefitList } from '../reports/benefit-list-report.js';
import { memberFile, type MemberFile } from '../reports/member-page-report.js';
import { findAtDesk } from '../reports/redeem-report.js';
import { whenOffered } from './when-offered.js';

type Errors = { field: string; message: string }[];

/** Benefits at the desk: find who is here, hand over, give, sell for points, let choose, take back. */
export function grantRoutes(site: Site): void {
  const offered = whenOffered('hasPoints');

  site.get('/redeem', allow('redeem', 'benefit'), offered, (req, res) => showDesk(req, res, redeemQuery.parse(req.query).q));

  site.post('/grants/:id/use', allow('redeem', 'benefit'), offered, async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const grantId = idOf(req.params['id']);
    const parsed = parseForm(useForm, req.body);
    if (!parsed.ok) return showDesk(req, res, '', fieldErrors(parsed.problems, 'benefits', locale));
    const used = await redeemBenefit({ db, clinic, actor, asOf, grantId, patientId: parsed.form.patientId });
    if (used.grant === null) throw notFound();
    if (!used.ok) return showDesk(req, res, used.grant.code, [{ field: '', message: useRefusal(used.reason, used.grant, locale) }], 409);
    const person = await fileInSight(req, used.grant.patientId);
    req.flashNote('benefits:flash.used', { name: used.grant.name, member: fullName(person) });
    res.redirect(303, `/redeem?q=${String(person.memberNumber)}`);
  });

  site.post('/patients/:id/grants', allow('give', 'benefit'), offered, async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const file = await fileInSight(req, idOf(req.params['id']));
    const parsed = parseForm(giveForm, req.body);
    if (!parsed.ok) return refuseGiving(req, res, file, fieldErrors(parsed.problems, 'benefits', locale));
    const { benefitId, way, submissionKey } = parsed.form;
    const give = way === 'buy' ? buyBenefit : giveBenefit;
    const given = await give({ db, clinic, actor, asOf, patientId: file.id, benefitId, submissionKey });
    if (!given.ok) return refuseGiving(req, res, file, refusalErrors(given, 'benefits', locale));
    const grant = await grantOf(db, clinic.id, { id: given.grantId });
    const said = { name: grant?.name ?? '', code: shownCode(given.code), points: given.points };
    req.flashNote(given.isNew ? (way === 'buy' ? 'benefits:flash.bought' : 'benefits:flash.given') : 'benefits:flash.already', said);
    res.redirect(303, `/patients/${String(file.id)}`);
  });

  site.get('/grants/:id', allow('read', 'benefit'), offered, async (req, res) => showGrant(req, res, await grantInSight(req)));

  site.post('/grants/:id/choice', allow('redeem', 'benefit'), offered, async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const grant = await grantInSight(req);
    const parsed = parseForm(choiceForm, req.body);
    if (!parsed.ok) return showGrant(req, res, grant, fieldErrors(parsed.problems, 'benefits', locale));
    const chosen = await chooseBenefit({ db, clinic, actor, asOf, grantId: grant.id, benefitId: parsed.form.benefitId });
    if (!chosen.ok) return showGrant(req, res, grant, refusalErrors(chosen, 'benefits', locale));
    req.flashNote('benefits:flash.chosen', { name: chosen.name, code: shownCode(chosen.code) });
    res.redirect(303, `/redeem?q=${chosen.code}`);
  });

  site.post('/grants/:id/reversal', allow('reverse', 'benefit'), offered, async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const grant = await grantInSight(req);
    const parsed = parseForm(reversalForm, req.body);
    if (!parsed.ok) return showGrant(req, res, grant, fieldErrors(parsed.problems, 'benefits', locale));
    const reversed = await reverseBenefit({ db, clinic, actor, asOf, grantId: grant.id, reason: parsed.form.reason });
    if (!reversed.ok) return showGrant(req, res, grant, refusalErrors(reversed, 'benefits', locale));
    req.flashNote(reversed.replacementId === null ? 'benefits:flash.withdrawn' : 'benefits:flash.useReversed', { name: grant.name });
    res.redirect(303, `/patients/${String(grant.patientId)}`);
  });
}

async function fileInSight(req: Request, id: number): Promise<MemberFile> {
  const { db, clinic, staff } = clubOf(req);
  const file = await memberFile(db, { clinicId: clinic.id, sight: patientSight(staff), id });
  if (!file || file.deletedAt) throw notFound();
  return file;
}

async function grantInSight(req: Request): Promise<Grant> {
  const { db, clinic } = clubOf(req);
  const grant = await grantOf(db, clinic.id, { id: idOf(req.params['id']) });
  if (!grant) throw notFound();
  await fileInSight(req, grant.patientId);
  return grant;
}

/** The one page of redeeming: what was typed, who it is, what is open. */
async function showDesk(req: Request, res: Response, typed: string, errors: Errors = [], status?: number): Promise<void> {
  const { db, clinic, staff, asOf, locale } = clubOf(req);
  const { t, fmt } = locale;
  const sought = readSought(typed);
  const isAsked = typed.trim() !== '';
  const sight = patientSight(staff);
  const found = sought ? await findAtDesk(db, { clinicId: clinic.id, sight, sought, day: tehranDay(asOf) }) : null;
  const mistakes = [...errors];
  if (isAsked && !sought) mistakes.push({ field: 'q', message: t('benefits:reasons.sought-unreadable') });
  if (found?.kind === 'nobody') mistakes.push({ field: 'q', message: t('benefits:reasons.nobody-found') });
  const member = found?.kind === 'member' ? found : null;
  const asked = member?.asked ?? null;
  const isOpen = asked !== null && member?.grants.some((grant) => grant.id === asked.id) === true;
  if (asked && !isOpen && errors.length === 0) {
    const state = asked.state === 'open' ? 'expired' : asked.state;
    mistakes.push({ field: 'q', message: useRefusal(`grant-${state}`, asked, locale) });
  }
  const grants = member ? [...member.grants].sort((a, b) => Number(b.id === asked?.id) - Number(a.id === asked?.id)) : [];
  const view = {
    typed,
    family:
      found?.kind === 'family'
        ? found.people.map((one) => ({ name: fullName(one), memberNumber: one.memberNumber, shown: fmt.digits(one.memberNumber) }))
        : [],
    member: member ? { id: member.person.id, name: fullName(member.person), memberNumber: fmt.digits(member.person.memberNumber) } : null,
    grants: grants.map((grant) => grantLine(grant, locale)),
    used: (member?.usedToday ?? []).map((grant) => grantLine(grant, locale)),
  };
  await res.page('benefits/redeem', view, {
    title: t('benefits:redeem.title'),
    nav: 'benefits',
    errors: mistakes,
    ...(status ? { status } : {}),
  });
}

async function showGrant(req: Request, res: Response, grant: Grant, errors: Errors = []): Promise<void> {
  const { db, clinic, staff, asOf, locale, loyalty } = clubOf(req);
  const day = tehranDay(asOf);
  const file = await fileInSight(req, grant.patientId);
  const offers = grant.choiceIds.length === 0 ? [] : await benefitList(db, { clinicId: clinic.id, day });
  const mayTakeBack = can(staff, 'reverse', 'benefit') && mayReverse(grant, { id: staff.id, isManager: staff.role === 'manager' }, day);
  const view = grantView(
    grant,
    { id: file.id, name: fullName(file) },
    can(staff, 'redeem', 'benefit') ? offers.filter((one) => grant.choiceIds.includes(one.id)) : [],
    { day, loyalty, mayReverse: mayTakeBack },
    locale,
  );
  await res.page('benefits/grant', view, {
    title: locale.t('benefits:grant.title', { code: shownCode(grant.code) }),
    nav: 'benefits',
    errors,
  });
}

/** A benefit that was not given is said on a page of its own, which leads back to the member. */
function refuseGiving(req: Request, res: Response, file: MemberFile, errors: Errors): Promise<void> {
  const { t } = clubOf(req).locale;
  const view = { person: { id: file.id, name: fullName(file) } };
  return res.page('benefits/refused', view, {
    title: t('benefits:member.give'),
    nav: 'benefits',
    errors: errors.map((one) => ({ ...one, field: '' })),
  });
}
