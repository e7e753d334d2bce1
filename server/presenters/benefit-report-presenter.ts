import { SMALLEST_SHOWN } from '../../models/statistics/small-cells.js';
import type { Cell } from '../files/write-table.js';
import type { Locale } from '../locale.js';
import type { BalanceRow, BalanceTable } from '../reports/benefit-balance-report.js';
import type { GivenDiscount } from '../reports/discount-report.js';
import type { WinWin, WinWinGroup } from '../reports/win-win-report.js';

export interface ShownTable {
  head: string[];
  rows: { label: string; cells: string[] }[];
  total: { label: string; cells: string[] } | null;
  hasHidden: boolean;
  /** The same rows with plain numbers, for a spreadsheet. */
  sheet: { header: string[]; rows: Cell[][] };
}

const COLUMNS = ['granted', 'open', 'used', 'expired', 'reversed', 'costRial', 'valueRial'] as const;
const WORDS = {
  granted: 'granted',
  open: 'open',
  used: 'used',
  expired: 'expired',
  reversed: 'reversed',
  costRial: 'cost',
  valueRial: 'value',
} as const;

/** The balance of grants as a table; `nameOf` says a row's label in words. */
export function balanceTable(
  table: BalanceTable,
  first: 'benefit' | 'tier',
  nameOf: (label: string) => string,
  { t, fmt }: Locale,
): ShownTable {
  const hidden = t('benefits:report.hidden');
  const isMoney = (column: string): boolean => column.endsWith('Rial');
  const said = (row: BalanceRow): string[] =>
    COLUMNS.map((column) => {
      const value = row[column];
      return value === null ? hidden : isMoney(column) ? fmt.toman(value) : fmt.number(value);
    });
  const plain = (row: BalanceRow): Cell[] =>
    COLUMNS.map((column) => (row[column] === null ? hidden : isMoney(column) ? row[column] / 10 : row[column]));
  const head = [t(`benefits:report.${first}`), ...COLUMNS.map((column) => t(`benefits:report.${WORDS[column]}`))];
  const all = t('benefits:report.total');
  return {
    head,
    rows: table.rows.map((row) => ({ label: nameOf(row.label), cells: said(row) })),
    total: { label: all, cells: said(table.total) },
    hasHidden: table.hasHidden,
    sheet: { header: head, rows: [...table.rows.map((row) => [nameOf(row.label), ...plain(row)]), [all, ...plain(table.total)]] },
  };
}

/** The discounts of a period as a table; rules of fewer than five people are not told, and no sum is. */
export function discountTable(given: readonly GivenDiscount[], { t, fmt }: Locale): ShownTable {
  const hidden = t('benefits:report.hidden');
  const head = ['rule', 'people', 'visits', 'list', 'off', 'paid'].map((column) => t(`discounts:report.${column}`));
  const label = (one: GivenDiscount): string => t('discounts:reason', { kind: t(`discounts:kind.${one.kind}`), name: one.name });
  const figures = (one: GivenDiscount): number[] => [
    one.people,
    one.visits,
    one.listRial,
    one.discountRial,
    one.listRial - one.discountRial,
  ];
  const isSmall = (one: GivenDiscount): boolean => one.people < SMALLEST_SHOWN;
  return {
    head,
    rows: given.map((one) => ({
      label: label(one),
      cells: figures(one).map((value, i) => (isSmall(one) ? hidden : i < 2 ? fmt.number(value) : fmt.toman(value))),
    })),
    total: null,
    hasHidden: given.some(isSmall),
    sheet: {
      header: head,
      rows: given.map((one) => [label(one), ...figures(one).map((value, i) => (isSmall(one) ? hidden : i < 2 ? value : value / 10))]),
    },
  };
}

/** What members received beside what they brought. */
export function winWinTable({ received, others }: WinWin, { t, fmt }: Locale): ShownTable & { sentence: string } {
  const head = ['group', 'people', 'value', 'cost', 'visits', 'visitsEach', 'amount'].map((column) => t(`benefits:winWin.${column}`));
  const hidden = t('benefits:winWin.hidden');
  const each = ({ visits, people }: WinWinGroup): number => (people === 0 ? 0 : visits / people);
  const rows = (['received', 'others'] as const).map((name) => ({
    name: t(`benefits:winWin.${name}`),
    group: name === 'received' ? received : others,
  }));
  const said = (group: WinWinGroup | null): string[] =>
    group === null
      ? head.slice(1).map(() => hidden)
      : [
          fmt.number(group.people),
          fmt.toman(group.valueRial),
          fmt.toman(group.costRial),
          fmt.number(group.visits),
          fmt.number(each(group), 1),
          fmt.toman(group.amountRial),
        ];
  const plain = (group: WinWinGroup | null): Cell[] =>
    group === null
      ? head.slice(1).map(() => hidden)
      : [group.people, group.valueRial / 10, group.costRial / 10, group.visits, Number(each(group).toFixed(1)), group.amountRial / 10];
  const sentence =
    received === null || received.people === 0
      ? t('benefits:winWin.nothing')
      : t('benefits:winWin.sentence', {
          people: received.people,
          value: fmt.toman(received.valueRial),
          visits: received.visits,
          amount: fmt.toman(received.amountRial),
        });
  return {
    head,
    rows: rows.map(({ name, group }) => ({ label: name, cells: said(group) })),
    total: null,
    hasHidden: received === null || others === null,
    sheet: { header: head, rows: rows.map(({ name, group }) => [name, ...plain(group)]) },
    sentence,
  };
}
