import type { Request, Response } from 'express';
import { consentsOf } from '../../models/consent-book.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { openGrantsOf } from '../../models/grant-use.js';
import { pointsStanding } from '../../models/points-book.js';
import { referralCodeOf } from '../../models/referral-book.js';
import { CANCEL_HOURS, RETURN_DAYS, returnsAloneUntil } from '../../models/rules/member-access.js';
import { cancelOwnAppointment, restoreOwnAppointment, sayOwnConsent } from '../actions/ask-as-patient.js';
import { leaveClub, returnToClub } from '../actions/leave-club.js';
import type { Desk } from '../app.js';
import { idOf, notFound, type Refused } from '../errors.js';
import { purposeOf } from '../forms/consent-form.js';
import { ofPatient, type Site } from '../http/site.js';
import { memberOf } from '../member-door.js';
import { cardView } from '../presenters/card-presenter.js';
import { earningWaysView, ownAppointmentView, ownConsentsView } from '../presenters/member-presenter.js';
import { tierView } from '../presenters/tier-presenter.js';
import { earningWays } from '../reports/earning-ways-report.js';
import type { MemberHome } from '../reports/member-home-report.js';
import { ownAppointments } from '../reports/member-own-report.js';
import { explainedTier } from '../reports/tier-report.js';
import { asPatient, homeOf, show } from './own-page.js';

