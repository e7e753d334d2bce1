import type { Request, Response } from 'express';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { askForCorrection } from '../actions/ask-as-patient.js';
import { correctionForm } from '../forms/member-form.js';
import { parseForm, typedValues } from '../forms/parse.js';
import { ofPatient, type Site } from '../http/site.js';
import { memberOf } from '../member-door.js';
import { fieldErrors, refusalErrors } from '../presenters/field-errors.js';
import { ownDataView } from '../presenters/member-presenter.js';
import { fileFacts, fullName, shownMobile } from '../presenters/patient-presenter.js';
import { ownArchive, ownConsents, ownMessages, ownProgramme, ownRequests, ownVisits } from '../reports/member-own-report.js';
import { asPatient, homeOf, show } from './own-page.js';

/** What the clinic keeps of a patient: to read, to take along, and to have put right. */
export function memberDataRoutes(site: Site): void {
  site.get('/m/me/data', ofPatient(), async (req, res) => {
    const { db, clinic, patientId, locale } = memberOf(req);
    const { file } = await homeOf(req);
    const whose = { clinicId: clinic.id, patientId };
    const data = {
      visits: await ownVisits(db, whose),
      consents: await ownConsents(db, whose),
      messages: await ownMessages(db, whose),
      requests: await ownRequests(db, whose),
    };
    const facts = [
      { label: locale.t('patients:field.name'), value: fullName(file) },
      {
        label: locale.t('patients:field.mobile'),
        value: shownMobile(file.mobile, locale) || locale.t('patients:unknown'),
        isLtr: file.mobile !== null,
      },
      { label: locale.t('patients:field.memberNumber'), value: locale.fmt.digits(file.memberNumber) },
      ...fileFacts(file, locale),
    ];
    await show(req, res, 'data', { facts, chapters: ownDataView(data, locale) });
  });

  site.get('/m/me/data.json', ofPatient(), async (req, res) => {
    const { db, clinic, patientId, asOf, loyalty } = memberOf(req);
    const { file } = await homeOf(req);
    const { id: _id, tier, ...rest } = file;
    const whose = { clinicId: clinic.id, patientId };
    const day = tehranDay(asOf);
    const archive = {
      clinic: clinic.name,
      writtenAt: asOf,
      // What the club does not offer stands in no file either.
      file: { ...rest, ...(loyalty.hasTiers ? { tier } : {}) },
      ...(await ownArchive(db, whose)),
      ...(loyalty.hasPoints ? await ownProgramme(db, { ...whose, day }) : {}),
    };
    res
      .attachment(`hamdam-${String(file.memberNumber)}.json`)
      .type('application/json')
      .send(JSON.stringify(archive, null, 2));
  });

  site.get('/m/me/correction', ofPatient(), (req, res) => showCorrection(req, res));

  site.post('/m/me/corrections', ofPatient(), async (req, res) => {
    const { locale } = memberOf(req);
    const parsed = parseForm(correctionForm, req.body);
    if (!parsed.ok) return showCorrection(req, res, fieldErrors(parsed.problems, 'me', locale));
    const asked = await askForCorrection({ ...asPatient(req), text: parsed.form.text });
    if (!asked.ok) return showCorrection(req, res, refusalErrors({ ...asked, field: 'text' }, 'me', locale));
    req.flashNote('me:flash.correctionAsked');
    res.redirect(303, '/m/me/data');
  });
}

function showCorrection(req: Request, res: Response, errors: { field: string; message: string }[] = []): Promise<void> {
  return show(req, res, 'correction', { text: typedValues(req.body)['text'] ?? '' }, errors);
}
