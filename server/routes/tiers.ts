import { tehranDay } from '../../models/persian/tehran-time.js';
import { clubOf } from '../context.js';
import { badRequest } from '../errors.js';
import { tierChangesQuery } from '../forms/tier-changes-query.js';
import { allow, type Site } from '../http/site.js';
import { can } from '../policies/index.js';
import { patientSight } from '../policies/patient-policy.js';
import { changeChoices, changeCounts, changeRow, changesHref, changesSheet } from '../presenters/tier-changes-presenter.js';
import { countRows, ruleCards } from '../presenters/tier-page-presenter.js';
import { everyTierChange, tierChangeCounts, tierChanges } from '../reports/tier-changes-report.js';
import { ruleVersions, tierCounts } from '../reports/tier-report.js';
import { sendSheet } from './send-sheet.js';
import { whenOffered } from './when-offered.js';

const CHANGES_ON_FRONT = 8;
const CHANGES_A_PAGE = 50;

/** The club's tiers: the rules and their versions, who has which tier, and every change of a period with its cause. */
export function tierRoutes(site: Site): void {
  site.get('/tiers', allow('read', 'tier'), whenOffered('hasTiers'), async (req, res) => {
    const { db, clinic, staff, asOf, locale } = clubOf(req);
    const sight = patientSight(staff);
    const { changes } = await tierChanges(db, { clinicId: clinic.id, sight, pageSize: CHANGES_ON_FRONT });
    const view = {
      counts: countRows(await tierCounts(db, clinic.id), locale),
      rules: ruleCards(await ruleVersions(db, clinic.id), tehranDay(asOf), locale),
      changes: changes.map((change) => changeRow(change, locale)),
    };
    await res.page('tiers/index', view, { title: locale.t('tiers:title'), nav: 'tiers' });
  });

  site.get('/tiers/changes', allow('read', 'tier'), whenOffered('hasTiers'), async (req, res) => {
    const { db, clinic, staff, asOf, locale } = clubOf(req);
    const query = tierChangesQuery(tehranDay(asOf)).parse(req.query);
    const { fromOn, toOn, direction, cause, older } = query;
    const errors = (['from', 'to'] as const)
      .filter((field) => query[`${field}On`] === undefined)
      .map((field) => ({ field, message: locale.t('tiers:reasons.day-unreadable') }));
    if (fromOn && toOn && toOn < fromOn) errors.push({ field: 'to', message: locale.t('tiers:reasons.period-turned') });
    const filters = { fromOn: fromOn ?? null, toOn: toOn ?? null, direction, cause };
    const asked = { clinicId: clinic.id, sight: patientSight(staff), filters };
    const isRefused = errors.length > 0;
    const { changes, olderThan } = isRefused
      ? { changes: [], olderThan: null }
      : await tierChanges(db, { ...asked, before: older, pageSize: CHANGES_A_PAGE });
    const view = {
      query,
      ...changeChoices(locale),
      counts: isRefused ? null : changeCounts(await tierChangeCounts(db, asked), locale),
      changes: changes.map((change) => changeRow(change, locale)),
      sheets:
        can(staff, 'export', 'tier') && changes.length > 0
          ? { csv: changesHref(query, { format: 'csv' }), xlsx: changesHref(query, { format: 'xlsx' }) }
          : null,
      olderHref: olderThan === null ? null : changesHref(query, { older: olderThan }),
      newestHref: older === null ? null : changesHref(query),
    };
    await res.page('tiers/changes', view, { title: locale.t('tiers:changes.title'), nav: 'tiers', errors });
  });

  site.get('/tiers/changes/sheet', allow('export', 'tier'), whenOffered('hasTiers'), async (req, res) => {
    const { db, clinic, staff, asOf, locale } = clubOf(req);
    const { fromOn, toOn, direction, cause, format } = tierChangesQuery(tehranDay(asOf)).parse(req.query);
    // A file that leaves is asked for by its format, so that the audit log sees it.
    if (req.query['format'] !== format || fromOn === undefined || toOn === undefined) throw badRequest();
    const filters = { fromOn, toOn, direction, cause };
    const changes = everyTierChange(db, { clinicId: clinic.id, sight: patientSight(staff), filters });
    await sendSheet(res, { name: 'hamdam-tier-changes', format, isRtl: locale.dir === 'rtl', sheet: changesSheet(changes, locale) });
  });
}