/** A patient's own pages: everything is about one person, and nothing about anybody else. */
export function memberPageRoutes(site: Site, { env }: Desk): void {
  site.get('/m/me', ofPatient(), async (req, res) => {
    const { db, clinic, patientId, asOf, locale, loyalty } = memberOf(req);
    const { file, departure, isVip } = await homeOf(req);
    const today = tehranDay(asOf);
    const isIn = departure === null;
    const tier =
      isIn && loyalty.hasTiers && file.status === 'member'
        ? tierView(await explainedTier(db, { clinicId: clinic.id, patientId, on: today }), today, locale)
        : null;
    const points = isIn && loyalty.hasPoints ? await pointsStanding(db, { clinicId: clinic.id, patientId, day: today }) : null;
    const grants = isIn && loyalty.hasPoints ? await openGrantsOf(db, { clinicId: clinic.id, patientId, day: today }) : null;
    const [next] = (await ownAppointments(db, { clinicId: clinic.id, patientId, asOf })).ahead.filter(({ state }) => state !== 'cancelled');
    const view = {
      firstName: file.firstName,
      card: isIn ? cardOf(req, { file, departure, isVip }, tier?.tier) : null,
      isMember: file.status === 'member',
      tier,
      points: points ? locale.fmt.number(points.balance) : null,
      benefits: grants ? grants.length : null,
      next: next ? locale.fmt.instant(next.startsAt) : null,
      left: departure
        ? { on: locale.fmt.longDay(departure.leftAt), mayReturn: returnsAloneUntil(departure.leftAt) > asOf, days: RETURN_DAYS }
        : null,
    };
    await show(req, res, 'home', view);
  });

  site.get('/m/me/card', ofPatient(), async (req, res) => {
    const home = await homeOf(req);
    if (home.departure) throw notFound();
    const { db, clinic, patientId, asOf, loyalty } = memberOf(req);
    const today = tehranDay(asOf);
    const why = loyalty.hasTiers ? await explainedTier(db, { clinicId: clinic.id, patientId, on: today }) : null;
    await show(req, res, 'card', { card: cardOf(req, home, why?.tier), paper: req.query['paper'] === 'card' ? 'card' : 'a4' });
  });

  site.get('/m/me/points', ofPatient(), async (req, res) => {
    const { db, clinic, patientId, asOf, locale, loyalty } = memberOf(req);
    if (!loyalty.hasPoints || (await homeOf(req)).departure) throw notFound();
    const { balance, expiring } = await pointsStanding(db, { clinicId: clinic.id, patientId, day: tehranDay(asOf) });
    const { fmt, t } = locale;
    const ends = expiring
      ? t('me:points.expiring', { points: expiring.points, on: fmt.longDay(expiring.on) })
      : t('me:points.nothingExpires');
    const ways = await earningWays(db, { clinicId: clinic.id, patientId, asOf });
    await show(req, res, 'points', { balance: fmt.number(balance), ends, ways: ways && earningWaysView(ways, locale) });
  });

  site.get('/m/me/benefits', ofPatient(), async (req, res) => {
    const { db, clinic, patientId, asOf, locale, loyalty } = memberOf(req);
    if (!loyalty.hasPoints || (await homeOf(req)).departure) throw notFound();
    const grants = await openGrantsOf(db, { clinicId: clinic.id, patientId, day: tehranDay(asOf) });
    const benefits = grants.map(({ name, code, validUntilOn }) => ({
      name,
      code,
      until: locale.t('me:benefits.until', { on: locale.fmt.longDay(validUntilOn) }),
    }));
    await show(req, res, 'benefits', { benefits });
  });

  site.get('/m/me/appointments', ofPatient(), async (req, res) => {
    const { db, clinic, patientId, asOf, locale } = memberOf(req);
    const { ahead, past } = await ownAppointments(db, { clinicId: clinic.id, patientId, asOf });
    const shown = (list: typeof ahead) => list.map((appointment) => ownAppointmentView(appointment, asOf, locale));
    await show(req, res, 'appointments', { ahead: shown(ahead), past: shown(past), hours: CANCEL_HOURS, phone: clinic.phone });
  });

  site.post('/m/me/appointments/:id/cancellation', ofPatient(), async (req, res) => {
    const appointmentId = idOf(req.params['id']);
    const cancelled = await cancelOwnAppointment({ ...asPatient(req), appointmentId });
    if (!cancelled.ok) refusal(req, cancelled);
    else if (cancelled.done === 'asked') req.flashNote('me:flash.cancellationAsked');
    else req.flashNote('me:flash.cancelled', {}, `/m/me/appointments/${String(appointmentId)}/restoration`);
    res.redirect(303, '/m/me/appointments');
  });

  site.post('/m/me/appointments/:id/restoration', ofPatient(), async (req, res) => {
    const restored = await restoreOwnAppointment({ ...asPatient(req), appointmentId: idOf(req.params['id']) });
    if (restored.ok) req.flashNote('me:flash.restored');
    else refusal(req, restored);
    res.redirect(303, '/m/me/appointments');
  });

  site.get('/m/me/consents', ofPatient(), async (req, res) => {
    const { db, clinic, patientId, locale } = memberOf(req);
    await show(req, res, 'consents', { consents: ownConsentsView(await consentsOf(db, clinic.id, patientId), locale) });
  });

  const sayConsent = (isGiven: boolean) => async (req: Request, res: Response) => {
    const purpose = purposeOf(req.params['purpose']);
    if (purpose === null) throw notFound();
    await sayOwnConsent({ ...asPatient(req), purpose, isGiven });
    const words = { purpose: memberOf(req).locale.t(`patients:consent.purpose.${purpose}`) };
    req.flashNote(isGiven ? 'me:flash.allowed' : 'me:flash.refused', words, `/m/me/consents/${purpose}${isGiven ? '/withdrawal' : ''}`);
    res.redirect(303, '/m/me/consents');
  };
  site.post('/m/me/consents/:purpose', ofPatient(), sayConsent(true));
  site.post('/m/me/consents/:purpose/withdrawal', ofPatient(), sayConsent(false));

  site.get('/m/me/referral', ofPatient(), async (req, res) => {
    const { db, clinic, patientId } = memberOf(req);
    if ((await homeOf(req)).departure) throw notFound();
    const code = await referralCodeOf(db, { clinicId: clinic.id, patientId });
    await show(req, res, 'referral', {
      code: `${code.slice(0, 3)}-${code.slice(3)}`,
      link: `${env.BASE_URL}/r/${code}`,
      clinicName: clinic.name,
    });
  });

  site.get('/m/me/leaving', ofPatient(), async (req, res) => {
    const { departure } = await homeOf(req);
    if (departure) return res.redirect(303, '/m/me');
    await show(req, res, 'leaving', { days: RETURN_DAYS });
  });

  site.post('/m/me/departure', ofPatient(), async (req, res) => {
    const left = await leaveClub({ ...asPatient(req), actor: { kind: 'patient', patientId: memberOf(req).patientId } });
    if (!left.ok) throw notFound();
    res.redirect(303, '/m/me');
  });

  site.post('/m/me/return', ofPatient(), async (req, res) => {
    const back = await returnToClub({ ...asPatient(req), actor: { kind: 'patient', patientId: memberOf(req).patientId } });
    if (back.ok) req.flashNote('me:flash.returned');
    else refusal(req, back);
    res.redirect(303, '/m/me');
  });
}

function cardOf(req: Request, { file, isVip }: MemberHome, tier?: MemberHome['file']['tier']): object {
  const { clinic, loyalty, locale } = memberOf(req);
  return cardView({ ...file, tier: tier ?? file.tier }, { clinicName: clinic.name, loyalty, isVip }, locale);
}

/** Another's appointment and one that is not there are the same; anything else is said on the next page. */
function refusal(req: Request, refused: Refused): void {
  if (refused.reason === 'not-found') throw notFound();
  req.flashNote(`me:reasons.${refused.reason}`);
}
