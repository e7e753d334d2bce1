import type { Request, Response } from 'express';
import { jalaliYearStart } from '../../models/persian/jalali.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { clubOf } from '../context.js';
import { reportQuery, type ReportQuery } from '../forms/benefit-report-query.js';
import { parseForm, typedValues } from '../forms/parse.js';
import { allow, type Site } from '../http/site.js';
import { balanceTable, discountTable, winWinTable, type ShownTable } from '../presenters/benefit-report-presenter.js';
import { fieldErrors } from '../presenters/field-errors.js';
import { grantBalances } from '../reports/benefit-balance-report.js';
import { givenDiscounts } from '../reports/discount-report.js';
import { winWin } from '../reports/win-win-report.js';
import { sendSheet } from './send-sheet.js';
import { whenOffered } from './when-offered.js';

/** What became of what the club gave, and what members brought: pages, and with ?format=csv or xlsx the table alone. */
export function benefitReportRoutes(site: Site): void {
  const may = allow('report', 'benefit');
  const offered = whenOffered('hasPoints');

  site.get('/benefits/report', may, offered, async (req, res) => {
    const { db, clinic, asOf, locale, loyalty } = clubOf(req);
    const asked = await readQuery(req, res, 'benefits/report', 'benefits:report.title');
    if (!asked) return;
    const period = { clinicId: clinic.id, from: asked.from, to: asked.to, today: tehranDay(asOf) };
    const tables: Record<string, ShownTable> = {
      benefits: balanceTable(await grantBalances(db, 'benefit', period), 'benefit', (label) => label, locale),
      ...(loyalty.hasTiers
        ? { tiers: balanceTable(await grantBalances(db, 'tier', period), 'tier', (label) => locale.t(`tiers:tier.${label}`), locale) }
        : {}),
      discounts: discountTable(await givenDiscounts(db, period), locale),
    };
    const sheet = tables[asked.table]?.sheet;
    if (asked.format && sheet) {
      await sendSheet(res, { name: `benefits-${asked.table}`, format: asked.format, isRtl: locale.dir === 'rtl', sheet });
      return;
    }
    await res.page(
      'benefits/report',
      { ...typedPeriod(req, asked), tables, href: hrefOf(asked, '/benefits/report') },
      shownAs(req, 'benefits:report.title'),
    );
  });

  site.get('/benefits/win-win', may, offered, async (req, res) => {
    const { db, clinic, locale } = clubOf(req);
    const asked = await readQuery(req, res, 'benefits/win-win', 'benefits:winWin.title');
    if (!asked) return;
    const table = winWinTable(await winWin(db, { clinicId: clinic.id, from: asked.from, to: asked.to }), locale);
    if (asked.format) {
      await sendSheet(res, { name: 'win-win', format: asked.format, isRtl: locale.dir === 'rtl', sheet: table.sheet });
      return;
    }
    await res.page(
      'benefits/win-win',
      { ...typedPeriod(req, asked), table, href: hrefOf(asked, '/benefits/win-win') },
      shownAs(req, 'benefits:winWin.title'),
    );
  });
}

type Asked = ReportQuery & { from: string; to: string };

/** The period that the address names, this Jalali year by default; null when the visitor has been told what is wrong with it. */
async function readQuery(req: Request, res: Response, view: string, title: string): Promise<Asked | null> {
  const { asOf, locale } = clubOf(req);
  const today = tehranDay(asOf);
  const parsed = parseForm(reportQuery(today), req.query);
  if (parsed.ok) return { ...parsed.form, from: parsed.form.from ?? jalaliYearStart(today), to: parsed.form.to ?? today };
  const errors = fieldErrors(parsed.problems, 'benefits', locale);
  await res.page(
    view,
    { typed: typedValues(req.query), period: '', tables: {}, table: null, href: '' },
    { ...shownAs(req, title), errors },
  );
  return null;
}

const shownAs = (req: Request, title: string) => ({ title: clubOf(req).locale.t(title), nav: 'benefits' });

function typedPeriod(req: Request, { from, to }: Asked): object {
  const { t, fmt } = clubOf(req).locale;
  const words = { from: fmt.longDay(from), to: fmt.longDay(to) };
  return { typed: { from: fmt.day(from), to: fmt.day(to) }, period: t('benefits:report.period', words) };
}

/** The same page as a spreadsheet: the format and the table follow. */
const hrefOf = ({ from, to }: Asked, path: string): string => `${path}?from=${from}&to=${to}&format=`;
