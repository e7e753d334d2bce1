import type { Request } from 'express';
import { addDays } from '../../models/persian/jalali.js';
import { instantOf, tehranDay } from '../../models/persian/tehran-time.js';
import { clubOf } from '../context.js';
import { writeCsv } from '../files/write-table.js';
import { auditQuery } from '../forms/audit-query.js';
import { allow, type Site } from '../http/site.js';
import { actionWords, auditRow, auditSheet, isOffered } from '../presenters/audit-presenter.js';
import { auditChoices, auditPage, everyAuditLine } from '../reports/audit-report.js';

const LINES_A_PAGE = 50;

/** Who saw, searched, changed, exported and printed what; for the manager, to read and to take away. */
export function auditRoutes(site: Site): void {
  site.get('/audit', allow('read', 'audit'), async (req, res) => {
    const { db, clinic, locale, loyalty } = clubOf(req);
    const { asked, older, address } = read(req);
    const { lines, olderThan } = await auditPage(db, { ...asked, before: older, pageSize: LINES_A_PAGE });
    const { staff, actions } = await auditChoices(db, clinic.id);
    const { from, to, ...typed } = asked.filters;
    const view = {
      filters: { ...typed, from: from ? locale.fmt.day(from) : '', to: to ? locale.fmt.day(to) : '' },
      staff,
      actions: actions
        .filter((action) => isOffered(action, loyalty))
        .map((action) => ({ value: action, label: actionWords(action, locale, loyalty) })),
      lines: lines.map((line) => auditRow(line, locale, loyalty)),
      exportHref: address('/audit.csv'),
      olderHref: olderThan === null ? null : address('/audit', olderThan),
      newestHref: older === null ? null : address('/audit'),
      isFiltered: address('/audit') !== '/audit',
    };
    await res.page('audit/index', view, { title: locale.t('audit:title'), nav: 'audit' });
  });

  site.get('/audit.csv', allow('export', 'audit'), async (req, res) => {
    const { db, asOf, locale, loyalty } = clubOf(req);
    const name = `${locale.t('audit:file')}-${locale.fmt.day(tehranDay(asOf)).replaceAll('/', '-')}.csv`;
    res.type('text/csv; charset=utf-8').attachment(name);
    await writeCsv(res, auditSheet(everyAuditLine(db, read(req).asked), locale, loyalty));
  });
}

/** The filters of the address, the instants they mean, and the way back to an address. */
function read(req: Request) {
  const { clinic, asOf, locale } = clubOf(req);
  const { older, staff, patient, action, from, to } = auditQuery(tehranDay(asOf)).parse(req.query);
  const filters = { staffId: staff, action, memberNumber: patient, from, to };
  const asked = {
    clinicId: clinic.id,
    filters,
    since: from === null ? null : instantOf(from, '00:00'),
    until: to === null ? null : instantOf(addDays(to, 1), '00:00'),
  };
  const address = (path: string, before?: number): string => {
    const day = (on: string | null): string => (on === null ? '' : locale.fmt.day(on));
    const words = {
      staff: String(staff ?? ''),
      action: action ?? '',
      patient: String(patient ?? ''),
      from: day(from),
      to: day(to),
      older: String(before ?? ''),
    };
    const query = new URLSearchParams(Object.entries(words).filter(([, value]) => value !== '')).toString();
    return query === '' ? path : `${path}?${query}`;
  };
  return { asked, older, address };
}
