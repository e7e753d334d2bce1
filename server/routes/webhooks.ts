import { createHash, timingSafeEqual } from 'node:crypto';
import express, { type Request, type RequestHandler } from 'express';
import { noteDelivery } from '../actions/note-delivery.js';
import { receiveFromLine } from '../actions/receive-message.js';
import type { Desk } from '../app.js';
import { badRequest, notFound } from '../errors.js';
import { deliveryCall, inboundCall } from '../forms/message-form.js';
import { open, type Guard, type Site } from '../http/site.js';
import { deliveryState } from '../sms/kavenegar-codes.js';

/**
 * Where the provider's line calls: a reply came in, a message was delivered. Nothing is signed, so the secret in the path is the key; a wrong one finds
 * no page. By GET or POST, as a form or as JSON, because the provider does not say which. The same call twice changes nothing.
 */
export function webhookRoutes(site: Site, { env }: Desk): void {
  const guard = open('the provider knows no session; the secret in the path is the key', { withoutToken: true });
  const heard = [express.json({ limit: '20kb' }), knowsSecret(env.WEBHOOK_SECRET)];

  onBoth(site, '/webhooks/kavenegar/:secret/inbound', guard, ...heard, async (req, res) => {
    const { db, asOf } = req.club;
    const call = inboundCall.safeParse(saidIn(req));
    if (!call.success) throw badRequest();
    const { from, message, messageid } = call.data;
    await receiveFromLine({ db, providerId: messageid, from, text: message, asOf });
    res.json({ ok: true });
  });

  onBoth(site, '/webhooks/kavenegar/:secret/delivery', guard, ...heard, async (req, res) => {
    const { db, asOf } = req.club;
    const call = deliveryCall.safeParse(saidIn(req));
    if (!call.success) throw badRequest();
    await noteDelivery({ db, providerId: call.data.messageid, state: deliveryState(call.data.status), asOf });
    res.json({ ok: true });
  });
}

function onBoth(site: Site, path: string, guard: Guard, ...handlers: RequestHandler[]): void {
  site.get(path, guard, ...handlers);
  site.post(path, guard, ...handlers);
}

const saidIn = (req: Request): object => ({ ...req.query, ...(req.body as object | undefined) });

/** Compared in constant time; without a secret of our own there is no such page. */
function knowsSecret(secret: string | undefined): RequestHandler {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return (req, _res, next) => {
    const given = req.params['secret'];
    const knows = secret !== undefined && typeof given === 'string' && timingSafeEqual(digest(given), digest(secret));
    next(knows ? undefined : notFound());
  };
}
