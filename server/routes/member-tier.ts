import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { giveStanding } from '../actions/give-standing.js';
import { revokeStanding } from '../actions/revoke-standing.js';
import { clubOf } from '../context.js';
import { idOf, notFound } from '../errors.js';
import { parseForm, typedValues } from '../forms/parse.js';
import { standingForm } from '../forms/standing-form.js';
import { tierDayQuery } from '../forms/tier-form.js';
import { allow, type Site } from '../http/site.js';
import { can } from '../policies/index.js';
import { patientSight } from '../policies/patient-policy.js';
import { fieldErrors, refusalErrors } from '../presenters/field-errors.js';
import { standingChoices, standingRow } from '../presenters/standing-presenter.js';
import { changeRow } from '../presenters/tier-changes-presenter.js';
import { tierView } from '../presenters/tier-presenter.js';
import { memberFile, type MemberFile } from '../reports/member-page-report.js';
import { givenStanding } from '../reports/standing-report.js';
import { tierChanges } from '../reports/tier-changes-report.js';
import { explainedTier, specialtiesInUse } from '../reports/tier-report.js';
import { whenOffered } from './when-offered.js';

type Errors = { field: string; message: string }[];
type Values = Record<string, string | string[]>;

const CHANGES_SHOWN = 50;

/** One member's tier: why, on any past day, its history, and the standing that a manager gives by hand. */
export function memberTierRoutes(site: Site): void {
  const offered = whenOffered('hasTiers');

  site.get('/patients/:id/tier', allow('read', 'tier'), offered, async (req, res) => {
    await show(req, res, await fileInSight(req));
  });

  site.post('/patients/:id/standing-credits', allow('give', 'standing'), offered, async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const file = await fileInSight(req);
    const values = typedValues(req.body);
    const parsed = parseForm(standingForm(tehranDay(asOf)), req.body);
    if (!parsed.ok) return show(req, res, file, values, fieldErrors(parsed.problems, 'tiers', locale));
    const given = await giveStanding({ db, clinic, actor, asOf, patientId: file.id, form: parsed.form });
    if (!given.ok && given.reason === 'not-found') throw notFound();
    if (!given.ok) return show(req, res, file, values, refusalErrors(given, 'tiers', locale));
    req.flashNote('tiers:given.saved', { count: parsed.form.credits });
    res.redirect(303, `/patients/${String(file.id)}/tier`);
  });

  site.post('/patients/:id/standing-credits/:creditId/revocation', allow('give', 'standing'), offered, async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const file = await fileInSight(req);
    const revoked = await revokeStanding({ db, clinic, actor, asOf, patientId: file.id, id: idOf(req.params['creditId']) });
    if (!revoked.ok && revoked.reason === 'not-found') throw notFound();
    if (revoked.ok) req.flashNote('tiers:given.revokedNote');
    else req.flashNote('tiers:refused', { reason: refusalErrors(revoked, 'tiers', locale)[0]?.message });
    res.redirect(303, `/patients/${String(file.id)}/tier`);
  });
}

async function fileInSight(req: Request): Promise<MemberFile> {
  const { db, clinic, staff } = clubOf(req);
  const file = await memberFile(db, { clinicId: clinic.id, sight: patientSight(staff), id: idOf(req.params['id']) });
  if (!file) throw notFound();
  return file;
}

async function show(
  req: Request,
  res: Response,
  file: MemberFile,
  typedStanding: Values | null = null,
  refused: Errors = [],
): Promise<void> {
  const { db, clinic, staff, asOf, locale } = clubOf(req);
  const { t, fmt } = locale;
  const today = tehranDay(asOf);
  const errors = [...refused];
  const { typed, on } = tierDayQuery(today).parse(req.query);
  if (on === null) errors.push({ field: 'on', message: t('tiers:reasons.day-unreadable') });
  else if (on > today) errors.push({ field: 'on', message: t('tiers:reasons.day-ahead') });
  const day = on === null || on > today ? today : on;
  const about = { clinicId: clinic.id, patientId: file.id };
  const why = await explainedTier(db, { ...about, on: day });
  const { changes } = await tierChanges(db, { ...about, sight: patientSight(staff), pageSize: CHANGES_SHOWN });
  const mayGive = can(staff, 'give', 'standing') && file.status === 'member' && !file.deletedAt;
  const view = {
    patient: { id: file.id, name: `${file.firstName} ${file.lastName}` },
    typed,
    day: fmt.longDay(day),
    why: tierView(why, today, locale),
    standing: (await givenStanding(db, about)).map((credit) => standingRow(credit, today, locale)),
    give: mayGive
      ? {
          values: { fromOn: fmt.day(today), submissionKey: randomUUID(), ...typedStanding },
          owners: standingChoices(await specialtiesInUse(db, clinic.id), locale),
        }
      : null,
    changes: changes.map((change) => changeRow(change, locale)),
  };
  await res.page('tiers/patient', view, { title: t('tiers:patient.title', { name: view.patient.name }), nav: 'patients', errors });
}
