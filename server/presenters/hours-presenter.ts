import { newcombeInterval } from '../../models/statistics/intervals.js';
import type { HoursQuery } from '../forms/analytics-query.js';
import type { HoursReport } from '../reports/hours-report.js';
import type { AnalyticsWords } from './analytics-words.js';
import { hrefWith, printedTable, type ChartView, type Figures } from './chart-presenter.js';
import { groupFields, type GroupField } from './group-fields.js';

const PATH = '/analytics/hours';
const GROUP = ['sex', 'age', 'education', 'area'] as const;
/** An hour is named when its share differs by this factor, and by more than chance over all hours of the day together. */
const WORTH_SAYING = 1.25;
const CONFIDENCE = 0.998;

export interface WeekView {
  caption: string;
  columns: { name: string; short: string }[];
  rows: { label: string; cells: { shown: string; step: number | null }[] }[];
}

/** The tables of the page: hours by weekdays, and hours of the two groups. */
export function hoursFigures(report: HoursReport, words: AnalyticsWords): { week: Figures; hours: Figures } {
  const { t } = words.locale;
  const labels = hourLabels(report, words);
  const share = (n: number | null | undefined, of: number | null): number | null =>
    n == null || of === null || of === 0 ? null : Number((n / of).toFixed(4));
  const { group, than } = report;
  return {
    week: {
      heading: words.dimension('hour'),
      columns: weekdays(words),
      rows: [
        ...labels.map((label, i) => ({ label, values: report.week[i] ?? [] })),
        { label: t('analytics:sum'), values: report.weekdays },
      ],
    },
    hours: {
      heading: words.dimension('hour'),
      columns: [
        t('analytics:hours.countOf', { group: words.group(group.filters) }),
        t('analytics:hours.shareOf', { group: words.group(group.filters) }),
        ...(than
          ? [
              t('analytics:hours.countOf', { group: words.group(than.filters) }),
              t('analytics:hours.shareOf', { group: words.group(than.filters) }),
            ]
          : []),
      ],
      rows: labels.map((label, i) => ({
        label,
        values: [
          group.hours[i] ?? null,
          share(group.hours[i], group.total),
          ...(than ? [than.hours[i] ?? null, share(than.hours[i], than.total)] : []),
        ],
      })),
    },
  };
}

export interface HoursView {
  isEmpty: boolean;
  /** Fewer than five people altogether. */
  isHidden: boolean;
  group: string;
  isFiltered: boolean;
  week: WeekView;
  weekSentence: string;
  chart: ChartView;
  fields: GroupField[];
  thanFields: GroupField[];
  sheetHref: string;
  csvHref: string;
}

