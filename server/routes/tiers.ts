import { setTimeout as pause } from 'node:timers/promises';
import type { Request, Response } from 'express';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { changeTierRule, refusedWish } from '../actions/change-tier-rule.js';
import { reviewTiers } from '../actions/review-tiers.js';
import type { Desk } from '../app.js';
import { clubOf } from '../context.js';
import { idOf, notFound } from '../errors.js';
import { parseForm, typedValues } from '../forms/parse.js';
import { changesQuery, tierDayQuery, tierRuleForm } from '../forms/tier-form.js';
import { allow, type Site } from '../http/site.js';
import { patientSight } from '../policies/patient-policy.js';
import { fieldErrors, refusalErrors } from '../presenters/field-errors.js';
import { changeRow, countRows, previewView, typedFromRule, versionRows } from '../presenters/tier-page-presenter.js';
import { tierView } from '../presenters/tier-presenter.js';
import { memberFile } from '../reports/member-page-report.js';
import { tierPreview } from '../reports/tier-preview-report.js';
import { explainedTier, ruleVersions, tierChanges, tierCounts } from '../reports/tier-report.js';
import { whenOffered } from './when-offered.js';

type Errors = { field: string; message: string }[];

const CHANGES_ON_FRONT = 8;
const CHANGES_A_PAGE = 50;
/** A small clinic's tiers are right before the next page opens; a large one's a little later. */
const PATIENCE_MS = 1_500;

/** The club's tiers: the rule and its versions, who has which, what changed, and a member's tier on any past day. */
export function tierRoutes(site: Site, { log }: Pick<Desk, 'log'>): void {
  site.get('/tiers', allow('read', 'tier'), whenOffered('hasTiers'), async (req, res) => {
    const { db, clinic, staff, asOf, locale } = clubOf(req);
    const sight = patientSight(staff);
    const { changes } = await tierChanges(db, { clinicId: clinic.id, sight, pageSize: CHANGES_ON_FRONT });
    const view = {
      counts: countRows(await tierCounts(db, clinic.id), locale),
      versions: versionRows(await ruleVersions(db, clinic.id), tehranDay(asOf), locale),
      changes: changes.map((change) => changeRow(change, locale)),
    };
    await res.page('tiers/index', view, { title: locale.t('tiers:title'), nav: 'tiers' });
  });

  site.get('/tiers/changes', allow('read', 'tier'), whenOffered('hasTiers'), async (req, res) => {
    const { db, clinic, staff, locale } = clubOf(req);
    const { older } = changesQuery.parse(req.query);
    const asked = { clinicId: clinic.id, sight: patientSight(staff), before: older, pageSize: CHANGES_A_PAGE };
    const { changes, olderThan } = await tierChanges(db, asked);
    const view = {
      changes: changes.map((change) => changeRow(change, locale)),
      olderHref: olderThan === null ? null : `/tiers/changes?older=${String(olderThan)}`,
      newestHref: older === null ? null : '/tiers/changes',
    };
    await res.page('tiers/changes', view, { title: locale.t('tiers:changes.title'), nav: 'tiers' });
  });

  site.get('/tiers/rules/new', allow('edit', 'tier'), whenOffered('hasTiers'), async (req, res) => {
    const { db, clinic, asOf, locale } = clubOf(req);
    const today = tehranDay(asOf);
    const [inForce] = (await ruleVersions(db, clinic.id)).filter((version) => version.effectiveOn <= today);
    await showNew(req, res, typedFromRule(inForce, today, locale));
  });

  site.post('/tiers/rules/previews', allow('edit', 'tier'), whenOffered('hasTiers'), async (req, res) => {
    const { db, clinic, asOf, locale } = clubOf(req);
    const today = tehranDay(asOf);
    const values = typedValues(req.body);
    const parsed = parseForm(tierRuleForm(today), req.body);
    if (!parsed.ok) return showNew(req, res, values, fieldErrors(parsed.problems, 'tiers', locale));
    const refusal = refusedWish(parsed.form, today);
    if (refusal) return showNew(req, res, values, refusalErrors(refusal, 'tiers', locale));
    const preview = await tierPreview(db, { clinicId: clinic.id, rule: { ...parsed.form, specialtyId: null }, today });
    await showNew(req, res, values, [], previewView(preview, locale));
  });

  site.post('/tiers/rules', allow('edit', 'tier'), whenOffered('hasTiers'), async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const today = tehranDay(asOf);
    const parsed = parseForm(tierRuleForm(today), req.body);
    if (!parsed.ok) return showNew(req, res, typedValues(req.body), fieldErrors(parsed.problems, 'tiers', locale));
    const changed = await changeTierRule({ db, clinic, actor, asOf, form: parsed.form });
    if (!changed.ok) return showNew(req, res, typedValues(req.body), refusalErrors(changed, 'tiers', locale));
    if (parsed.form.effectiveOn <= today) {
      const review = reviewTiers({ db, clinic, actor, asOf, cause: 'tier-rule.changed' }).catch((error: unknown) => {
        log.error({ err: error }, 'the review after a changed tier rule failed; the nightly one does it again');
      });
      await Promise.race([review, pause(PATIENCE_MS)]);
    }
    req.flashNote('tiers:saved', { on: locale.fmt.longDay(parsed.form.effectiveOn) });
    res.redirect(303, '/tiers');
  });

  site.get('/patients/:id/tier', allow('read', 'tier'), whenOffered('hasTiers'), async (req, res) => {
    const { db, clinic, staff, asOf, locale } = clubOf(req);
    const today = tehranDay(asOf);
    const asked = { clinicId: clinic.id, sight: patientSight(staff), id: idOf(req.params['id']) };
    const file = await memberFile(db, asked);
    if (!file) throw notFound();
    const { typed, on } = tierDayQuery(today).parse(req.query);
    const errors: Errors = [];
    if (on === null) errors.push({ field: 'on', message: locale.t('tiers:reasons.day-unreadable') });
    else if (on > today) errors.push({ field: 'on', message: locale.t('tiers:reasons.day-ahead') });
    const day = on === null || on > today ? today : on;
    const why = await explainedTier(db, { clinicId: clinic.id, patientId: file.id, on: day });
    const { changes } = await tierChanges(db, { ...asked, patientId: file.id, pageSize: CHANGES_A_PAGE });
    const view = {
      patient: { id: file.id, name: `${file.firstName} ${file.lastName}` },
      typed,
      day: locale.fmt.longDay(day),
      why: tierView(why, today, locale),
      changes: changes.map((change) => changeRow(change, locale)),
    };
    await res.page('tiers/patient', view, { title: locale.t('tiers:patient.title', { name: view.patient.name }), nav: 'patients', errors });
  });
}

const showNew = (req: Request, res: Response, values: object, errors: Errors = [], preview: object | null = null): Promise<void> =>
  res.page('tiers/new', { values, preview }, { title: clubOf(req).locale.t('tiers:new.title'), nav: 'tiers', errors });
