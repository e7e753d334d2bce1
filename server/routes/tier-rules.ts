import { setTimeout as pause } from 'node:timers/promises';
import type { Request, Response } from 'express';
import { tehranDay } from '../../models/persian/tehran-time.js';
import type { TierRuleVersion } from '../../models/rules/tier-rule.js';
import { tierRules } from '../../models/tier-rule-book.js';
import { changeTierRule, wishRefusal } from '../actions/change-tier-rule.js';
import { endTierRule, endingVersion } from '../actions/end-tier-rule.js';
import { reviewTiers } from '../actions/review-tiers.js';
import { withdrawTierRule } from '../actions/withdraw-tier-rule.js';
import type { Desk } from '../app.js';
import { clubOf } from '../context.js';
import { badRequest, idOf, notFound, type Refused } from '../errors.js';
import { parseForm, typedValues } from '../forms/parse.js';
import { rulePrefillQuery, tierRuleEndForm, tierRuleForm } from '../forms/tier-form.js';
import { allow, type Site } from '../http/site.js';
import { fieldErrors, refusalErrors } from '../presenters/field-errors.js';
import { ruleOwners, ruleTitle, typedFromRule } from '../presenters/tier-page-presenter.js';
import { moversSheet, previewView, type PreviewView } from '../presenters/tier-preview-presenter.js';
import { mayBeWrittenTo, namedMovers, tierPreview } from '../reports/tier-preview-report.js';
import { ruleVersions, specialtiesInUse } from '../reports/tier-report.js';
import { sendSheet } from './send-sheet.js';
import { whenOffered } from './when-offered.js';

type Errors = { field: string; message: string }[];
type Version = Omit<TierRuleVersion, 'id'>;

const MOVERS_SHOWN = 20;
/** A small clinic's tiers are right before the next page opens; a large one's a little later. */
const PATIENCE_MS = 1_500;

/** Writing the rules: a new version, the end of a rule, taking back what has not begun, and what each would change before it is saved. */
export function tierRuleRoutes(site: Site, { log }: Pick<Desk, 'log'>): void {
  const may = allow('edit', 'tier');
  const offered = whenOffered('hasTiers');

  site.get('/tiers/rules/new', may, offered, async (req, res) => {
    const { db, clinic, asOf, locale } = clubOf(req);
    const { specialtyId, ...filled } = rulePrefillQuery.parse(req.query);
    const typed = typedFromRule(await ruleVersions(db, clinic.id), specialtyId, tehranDay(asOf), locale);
    const given = Object.fromEntries(Object.entries(filled).filter(([, value]) => value !== undefined));
    await showNew(req, res, { ...typed, ...given });
  });

  site.post('/tiers/rules/previews', may, offered, async (req, res) => {
    const values = typedValues(req.body);
    const asked = await wishedVersion(req, req.body);
    if (!asked.ok) return showNew(req, res, values, asked.errors);
    await showNew(req, res, values, [], await previewOf(req, asked.version, addressOf(values)));
  });

  site.post('/tiers/rules', may, offered, async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const values = typedValues(req.body);
    const parsed = parseForm(tierRuleForm(tehranDay(asOf)), req.body);
    if (!parsed.ok) return showNew(req, res, values, fieldErrors(parsed.problems, 'tiers', locale));
    const changed = await changeTierRule({ db, clinic, actor, asOf, form: parsed.form });
    if (!changed.ok) return showNew(req, res, values, refusal(req, changed));
    await reviewSoon(req, parsed.form.effectiveOn);
    req.flashNote('tiers:saved', { on: locale.fmt.longDay(parsed.form.effectiveOn) });
    res.redirect(303, '/tiers');
  });

  site.post('/tiers/rules/:id/withdrawal', may, offered, async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const withdrawn = await withdrawTierRule({ db, clinic, actor, asOf, id: idOf(req.params['id']) });
    if (!withdrawn.ok && withdrawn.reason === 'not-found') throw notFound();
    if (withdrawn.ok) req.flashNote('tiers:withdrawn');
    else req.flashNote('tiers:refused', { reason: refusalErrors(withdrawn, 'tiers', locale)[0]?.message });
    res.redirect(303, '/tiers');
  });

  site.get('/tiers/endings/new', may, offered, async (req, res) => {
    const { asOf, locale } = clubOf(req);
    const { specialtyId } = rulePrefillQuery.parse(req.query);
    await showEnding(req, res, {
      specialtyId: specialtyId === null ? '' : String(specialtyId),
      effectiveOn: locale.fmt.day(tehranDay(asOf)),
    });
  });

  site.post('/tiers/endings/previews', may, offered, async (req, res) => {
    const values = typedValues(req.body);
    const asked = await endedVersion(req, req.body);
    if (!asked.ok) return showEnding(req, res, values, asked.errors);
    await showEnding(req, res, values, [], await previewOf(req, asked.version, addressOf({ ...values, ends: 'yes' })));
  });

  site.post('/tiers/endings', may, offered, async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const values = typedValues(req.body);
    const parsed = parseForm(tierRuleEndForm(tehranDay(asOf)), req.body);
    if (!parsed.ok) return showEnding(req, res, values, fieldErrors(parsed.problems, 'tiers', locale));
    const ended = await endTierRule({ db, clinic, actor, asOf, form: parsed.form });
    if (!ended.ok) return showEnding(req, res, values, refusal(req, ended));
    await reviewSoon(req, parsed.form.effectiveOn);
    req.flashNote('tiers:ended', { on: locale.fmt.longDay(parsed.form.effectiveOn) });
    res.redirect(303, '/tiers');
  });

  site.get('/tiers/movers', may, offered, async (req, res) => {
    const { db, clinic, asOf, locale } = clubOf(req);
    const { format, ends, ...typed } = req.query;
    const asked = ends === 'yes' ? await endedVersion(req, typed) : await wishedVersion(req, typed);
    if (!asked.ok || (format !== 'csv' && format !== 'xlsx')) throw badRequest();
    const { rise, fall, on } = await tierPreview(db, { clinicId: clinic.id, version: asked.version, today: tehranDay(asOf) });
    const sheet = moversSheet(await namedMovers(db, clinic.id, [...rise, ...fall]), on, locale);
    await sendSheet(res, { name: 'hamdam-tier-movers', format, isRtl: locale.dir === 'rtl', sheet });
  });

  /** Tiers follow a rule that is in force already; for a large clinic a little after the page. */
  async function reviewSoon(req: Request, effectiveOn: string): Promise<void> {
    const { db, clinic, actor, asOf } = clubOf(req);
    if (effectiveOn > tehranDay(asOf)) return;
    const review = reviewTiers({ db, clinic, actor, asOf, cause: 'tier-rule.changed' }).catch((error: unknown) => {
      log.error({ err: error }, 'the review after a changed tier rule failed; the nightly one does it again');
    });
    await Promise.race([review, pause(PATIENCE_MS)]);
  }
}