/** The page of when people come: the week as a map, the day as a line beside another group, and sentences. */
export function hoursView(report: HoursReport, query: HoursQuery, words: AnalyticsWords): HoursView {
  const asked = Object.fromEntries(Object.entries(query).filter(([name]) => name !== 'format' && name !== 'table' && name !== 'lang'));
  const second = (name: string): string => `than${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return {
    isEmpty: report.group.total === 0,
    isHidden: report.group.total === null,
    group: words.group(report.group.filters),
    isFiltered: Object.keys(asked).length > 0,
    week: weekView(report, words),
    weekSentence: weekSentence(report, words),
    chart: dayChart(report, hrefWith(PATH, asked, { table: 'hours', format: 'xlsx' }), words),
    fields: groupFields(report.choices, ['specialty', 'year', ...GROUP], query, words),
    thanFields: groupFields(report.choices, GROUP, query, words, second),
    sheetHref: hrefWith(PATH, asked, { format: 'xlsx' }),
    csvHref: hrefWith(PATH, asked, { format: 'csv' }),
  };
}

/** The map of the week: one line per hour, one column per weekday from Saturday, coloured by how busy. */
export function weekView(report: HoursReport, words: AnalyticsWords): WeekView {
  const most = Math.max(1, ...report.week.flat().map((n) => n ?? 0));
  const labels = hourLabels(report, words);
  const rows = report.week
    .map((counts, i) => ({ label: labels[i] ?? '', counts, isUnknown: i === report.hours.length }))
    .filter(({ counts, isUnknown }) => !isUnknown || counts.some((n) => n !== 0));
  return {
    caption: words.locale.t('analytics:hours.week', { group: words.group(report.group.filters) }),
    columns: weekdays(words).map((name, i) => ({ name, short: words.locale.t(`analytics:weekdayShort.${String(i)}`) })),
    rows: rows.map(({ label, counts }) => ({
      label,
      cells: counts.map((n) => ({
        shown: n === null ? '•' : words.locale.fmt.number(n),
        step: n === null ? null : Math.round((10 * n) / most),
      })),
    })),
  };
}

/** The busiest cell of the week in words; only when no hidden cell could be busier. */
export function weekSentence(report: HoursReport, words: AnalyticsWords): string {
  const { t } = words.locale;
  const cells = report.week
    .slice(0, report.hours.length)
    .flatMap((counts, i) => counts.map((n, weekday) => ({ n, hour: report.hours[i] ?? 0, weekday })))
    .filter((cell): cell is typeof cell & { n: number } => cell.n !== null);
  const top = cells.toSorted((a, b) => b.n - a.n)[0];
  const { total } = report.group;
  if (!top || top.n === 0 || total === null) return t('analytics:hours.weekNothing');
  const hiddenMost = total - report.week.flat().reduce<number>((sum, n) => sum + (n ?? 0), 0);
  return t(hiddenMost < top.n ? 'analytics:hours.busiest' : 'analytics:hours.busiestShown', {
    weekday: words.value('weekday', String(top.weekday)),
    hour: hourRange(top.hour, top.hour + 1, words),
    n: top.n,
  });
}

function dayChart(report: HoursReport, sheetHref: string, words: AnalyticsWords): ChartView {
  const { t, fmt } = words.locale;
  const { group, than } = report;
  const figures = hoursFigures(report, words).hours;
  const shares = (who: HoursReport['group']): (number | null)[] =>
    report.hours.map((_, i) => (who.hours[i] == null || who.total === null || who.total === 0 ? null : (who.hours[i] ?? 0) / who.total));
  return {
    id: 'day',
    kind: 'line',
    title: t('analytics:hours.day'),
    sentence: [peakSentence(report, words), differenceSentence(report, words)].filter(Boolean).join(' '),
    labels: report.hours.map((hour) => fmt.digits(hour)),
    series: [
      { name: words.group(group.filters), values: shares(group) },
      ...(than ? [{ name: words.group(than.filters), values: shares(than) }] : []),
    ],
    unit: 'percent',
    sheetHref,
    ...printedTable(figures, (n, column) => (column % 2 === 0 ? words.count(n) : words.share(n))),
  };
}

function peakSentence({ group, hours }: HoursReport, words: AnalyticsWords): string {
  const { t, fmt } = words.locale;
  const known = hours
    .map((hour, i) => ({ hour, n: group.hours[i] ?? null }))
    .filter((each): each is { hour: number; n: number } => each.n !== null);
  const top = known.toSorted((a, b) => b.n - a.n)[0];
  if (!top || top.n === 0 || group.total === null) return t('analytics:hours.dayNothing');
  const hiddenMost = group.total - group.hours.reduce<number>((sum, n) => sum + (n ?? 0), 0);
  return t(hiddenMost < top.n ? 'analytics:hours.peak' : 'analytics:hours.peakShown', {
    group: words.group(group.filters),
    hour: hourRange(top.hour, top.hour + 1, words),
    share: fmt.percent(top.n / group.total),
  });
}

/** The stretch of hours in which the group comes most beyond the others; what is compared with everybody is compared with everybody else. */
function differenceSentence({ group, than, hours }: HoursReport, words: AnalyticsWords): string {
  const { t, fmt } = words.locale;
  if (!than || group.total === null || than.total === null) return '';
  const rest = { total: than.isEverybody ? than.total - group.total : than.total };
  const otherCount = (i: number): number | null => {
    const [mine, theirs] = [group.hours[i] ?? null, than.hours[i] ?? null];
    return mine === null || theirs === null ? null : than.isEverybody ? theirs - mine : theirs;
  };
  const stands = hours.map((_, i) => {
    const [mine, theirs] = [group.hours[i] ?? null, otherCount(i)];
    if (mine === null || theirs === null || group.total === 0 || rest.total <= 0) return false;
    const gap = newcombeInterval({ count: mine, of: group.total ?? 0 }, { count: theirs, of: rest.total }, CONFIDENCE);
    return gap !== null && gap.low > 0 && mine / (group.total ?? 1) >= WORTH_SAYING * (theirs / rest.total);
  });
  const stretch = longest(stands);
  if (!stretch) return t('analytics:hours.noDifference', { than: words.group(than.filters) });
  const sum = (count: (i: number) => number | null): number =>
    Array.from({ length: stretch.to - stretch.from }, (_, i) => count(stretch.from + i) ?? 0).reduce((all, n) => all + n, 0);
  const share = sum((i) => group.hours[i] ?? null) / group.total;
  const others = sum(otherCount) / rest.total;
  return t(than.isEverybody ? 'analytics:hours.thanOthers' : 'analytics:hours.than', {
    hours: hourRange(hours[stretch.from] ?? 0, (hours[stretch.to - 1] ?? 0) + 1, words),
    share: fmt.percent(share),
    others: fmt.percent(others),
    times: fmt.number(share / others, 1),
    group: words.group(group.filters),
    than: words.group(than.filters),
  });
}

/** The longest run of true, as positions from and to (exclusive). */
function longest(flags: readonly boolean[]): { from: number; to: number } | null {
  let best: { from: number; to: number } | null = null;
  for (let from = 0; from < flags.length; from++) {
    let to = from;
    while (flags[to]) to += 1;
    if (to > from && (!best || to - from > best.to - best.from)) best = { from, to };
    from = Math.max(from, to);
  }
  return best;
}

const hourRange = (from: number, to: number, { locale: { t, fmt } }: AnalyticsWords): string =>
  t('analytics:hours.range', { from: fmt.digits(from), to: fmt.digits(to) });

const weekdays = (words: AnalyticsWords): string[] => Array.from({ length: 7 }, (_, n) => words.value('weekday', String(n)));

const hourLabels = (report: HoursReport, words: AnalyticsWords): string[] => [
  ...report.hours.map((hour) => words.locale.fmt.digits(hour)),
  words.locale.t('analytics:unknown'),
];
