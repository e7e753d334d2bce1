import type { Request } from 'express';
import { tehranDay } from '../../models/persian/tehran-time.js';
import type { Loyalty } from '../../models/rules/loyalty.js';
import { clubOf } from '../context.js';
import { patientFilterQuery, patientListQuery, searchQuery } from '../forms/patient-list-query.js';
import { writeCsv } from '../files/write-table.js';
import { allow, type Site } from '../http/site.js';
import { can } from '../policies/index.js';
import { patientSight } from '../policies/patient-policy.js';
import { patientSheet } from '../presenters/patient-sheet.js';
import { formChoices } from '../presenters/patient-form-presenter.js';
import { foundView, listedView } from '../presenters/patient-presenter.js';
import { areasInUse, everyPatient, patientList, type PatientFilters } from '../reports/patient-list-report.js';
import { searchPatients } from '../reports/patient-search-report.js';

const PAGE_SIZE = 50;
const FOUND_SHOWN = 8;

/** The clinic's patients: the list with its filters, its export, and the search of the top bar. */
export function patientListRoutes(site: Site): void {
  site.get('/patients', allow('list', 'patient'), async (req, res) => {
    const { db, clinic, staff, asOf, locale, loyalty } = clubOf(req);
    const { t, fmt } = locale;
    const { after, before, ...asked } = patientListQuery.parse(req.query);
    const filters = offered(asked, loyalty);
    const sight = patientSight(staff);
    const list = await patientList(db, { clinicId: clinic.id, sight, filters, asOf, pageSize: PAGE_SIZE, after, before });
    const view = {
      filters,
      isFiltered: addressOf(filters) !== '/patients',
      isOwn: sight.physicianId !== null,
      count: list.isCountCut ? t('patients:list.countMore', { count: list.count }) : t('patients:list.count', { count: list.count }),
      understood: list.understoodAs === null ? null : t('patients:list.understood', { words: list.understoodAs }),
      patients: list.patients.map((patient) => listedView(patient, asOf, locale)),
      areas: (await areasInUse(db, clinic.id)).map((value) => ({ value, label: fmt.digits(value) })),
      ...formChoices(filters.source, locale),
      previousHref: list.beforeId === null ? null : addressOf(filters, { before: list.beforeId }),
      nextHref: list.afterId === null ? null : addressOf(filters, { after: list.afterId }),
      exportHref: can(staff, 'export', 'patient') ? addressOf(filters, {}, '/patients.csv') : null,
    };
    await res.page('patients/index', view, { title: t('patients:list.title'), nav: 'patients' });
  });

  site.get('/patients.csv', allow('export', 'patient'), async (req, res) => {
    const { db, clinic, staff, asOf, locale, loyalty } = clubOf(req);
    const filters = offered(patientFilterQuery.parse(req.query), loyalty);
    const patients = everyPatient(db, { clinicId: clinic.id, sight: patientSight(staff), filters, asOf });
    const name = `${locale.t('patients:csv.file')}-${locale.fmt.day(tehranDay(asOf)).replaceAll('/', '-')}.csv`;
    res.type('text/csv; charset=utf-8').attachment(name);
    await writeCsv(res, patientSheet(patients, locale, loyalty));
  });

  site.get('/patients/search', allow('search', 'patient'), async (req, res) => {
    const { db, clinic, staff, asOf, locale } = clubOf(req);
    const words = searchQuery.parse(req.query).q.trim();
    const found = await searchPatients(db, { clinicId: clinic.id, sight: patientSight(staff), q: words, limit: FOUND_SHOWN + 1 });
    const view = {
      words,
      understood: found.understoodAs === null ? null : locale.t('patients:list.understood', { words: found.understoodAs }),
      patients: found.patients.slice(0, FOUND_SHOWN).map((patient) => foundView(patient, asOf, locale)),
      hasMore: found.patients.length > FOUND_SHOWN,
    };
    const isFragment = req.get('hx-request') === 'true' || isAskedByScript(req);
    await res.page('patients/search', view, {
      title: locale.t('patients:search.label'),
      nav: 'patients',
      layout: isFragment ? 'none' : 'desk',
    });
  });
}

/** A filter by what the club does not offer counts as not asked. */
const offered = (filters: PatientFilters, { hasTiers, hasVip }: Loyalty): PatientFilters => ({
  ...filters,
  tier: hasTiers ? filters.tier : null,
  vip: hasVip && filters.vip,
});

/** Without scripts the search box leads to a whole page. */
function isAskedByScript(req: Request): boolean {
  const destination = req.get('sec-fetch-dest');
  return destination !== undefined && destination !== 'document';
}

/** The list's address with these filters, and nothing for what is not asked. */
function addressOf(filters: PatientFilters, page: { after?: number; before?: number } = {}, path = '/patients'): string {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filters, ...page })) {
    if (value === true) asked.set(name, 'yes');
    else if (value !== false && value !== null && value !== '') asked.set(name, String(value));
  }
  const query = asked.toString();
  return query === '' ? path : `${path}?${query}`;
}