type Asked = { ok: true; version: Version } | { ok: false; errors: Errors };

async function wishedVersion(req: Request, sent: unknown): Promise<Asked> {
  const { db, clinic, asOf, locale } = clubOf(req);
  const today = tehranDay(asOf);
  const parsed = parseForm(tierRuleForm(today), sent);
  if (!parsed.ok) return { ok: false, errors: fieldErrors(parsed.problems, 'tiers', locale) };
  const versions = await tierRules(db, clinic.id);
  const refused = await wishRefusal(db, { clinicId: clinic.id, wish: parsed.form, versions, today });
  return refused ? { ok: false, errors: refusal(req, refused) } : { ok: true, version: { ...parsed.form, isEnded: false } };
}

async function endedVersion(req: Request, sent: unknown): Promise<Asked> {
  const { db, clinic, asOf, locale } = clubOf(req);
  const today = tehranDay(asOf);
  const parsed = parseForm(tierRuleEndForm(today), sent);
  if (!parsed.ok) return { ok: false, errors: fieldErrors(parsed.problems, 'tiers', locale) };
  const ending = endingVersion(parsed.form, await tierRules(db, clinic.id), today);
  return ending.ok ? ending : { ok: false, errors: refusal(req, ending) };
}

async function previewOf(req: Request, version: Version, query: string): Promise<PreviewView> {
  const { db, clinic, asOf, locale } = clubOf(req);
  const preview = await tierPreview(db, { clinicId: clinic.id, version, today: tehranDay(asOf) });
  const named = {
    rise: await namedMovers(db, clinic.id, preview.rise.slice(0, MOVERS_SHOWN)),
    fall: await namedMovers(db, clinic.id, preview.fall.slice(0, MOVERS_SHOWN)),
  };
  const reachable = await mayBeWrittenTo(db, clinic.id, [...preview.rise, ...preview.fall]);
  return previewView({ preview, named, reachable }, query, locale);
}

/** A refusal in words; the day of the version that stands in the way is said as a day. */
function refusal(req: Request, refused: Refused): Errors {
  const { locale } = clubOf(req);
  const on = refused.params?.['on'];
  return refusalErrors(typeof on === 'string' ? { ...refused, params: { on: locale.fmt.longDay(on) } } : refused, 'tiers', locale);
}

const addressOf = (values: Record<string, string | string[]>): string =>
  new URLSearchParams(Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string')).toString();

async function showNew(
  req: Request,
  res: Response,
  values: object,
  errors: Errors = [],
  preview: PreviewView | null = null,
): Promise<void> {
  const { db, clinic, locale } = clubOf(req);
  const owners = ruleOwners(await specialtiesInUse(db, clinic.id), locale);
  await res.page('tiers/new', { values, owners, preview }, { title: locale.t('tiers:new.title'), nav: 'tiers', errors });
}

async function showEnding(
  req: Request,
  res: Response,
  values: Record<string, string | string[]>,
  errors: Errors = [],
  preview: PreviewView | null = null,
): Promise<void> {
  const { db, clinic, locale } = clubOf(req);
  const versions = await ruleVersions(db, clinic.id);
  const specialtyId = values['specialtyId'] ? Number(values['specialtyId']) : null;
  const ofTrack = versions.find((version) => version.specialtyId === specialtyId);
  if (!ofTrack) throw notFound();
  const view = { values, rule: ruleTitle(ofTrack.specialty, locale), preview };
  await res.page('tiers/ending', view, { title: locale.t('tiers:ending.title', { rule: view.rule }), nav: 'tiers', errors });
}
