import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { toLatinDigits } from '../../models/persian/digits.js';
import { receiveMessage } from '../actions/receive-message.js';
import { sendMessages } from '../actions/send-messages.js';
import type { Desk } from '../app.js';
import { clubOf } from '../context.js';
import { notFound } from '../errors.js';
import { replyForm } from '../forms/message-form.js';
import { parseForm } from '../forms/parse.js';
import { allow, type Site } from '../http/site.js';
import { fieldErrors } from '../presenters/field-errors.js';
import { bubbles, ownerLinks, phoneList } from '../presenters/simulator-presenter.js';
import { ownersOf, phones, thread } from '../reports/simulator-report.js';

type Errors = { field: string; message: string }[];

/** The patients' phones, while no real line is connected: read what came, open the links, answer. */
export function simulatorRoutes(site: Site, { gateway }: Desk): void {
  const onlySimulated: RequestHandler = (_req, _res, next) => {
    next(gateway.name === 'simulator' ? undefined : notFound());
  };

  site.get('/simulator', allow('use', 'simulator'), onlySimulated, (req, res) => showPhones(req, res, null));

  site.get('/simulator/:mobile', allow('use', 'simulator'), onlySimulated, (req, res) => showPhones(req, res, mobileOf(req)));

  site.post('/simulator/deliveries', allow('use', 'simulator'), onlySimulated, async (req, res) => {
    const { db, clinic, actor, asOf } = clubOf(req);
    const { accepted, paused } = await sendMessages({ db, clinic, gateway, actor, asOf });
    req.flashNote(paused > 0 ? 'simulator:deliveries.paused' : 'simulator:deliveries.sent', { count: accepted });
    res.redirect(303, '/simulator');
  });

  site.post('/simulator/:mobile/replies', allow('use', 'simulator'), onlySimulated, async (req, res) => {
    const { db, clinic, asOf, locale } = clubOf(req);
    const mobile = mobileOf(req);
    const parsed = parseForm(replyForm, req.body);
    if (!parsed.ok) return showPhones(req, res, mobile, fieldErrors(parsed.problems, 'simulator', locale));
    const { text, submissionKey = randomUUID() } = parsed.form;
    const heard = await receiveMessage({ db, clinicId: clinic.id, providerId: `simulator:${submissionKey}`, from: mobile, text, asOf });
    req.flashNote(`simulator:heard.${heard.handledAs}`);
    res.redirect(303, `/simulator/${mobile}`);
  });
}

async function showPhones(req: Request, res: Response, mobile: string | null, errors: Errors = []): Promise<void> {
  const { db, clinic, locale } = clubOf(req);
  const asked = typeof req.query['q'] === 'string' ? req.query['q'] : '';
  const digits = toLatinDigits(asked).replace(/\D/g, '').slice(0, 11);
  const list = await phones(db, clinic.id, digits);
  const owners = mobile === null ? [] : await ownersOf(db, clinic.id, mobile);
  const messages = mobile === null ? [] : await thread(db, clinic.id, mobile);
  if (mobile !== null && owners.length === 0 && messages.length === 0) throw notFound();
  const view = {
    phones: phoneList(list, mobile, locale),
    q: asked.slice(0, 20),
    mobile,
    shownMobile: mobile === null ? null : locale.fmt.digits(mobile),
    owners: ownerLinks(owners),
    bubbles: bubbles(messages, locale),
    submissionKey: randomUUID(),
  };
  await res.page('simulator/index', view, { title: locale.t('simulator:title'), nav: 'simulator', errors });
}

/** A stored mobile in the path; anything else is a page that does not exist. */
function mobileOf(req: Request): string {
  const mobile = req.params['mobile'];
  if (typeof mobile !== 'string' || !/^09\d{9}$/.test(mobile)) throw notFound();
  return mobile;
}
