import type { Request, Response } from 'express';
import { addJalaliMonths } from '../../models/persian/jalali.js';
import { instantOf, tehranDay } from '../../models/persian/tehran-time.js';
import { readReferralCode } from '../../models/rules/referrals.js';
import { countOpening } from '../actions/count-opening.js';
import { linkReferrer } from '../actions/link-referrer.js';
import type { Desk } from '../app.js';
import { clubOf, type SignedIn } from '../context.js';
import { HttpError, idOf, notFound } from '../errors.js';
import { parseForm, typedValues } from '../forms/parse.js';
import { referralsQuery, referrerForm, type ReferralPeriod } from '../forms/referral-form.js';
import { allow, open, type Site } from '../http/site.js';
import { makeThrottle } from '../http/throttle.js';
import { can } from '../policies/index.js';
import { patientSight } from '../policies/patient-policy.js';
import { fieldErrors, refusalErrors } from '../presenters/field-errors.js';
import { fullName } from '../presenters/patient-presenter.js';
import { memberReferralView, referrersView, treeView } from '../presenters/referral-presenter.js';
import { memberFile } from '../reports/member-page-report.js';
import { bestReferrers, memberReferral, referralLink, referralTotals, referralTree } from '../reports/referral-report.js';

const PAGE_SIZE = 50;
const MONTHS: Readonly<Record<ReferralPeriod, number | null>> = { quarter: 3, year: 12, all: null };

/** Who brought whom: the page behind a member's link, a member's tree, and the members who bring the most. */
export function referralRoutes(site: Site, { db, env }: Desk): void {
  // Only codes that open nothing are counted against an address; an opening of one code counts once an hour for each visitor.
  const guesses = makeThrottle(db.sequelize, { name: 'referral-link', free: 40, spanSeconds: 600 });
  const openings = makeThrottle(db.sequelize, { name: 'referral-opening', free: 1, spanSeconds: 3600 });

  site.get('/r/:code', open('an invitation to the clinic, which says nothing about anybody'), async (req, res) => {
    const { locale } = req.club;
    const visitor = req.ip ?? 'unknown';
    if ((await guesses.secondsToWait(visitor)) > 0) throw new HttpError(429, 'too-many');
    const code = readReferralCode(String(req.params['code']));
    const link = code === null ? null : await referralLink(db, code);
    if (!link) {
      await guesses.count(visitor);
      return res.page(
        'referrals/unknown',
        {},
        { title: locale.t('referrals:unknown.title'), layout: 'phone', status: 404, formless: true },
      );
    }
    // The visitor is only a keyed hash here, and forgotten after the hour.
    const opening = db.vault.blindIndex(`${visitor} ${link.code}`).slice(0, 32);
    if ((await openings.secondsToWait(opening)) === 0) {
      await openings.count(opening);
      await countOpening({ db, code: link.code });
    }
    const staff = req.user as SignedIn | undefined;
    const mayEnroll = staff?.clinicId === link.clinicId && can(staff, 'enroll', 'patient');
    const view = {
      clinicName: link.clinicName,
      phone: link.phone,
      code: `${link.code.slice(0, 3)}-${link.code.slice(3)}`,
      enrollHref: mayEnroll ? `/patients/new?referral=${link.code}` : null,
    };
    await res.page('referrals/invitation', view, {
      title: locale.t('referrals:invitation.title', { clinic: link.clinicName }),
      layout: 'phone',
      formless: true,
    });
  });

  site.get('/referrals', allow('list', 'referral'), async (req, res) => {
    const { clinic, asOf, locale, loyalty } = clubOf(req);
    const { period, after } = referralsQuery.parse(req.query);
    const months = MONTHS[period];
    const since = months === null ? null : instantOf(addJalaliMonths(tehranDay(asOf), -months), '00:00');
    const asked = { clinicId: clinic.id, since };
    const page = await bestReferrers(db, { ...asked, after, pageSize: PAGE_SIZE });
    const totals = await referralTotals(db, asked);
    const view = referrersView(page, totals, { period, isLater: after !== null, loyalty }, locale);
    await res.page('referrals/index', view, { title: locale.t('referrals:list.title'), nav: 'referrals' });
  });

  site.get('/patients/:id/referrals', allow('read', 'referral'), (req, res) => showTree(req, res));

  site.post('/patients/:id/referrer', allow('link', 'referral'), async (req, res) => {
    const { clinic, actor, asOf, locale } = clubOf(req);
    const patientId = idOf(req.params['id']);
    const parsed = parseForm(referrerForm, req.body);
    if (!parsed.ok) return showTree(req, res, fieldErrors(parsed.problems, 'patients', locale));
    const linked = await linkReferrer({ db, clinic, actor, asOf, patientId, form: parsed.form });
    if (!linked.ok && linked.reason === 'patient-unknown') throw notFound();
    if (!linked.ok) return showTree(req, res, refusalErrors(linked, 'patients', locale));
    req.flashNote('referrals:flash.linked');
    res.redirect(303, `/patients/${String(patientId)}/referrals`);
  });

  async function showTree(req: Request, res: Response, errors: { field: string; message: string }[] = []): Promise<void> {
    const { clinic, staff, locale } = clubOf(req);
    const file = await memberFile(db, { clinicId: clinic.id, sight: patientSight(staff), id: idOf(req.params['id']) });
    if (!file || file.deletedAt) throw notFound();
    const asked = { clinicId: clinic.id, patientId: file.id };
    const view = {
      patient: { id: file.id, name: fullName(file) },
      referral: memberReferralView(await memberReferral(db, asked), env.BASE_URL, locale),
      tree: treeView(await referralTree(db, asked), file.id, locale),
      typed: typedValues(req.body)['referral'] ?? '',
    };
    await res.page('referrals/tree', view, {
      title: locale.t('referrals:tree.title', { name: view.patient.name }),
      nav: 'patients',
      errors,
    });
  }
}
