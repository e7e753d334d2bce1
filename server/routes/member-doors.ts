import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Request, Response } from 'express';
import { endMemberSession } from '../../models/member-session.js';
import { CODE_MINUTES } from '../../models/rules/member-access.js';
import { askForCode, choosePerson, enterCode, openByLink } from '../actions/open-member-page.js';
import type { Desk } from '../app.js';
import { HttpError } from '../errors.js';
import { memberChoiceForm, memberCodeForm, memberMobileForm } from '../forms/member-form.js';
import { parseForm, typedValues } from '../forms/parse.js';
import { loadAssets } from '../http/assets.js';
import { ofPatient, open, type Site } from '../http/site.js';
import { makeThrottle, type Throttle } from '../http/throttle.js';
import { clinicAtDoor, giveMemberCookie, takeMemberCookie } from '../member-door.js';
import { fieldErrors, refusalErrors } from '../presenters/field-errors.js';
import { familyChoices } from '../presenters/member-presenter.js';
import { peopleBehind } from '../reports/member-own-report.js';
import { ROOT } from '../root.js';

const TOKEN = /^[A-Za-z0-9_-]{22,64}$/;
/** The answer to «send me a code» comes after this long, whether anybody has that mobile or not. */
const SAME_TIME_MS = 250;
const DAY_SECONDS = 86_400;

type Errors = { field: string; message: string }[];

/** The ways to a patient's own page: a personal link, or the mobile and a one-time code; and what makes it an app on the phone. */
export function memberDoorRoutes(site: Site, { db, env }: Desk): void {
  const servedByHttps = env.BASE_URL.startsWith('https:');
  const guesses = makeThrottle(db.sequelize, { name: 'member-link', free: 40, spanSeconds: 600 });
  const codesOfMobile = makeThrottle(db.sequelize, { name: 'member-code', free: 3, spanSeconds: 600 });
  const codesOfDay = makeThrottle(db.sequelize, { name: 'member-code-day', free: 20, spanSeconds: DAY_SECONDS });
  const codesOfAddress = makeThrottle(db.sequelize, { name: 'member-code-address', free: 20, spanSeconds: 600 });
  const triesOfAddress = makeThrottle(db.sequelize, { name: 'member-code-try', free: 40, spanSeconds: 600 });

  site.get('/m', open('says how to come to one’s own page'), async (req, res) => {
    if (req.member?.isOpen && req.member.stage === 'open') return res.redirect(303, '/m/me');
    if (req.member) return res.redirect(303, `/m/${req.member.slug}`);
    await showNotice(req, res, 'lost', 200);
  });

  site.get('/m/offline', open('is kept by the phone for when there is no line, and says nothing about anybody'), (req, res) =>
    res.page('me/offline', {}, { title: req.club.locale.t('me:offline.title'), layout: 'phone', formless: true }),
  );

  site.get('/m/worker.js', open('a script like those of the build, at the address that its reach demands'), (_req, res) => {
    res.type('text/javascript').send(readFileSync(join(ROOT, 'public', loadAssets(ROOT).url('worker.js')), 'utf8'));
  });

  site.get('/m/l/:token', open('the link itself is the permission'), async (req, res) => {
    const { asOf } = req.club;
    res.set('Referrer-Policy', 'no-referrer');
    const visitor = req.ip ?? 'unknown';
    if ((await guesses.secondsToWait(visitor)) > 0) throw new HttpError(429, 'too-many');
    const token = String(req.params['token']);
    const opened = TOKEN.test(token) ? await openByLink({ db, asOf, token }) : null;
    if (!opened?.ok) {
      await guesses.count(visitor);
      return showNotice(req, res, 'closed', 404);
    }
    if (req.member) await endMemberSession(db, req.member);
    noteOpening(req, opened);
    giveMemberCookie(res, opened.cookie, servedByHttps);
    // The next address is without the token: it stands in no history and on no screen.
    res.redirect(303, '/m/me');
  });

  site.get('/m/:slug', open('patients sign in here'), async (req, res) => {
    const { member } = req;
    const clinic = await clinicAtDoor(req);
    if (member?.isOpen && member.stage === 'open' && Number(member.clinicId) === Number(clinic.id)) return res.redirect(303, '/m/me');
    await showSignIn(req, res, {});
  });

  site.get('/m/:slug/manifest.webmanifest', open('names the clinic, as its door does'), async (req, res) => {
    const clinic = await clinicAtDoor(req);
    const { lang, dir, t } = req.club.locale;
    const { url } = loadAssets(ROOT);
    const icon = (name: string, size: string, purpose: string) => ({ src: url(name), sizes: size, type: 'image/png', purpose });
    const manifest = {
      id: `/m/${clinic.slug}`,
      name: t('me:app.name', { clinic: clinic.name }),
      short_name: clinic.name.slice(0, 30),
      lang,
      dir,
      start_url: `/m/${clinic.slug}`,
      scope: '/m/',
      display: 'standalone',
      background_color: '#f4f6f8',
      theme_color: '#0b7285',
      icons: [
        icon('icon-192.png', '192x192', 'any'),
        icon('icon-512.png', '512x512', 'any'),
        icon('icon-maskable-512.png', '512x512', 'maskable'),
      ],
    };
    res.type('application/manifest+json').send(JSON.stringify(manifest));
  });

  site.post('/m/:slug/codes', open('patients sign in here; nobody has a session yet', { withoutToken: true }), async (req, res) => {
    const { asOf, locale } = req.club;
    const clinic = await clinicAtDoor(req);
    const parsed = parseForm(memberMobileForm, req.body);
    if (!parsed.ok) return showSignIn(req, res, typedValues(req.body), fieldErrors(parsed.problems, 'me', locale));
    const { mobile } = parsed.form;
    const whose = db.vault.blindIndex(`member throttle:${String(clinic.id)}:${mobile}`);
    const asked: [Throttle, string][] = [
      [codesOfMobile, whose],
      [codesOfDay, whose],
      [codesOfAddress, req.ip ?? 'unknown'],
    ];
    const seconds = Math.max(...(await Promise.all(asked.map(([throttle, key]) => throttle.secondsToWait(key)))));
    if (seconds > 0) {
      res.set('Retry-After', String(seconds));
      const minutes = Math.ceil(seconds / 60);
      return showSignIn(req, res, typedValues(req.body), [{ field: 'mobile', message: locale.t('me:signIn.wait', { minutes }) }], 429);
    }
    await Promise.all(asked.map(([throttle, key]) => throttle.count(key)));
    if (req.member) await endMemberSession(db, req.member);
    const [cookie] = await Promise.all([askForCode({ db, clinic, mobile, asOf }), pause(SAME_TIME_MS)]);
    giveMemberCookie(res, cookie, servedByHttps);
    res.redirect(303, `/m/${clinic.slug}/code`);
  });

  site.get('/m/:slug/code', ofPatient('asked'), (req, res) => showCode(req, res));

  site.post('/m/:slug/code', ofPatient('asked'), async (req, res) => {
    const { asOf, locale } = req.club;
    const session = req.member;
    if (!session) throw new HttpError(404, 'not-found');
    const visitor = req.ip ?? 'unknown';
    if ((await triesOfAddress.secondsToWait(visitor)) > 0) throw new HttpError(429, 'too-many');
    const parsed = parseForm(memberCodeForm, req.body);
    if (!parsed.ok) return showCode(req, res, fieldErrors(parsed.problems, 'me', locale));
    await triesOfAddress.count(visitor);
    const entered = await enterCode({ db, session, code: parsed.form.code, asOf });
    if (!entered.ok) return showCode(req, res, refusalErrors(entered, 'me', locale));
    noteOpening(req, entered);
    giveMemberCookie(res, entered.cookie, servedByHttps);
    // Whoever has to choose first is led on from there.
    res.redirect(303, '/m/me');
  });

  site.get('/m/:slug/who', ofPatient('choosing'), (req, res) => showFamily(req, res));

  site.post('/m/:slug/who', ofPatient('choosing'), async (req, res) => {
    const { asOf, locale } = req.club;
    const session = req.member;
    if (!session) throw new HttpError(404, 'not-found');
    const parsed = parseForm(memberChoiceForm, req.body);
    if (!parsed.ok) return showFamily(req, res, fieldErrors(parsed.problems, 'me', locale));
    const chosen = await choosePerson({ db, session, patientId: parsed.form.person, asOf });
    if (!chosen.ok) return showFamily(req, res, refusalErrors(chosen, 'me', locale));
    noteOpening(req, chosen);
    giveMemberCookie(res, chosen.cookie, servedByHttps);
    res.redirect(303, '/m/me');
  });

  site.post('/m/me/sign-out', ofPatient(), async (req, res) => {
    const session = req.member;
    if (session) await endMemberSession(db, session);
    takeMemberCookie(res, servedByHttps);
    res.set('Clear-Site-Data', '"cache"');
    res.redirect(303, session ? `/m/${session.slug}` : '/m');
  });

  async function showFamily(req: Request, res: Response, errors: Errors = []): Promise<void> {
    const { locale } = req.club;
    const { clinicId = 0, mobile = null, slug = '' } = req.member ?? {};
    const people = mobile === null ? [] : await peopleBehind(db, clinicId, mobile);
    const view = { slug, options: familyChoices(people, locale) };
    await res.page('me/who', view, { title: locale.t('me:who.title'), layout: 'member', errors });
  }
}

