import { RETURN_WITHIN_DAYS } from '../../models/rules/returning.js';
import type { Interval } from '../../models/statistics/intervals.js';
import type { SourceReport, SourceRow } from '../reports/source-report.js';
import type { AnalyticsWords } from './analytics-words.js';
import { hrefWith, printedTable, type ChartView, type Figures } from './chart-presenter.js';

const PATH = '/analytics/sources';
const COLUMNS = [
  'patients',
  'came',
  'cameShare',
  'followed',
  'returned',
  'returnShare',
  'returnLow',
  'returnHigh',
  'answers',
  'score',
  'scoreLow',
  'scoreHigh',
] as const;
type Column = (typeof COLUMNS)[number];
const COUNTS: ReadonlySet<Column> = new Set(['patients', 'came', 'followed', 'returned', 'answers']);
const SCORES: ReadonlySet<Column> = new Set(['score', 'scoreLow', 'scoreHigh']);

/** The numbers of the page as one table; shares are fractions, scores from −100 to 100. */
export function sourceFigures(report: SourceReport, words: AnalyticsWords): Figures {
  const { t } = words.locale;
  return {
    heading: words.dimension('source'),
    columns: COLUMNS.map((column) => t(`analytics:sources.column.${column}`)),
    rows: [
      ...report.rows.map((row) => ({ label: words.value('source', row.value), values: valuesOf(row) })),
      { label: t('analytics:sum'), values: valuesOf(report.total) },
    ],
  };
}

/** The page: what is sure in a sentence, the chart of returns with its table, and how to read it. */
export function sourceView(report: SourceReport, words: AnalyticsWords): object {
  const { t } = words.locale;
  return {
    isEmpty: report.total.patients === 0,
    isHidden: report.total.patients === null,
    hasHidden: report.rows.some(({ patients, came, returned }) => patients === null || came === null || returned === null),
    findings: findingsOf(report, words),
    unknown: unknownSentence(report, words),
    method: t('analytics:sources.method', { days: RETURN_WITHIN_DAYS }),
    chart: chartOf(report, words),
    csvHref: hrefWith(PATH, {}, { format: 'csv' }),
  };
}

function chartOf(report: SourceReport, words: AnalyticsWords): ChartView {
  const { t, fmt } = words.locale;
  const figures = sourceFigures(report, words);
  const shown = report.rows.filter(({ returnShare }) => returnShare !== null);
  const of = (pick: (share: Interval) => number): (number | null)[] =>
    shown.map(({ returnShare }) => (returnShare ? rounded(pick(returnShare)) : null));
  const { head, rows } = printedTable(figures, (n, index) => say(n, COLUMNS[index] ?? 'patients', words));
  return {
    id: 'sources',
    kind: 'horizontal',
    title: t('analytics:sources.chart', { days: RETURN_WITHIN_DAYS }),
    sentence: overallSentence(report, words),
    labels: shown.map(({ value, followed }) => `${words.value('source', value)} (${fmt.number(followed ?? 0)})`),
    series: [
      { name: t('analytics:sources.column.returnShare'), values: of((i) => i.estimate), low: of((i) => i.low), high: of((i) => i.high) },
    ],
    unit: 'percent',
    sheetHref: hrefWith(PATH, {}, { format: 'xlsx' }),
    head,
    rows,
  };
}

function say(n: number | null, column: Column, words: AnalyticsWords): string {
  if (n === null) return words.hidden;
  if (COUNTS.has(column)) return words.count(n);
  return SCORES.has(column) ? words.locale.fmt.number(Math.round(n)) : words.share(n);
}

function overallSentence({ total }: SourceReport, words: AnalyticsWords): string {
  const { t, fmt } = words.locale;
  if (total.returnShare === null || total.followed === null) return t('analytics:sources.nobodyFollowed', { days: RETURN_WITHIN_DAYS });
  return t('analytics:sources.overall', { n: total.followed, share: fmt.percent(total.returnShare.estimate, 0), days: RETURN_WITHIN_DAYS });
}

/** Only what survives the corrected test is said. */
function findingsOf({ compared, differences }: SourceReport, words: AnalyticsWords): string[] {
  const { t, fmt } = words.locale;
  if (compared === 0) return [t('analytics:sources.notCompared')];
  if (differences.length === 0) return [t('analytics:sources.noDifference', { compared })];
  return differences.map(({ value, share, followed, othersShare, othersFollowed, isMore }) =>
    t(isMore ? 'analytics:sources.more' : 'analytics:sources.less', {
      source: words.value('source', value),
      share: fmt.percent(share.estimate, 0),
      low: fmt.percent(share.low, 0),
      high: fmt.percent(share.high, 0),
      n: followed,
      others: fmt.percent(othersShare, 0),
      othersN: othersFollowed,
      compared,
    }),
  );
}

function unknownSentence({ rows, total }: SourceReport, words: AnalyticsWords): string | null {
  const unknown = rows.find(({ value }) => value === 'unknown')?.patients ?? null;
  if (unknown === null || total.patients === null || total.patients === 0) return null;
  return words.locale.t('analytics:sources.unknown', { n: unknown, share: words.share(unknown / total.patients) });
}

function valuesOf(row: SourceRow): (number | null)[] {
  const { returnShare, score } = row;
  return [
    row.patients,
    row.came,
    rounded(row.cameShare?.estimate),
    row.followed,
    row.returned,
    rounded(returnShare?.estimate),
    rounded(returnShare?.low),
    rounded(returnShare?.high),
    score?.answers ?? null,
    rounded(score?.score),
    rounded(score?.low),
    rounded(score?.high),
  ];
}

const rounded = (n: number | undefined): number | null => (n === undefined ? null : Math.round(n * 1000) / 1000);
