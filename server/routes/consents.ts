import type { Request, Response } from 'express';
import { giveConsent } from '../actions/give-consent.js';
import { withdrawConsent } from '../actions/withdraw-consent.js';
import { clubOf } from '../context.js';
import { badRequest, idOf, notFound } from '../errors.js';
import { consentForm, purposeOf } from '../forms/consent-form.js';
import { parseForm } from '../forms/parse.js';
import { allow, type Site } from '../http/site.js';

/** What a patient allows, purpose by purpose. */
export function consentRoutes(site: Site): void {
  site.post('/patients/:id/consents/:purpose', allow('give', 'consent'), (req, res) =>
    say(req, res, giveConsent, 'patients:flash.consentGiven'),
  );
  site.post('/patients/:id/consents/:purpose/withdrawal', allow('withdraw', 'consent'), (req, res) =>
    say(req, res, withdrawConsent, 'patients:flash.consentWithdrawn'),
  );
}

async function say(req: Request, res: Response, action: typeof giveConsent, note: string): Promise<void> {
  const { db, clinic, actor, asOf, locale } = clubOf(req);
  const patientId = idOf(req.params['id']);
  const purpose = purposeOf(req.params['purpose']);
  if (purpose === null) throw notFound();
  const parsed = parseForm(consentForm, req.body);
  if (!parsed.ok) throw badRequest();
  const said = await action({ db, clinic, actor, patientId, purpose, form: parsed.form, asOf });
  if (!said.ok) throw notFound();
  req.flashNote(note, { purpose: locale.t(`patients:consent.purpose.${purpose}`) });
  res.redirect(303, `/patients/${patientId}`);
}