/** Tells the audit log whose page was opened; who still has to choose has opened none. */
function noteOpening(req: Request, { clinicId, patientId }: { clinicId: number; patientId: number | null }): void {
  if (patientId === null) return;
  const subject = { subjectKind: 'patient', subjectId: patientId };
  req.club.audited = { action: 'own.open', clinicId, actor: { kind: 'patient', patientId }, ...subject, fields: [] };
}

function showSignIn(req: Request, res: Response, values: object, errors: Errors = [], status?: number): Promise<void> {
  const { locale, clinic } = req.club;
  return res.page(
    'me/sign-in',
    { values, slug: clinic?.slug, clinicName: clinic?.name },
    {
      title: locale.t('me:signIn.title'),
      layout: 'member',
      errors,
      ...(status ? { status } : {}),
    },
  );
}

function showCode(req: Request, res: Response, errors: Errors = []): Promise<void> {
  const { locale } = req.club;
  const view = { slug: req.member?.slug, minutes: CODE_MINUTES };
  return res.page('me/code', view, { title: locale.t('me:code.title'), layout: 'member', errors });
}

function showNotice(req: Request, res: Response, which: 'lost' | 'closed', status: number): Promise<void> {
  const { t } = req.club.locale;
  const view = { heading: t(`me:${which}.title`), text: t(`me:${which}.text`) };
  return res.page('surveys/notice', view, { title: view.heading, layout: 'phone', status, formless: true });
}
