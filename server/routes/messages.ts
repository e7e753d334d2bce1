import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { queueMessage } from '../../models/outbox.js';
import { pauseSending, resumeSending, sendingPause } from '../../models/sending-pause.js';
import { decideMessage } from '../actions/decide-message.js';
import { clubOf } from '../context.js';
import { badRequest, idOf, notFound } from '../errors.js';
import { decisionForm, lineTestForm, messageListQuery } from '../forms/message-form.js';
import { parseForm, typedValues } from '../forms/parse.js';
import { allow, type Site } from '../http/site.js';
import { localeOf } from '../locale.js';
import { fieldErrors } from '../presenters/field-errors.js';
import { messageRow, reasonWords, shelfChips } from '../presenters/message-presenter.js';
import { messageList } from '../reports/message-list-report.js';

type Errors = { field: string; message: string }[];

/** The outbox: what was sent and what became of it; the line's pause; a test of the line. */
export function messageRoutes(site: Site): void {
  site.get('/messages', allow('list', 'message'), (req, res) => showList(req, res, { submissionKey: randomUUID() }));

  site.post('/messages/tests', allow('test', 'message'), async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const parsed = parseForm(lineTestForm, req.body);
    if (!parsed.ok) {
      const typed = { mobile: typedValues(req.body)['mobile'], submissionKey: randomUUID() };
      return showList(req, res, typed, fieldErrors(parsed.problems, 'messages', locale));
    }
    const { mobile, submissionKey = randomUUID() } = parsed.form;
    await queueMessage(db, {
      clinicId: clinic.id,
      patientId: null,
      key: `line-test:${submissionKey}`,
      purpose: 'service',
      programme: 'line-test',
      mobile,
      text: localeOf('fa').t('sms:line-test', { clinic: clinic.name }),
      notBeforeAt: asOf,
      asOf,
      actor,
    });
    req.flashNote('messages:test.queued', { mobile });
    res.redirect(303, '/messages');
  });

  site.post('/messages/pause', allow('pause', 'message'), async (req, res) => {
    const { db, clinic, asOf } = clubOf(req);
    await pauseSending(db, clinic.id, 'by-hand', asOf);
    req.flashNote('messages:pause.paused', {}, '/messages/resumption');
    res.redirect(303, '/messages');
  });

  site.post('/messages/resumption', allow('pause', 'message'), async (req, res) => {
    const { db, clinic } = clubOf(req);
    await resumeSending(db, clinic.id);
    req.flashNote('messages:pause.resumed');
    res.redirect(303, '/messages');
  });

  site.post('/messages/:id/decisions', allow('decide', 'message'), async (req, res) => {
    const { db, clinic, actor, asOf } = clubOf(req);
    const id = idOf(req.params['id']);
    const parsed = parseForm(decisionForm, req.body);
    if (!parsed.ok) throw badRequest();
    const decided = await decideMessage({ db, clinic, actor, id, decision: parsed.form.decision, asOf });
    if (!decided.ok && decided.reason === 'not-found') throw notFound();
    req.flashNote(`messages:decision.${decided.ok ? parsed.form.decision : decided.reason}`);
    res.redirect(303, '/messages?shelf=trouble');
  });
}

async function showList(req: Request, res: Response, test: object, errors: Errors = []): Promise<void> {
  const { db, clinic, locale } = clubOf(req);
  const { shelf, older } = messageListQuery.parse(req.query);
  const list = await messageList(db, { clinicId: clinic.id, shelf, older });
  const pause = await sendingPause(db, clinic.id);
  const view = {
    messages: list.messages.map((message) => messageRow(message, locale)),
    shelves: shelfChips(list, shelf, locale),
    isNarrowed: shelf !== null || older !== null,
    olderHref:
      list.olderThan === null
        ? null
        : `/messages?${new URLSearchParams({ ...(shelf ? { shelf } : {}), older: String(list.olderThan) }).toString()}`,
    pause: pause ? { reason: reasonWords(pause.reason, locale), since: locale.fmt.instant(pause.since) } : null,
    test,
  };
  await res.page('messages/index', view, { title: locale.t('messages:list.title'), nav: 'messages', errors });
}
