import type { DemographicsQuery } from '../forms/analytics-query.js';
import type { Loyalty } from '../../models/rules/loyalty.js';
import { PERSON_DIMENSIONS } from '../analytics/dimensions.js';
import type { DemographicsReport } from '../reports/demographics-report.js';
import type { AnalyticsWords } from './analytics-words.js';
import { hrefWith, printedTable, type ChartView, type ChipView, type Figures } from './chart-presenter.js';

const PATH = '/analytics/demographics';
/** Below this a difference would be named by chance once in a thousand pages. */
const CERTAIN = Math.log(0.001);

/** The numbers of the page as one table: all, then each value of the crossing attribute. */
export function demographicsFigures(report: DemographicsReport, words: AnalyticsWords): Figures {
  const { crossing } = report;
  return {
    heading: words.dimension(report.by),
    columns: [
      words.locale.t(`analytics:counted.${report.counted}`),
      ...(crossing ? report.columns.map(({ value }) => words.value(crossing, value)) : []),
    ],
    rows: [
      ...report.rows.map((row) => ({ label: words.value(report.by, row.value), values: [row.count, ...row.crossed] })),
      { label: words.locale.t('analytics:sum'), values: [report.total, ...report.columns.map(({ count }) => count)] },
    ],
  };
}

export interface DemographicsView {
  isEmpty: boolean;
  /** Fewer than five people altogether. */
  isHidden: boolean;
  hasHidden: boolean;
  chart: ChartView;
  csvHref: string;
  relation: string | null;
  chips: ChipView[];
  by: string;
  with: string;
  count: string;
  byOptions: { value: string; label: string }[];
  withOptions: { value: string; label: string }[];
}

/** The page of who the patients are: a sentence, one chart, its table, and what can be asked next. */
export function demographicsView(
  report: DemographicsReport,
  query: DemographicsQuery,
  words: AnalyticsWords,
  loyalty: Pick<Loyalty, 'hasTiers'>,
): DemographicsView {
  const { t } = words.locale;
  const asked = { by: query.by, with: query.with, count: query.count };
  const offered = PERSON_DIMENSIONS.filter((name) => name !== 'tier' || loyalty.hasTiers);
  const choices = offered.map((name) => ({ value: name, label: words.dimension(name) }));
  return {
    isEmpty: report.total === 0,
    isHidden: report.total === null,
    hasHidden: hasHidden(report),
    chart: chartOf(report, words, hrefWith(PATH, asked, { format: 'xlsx' })),
    csvHref: hrefWith(PATH, asked, { format: 'csv' }),
    relation: relationSentence(report, words),
    chips: (['patients', 'visits'] as const).map((count) => ({
      label: t(`analytics:counted.${count}`),
      href: hrefWith(PATH, asked, { count }),
      isOn: count === query.count,
    })),
    by: query.by,
    with: query.with ?? '',
    count: query.count,
    byOptions: choices,
    withOptions: [{ value: '', label: t('analytics:demographics.notCrossed') }, ...choices],
  };
}

function chartOf(report: DemographicsReport, words: AnalyticsWords, sheetHref: string): ChartView {
  const { t } = words.locale;
  const figures = demographicsFigures(report, words);
  const { total, crossing } = report;
  const share = (n: number | null): string => (n === null || total === null || total === 0 ? '' : ` (${words.share(n / total)})`);
  const series = crossing
    ? report.columns.map(({ value }, column) => ({
        name: words.value(crossing, value),
        values: report.rows.map((row) => row.crossed[column] ?? null),
      }))
    : [{ name: t(`analytics:counted.${report.counted}`), values: report.rows.map(({ count }) => count) }];
  return {
    id: 'demographics',
    kind: crossing ? 'stacked' : report.by === 'age' ? 'bar' : 'horizontal',
    title: t(crossing ? 'analytics:demographics.chartCrossed' : 'analytics:demographics.chart', {
      counted: t(`analytics:counted.${report.counted}`),
      by: words.dimension(report.by),
      crossing: crossing ? words.dimension(crossing) : '',
    }),
    sentence: largestSentence(report, words),
    labels: report.rows.map(({ value }) => words.value(report.by, value)),
    series,
    unit: 'number',
    sheetHref,
    ...printedTable(figures, (n) => (n === null ? words.hidden : words.count(n) + (crossing ? '' : share(n)))),
  };
}

/** Names the largest group only when no hidden one could be larger. */
function largestSentence(report: DemographicsReport, words: AnalyticsWords): string {
  const { t, fmt } = words.locale;
  const shown = report.rows.filter((row): row is typeof row & { count: number } => row.count !== null && row.count > 0);
  const known = shown.filter(({ value }) => value !== 'unknown');
  const { total } = report;
  const counted = t(`analytics:counted.${report.counted}`);
  const largest = known.toSorted((a, b) => b.count - a.count)[0];
  if (total === null || !largest) return t('analytics:demographics.nothing', { by: words.dimension(report.by) });
  const hiddenMost = total - shown.reduce((sum, { count }) => sum + count, 0);
  const unknown = report.rows.find(({ value }) => value === 'unknown')?.count ?? null;
  const parts = [
    t(hiddenMost < largest.count ? 'analytics:demographics.largest' : 'analytics:demographics.largestShown', {
      by: words.dimension(report.by),
      group: words.value(report.by, largest.value),
      share: fmt.percent(largest.count / total, 0),
      n: largest.count,
      total,
      counted,
    }),
    ...(unknown !== null && unknown > 0
      ? [t('analytics:demographics.unknown', { by: words.dimension(report.by), share: words.share(unknown / total), n: unknown })]
      : []),
  ];
  return parts.join(' ');
}

function relationSentence(report: DemographicsReport, words: AnalyticsWords): string | null {
  const { relation, crossing, by } = report;
  if (!crossing) return null;
  const { t } = words.locale;
  const params = { by: words.dimension(by), crossing: words.dimension(crossing) };
  if (!relation) return t('analytics:demographics.relationUntested', params);
  // People are counted once each; visits of one person lean on one another, so nothing is tested there.
  if (report.counted === 'visits') return null;
  const strength = relation.cramersV >= 0.3 ? 'strong' : relation.cramersV >= 0.1 ? 'clear' : 'weak';
  return t(relation.logP < CERTAIN ? `analytics:demographics.relation.${strength}` : 'analytics:demographics.relation.none', params);
}

const hasHidden = (report: DemographicsReport): boolean =>
  report.rows.some((row) => row.count === null || row.crossed.includes(null)) || report.columns.some(({ count }) => count === null);
