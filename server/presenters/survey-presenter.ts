import { opinionOf } from '../../models/rules/surveys.js';
import { SMALLEST_SHOWN } from '../../models/statistics/small-cells.js';
import type { Locale } from '../locale.js';
import { daysOf, periodKey, shiftPeriod } from '../reports/period.js';
import type { SurveyPeriod, SurveyReport, WrittenComment } from '../reports/survey-report.js';
import { hrefWith, printedTable, type ChartView, type Figures } from './chart-presenter.js';
import { signedNumber } from './signed-number.js';

const PATH = '/surveys';

/** The tables of the page: how often each mark and each reason was given. */
export function surveyFigures(report: SurveyReport, { t, fmt }: Locale): { marks: Figures; reasons: Figures } {
  return {
    marks: {
      heading: t('surveys:results.recommendation'),
      columns: [t('surveys:results.answers')],
      rows: report.marks.map(({ mark, count }) => ({ label: fmt.digits(mark), values: [count] })),
    },
    reasons: {
      heading: t('surveys:results.reason'),
      columns: [t('surveys:results.answers')],
      rows: report.reasons.map(({ reason, count }) => ({ label: t(`surveys:reason.${reason}`), values: [count] })),
    },
  };
}

/** What patients answered in a period: four numbers, the spread of the marks, the reasons, and (for the manager) their words. */
export function surveyView(
  report: SurveyReport,
  written: { comments: readonly WrittenComment[]; afterId: number | null } | null,
  today: string,
  locale: Locale,
): object {
  const { t, fmt } = locale;
  const { period } = report;
  const address = { period: period.kind, of: periodKey(period) };
  const before = shiftPeriod(period, -1) as SurveyPeriod;
  const next = shiftPeriod(period, 1) as SurveyPeriod;
  const href = (to: SurveyPeriod): string => hrefWith(PATH, { period: to.kind, of: periodKey(to) });
  return {
    heading: t('surveys:results.heading', { period: periodName(period, locale) }),
    stretch: `${fmt.day(daysOf(period).from)} – ${fmt.day(daysOf(period).to)}`,
    chips: (['season', 'year'] as const).map((kind) => ({
      label: t(`surveys:results.kind.${kind}`),
      href: hrefWith(PATH, { period: kind }),
      isOn: kind === period.kind,
    })),
    earlier: { label: periodName(before, locale), href: href(before) },
    later: daysOf(next).from <= today ? { label: periodName(next, locale), href: href(next) } : null,
    isEmpty: report.answers === 0,
    tiles: tilesOf(report, locale),
    marks: report.answers === 0 ? null : marksChart(report, address, locale),
    opinions: report.opinions.map(({ opinion, count }) => ({
      label: t(`surveys:opinion.${opinion}`),
      count: shown(count, locale),
      share: count === null || !report.answers ? '–' : fmt.percent(count / report.answers),
    })),
    reasons: report.answers === 0 ? null : reasonsChart(report, address, locale),
    comments: written?.comments.map(({ id, recommendation, comment, answeredOn }) => ({
      id,
      mark: t('surveys:results.markOf', { mark: recommendation }),
      opinion: opinionOf(recommendation),
      comment,
      day: fmt.day(answeredOn),
    })),
    olderHref: written?.afterId ? hrefWith(PATH, { ...address, after: String(written.afterId) }) : null,
  };
}

/** «پاییز ۱۴۰۵», «سال ۱۴۰۵». */
function periodName(period: SurveyPeriod, { t, fmt }: Locale): string {
  const year = fmt.digits(period.year);
  return period.kind === 'year' ? t('analytics:period.named.year', { year }) : `${fmt.seasonName(period.season * 3 + 1)} ${year}`;
}

function tilesOf({ asked, answers, score }: SurveyReport, locale: Locale): { label: string; value: string; note: string | null }[] {
  const { t, fmt } = locale;
  const rate = asked && answers !== null ? fmt.percent(Math.min(1, answers / asked)) : '–';
  const certainty =
    score && t('surveys:results.certainty', { low: signedNumber(score.low, locale), high: signedNumber(score.high, locale) });
  return [
    { label: t('surveys:results.asked'), value: shown(asked, locale), note: null },
    { label: t('surveys:results.answered'), value: shown(answers, locale), note: null },
    { label: t('surveys:results.rate'), value: rate, note: null },
    { label: t('surveys:results.score'), value: score ? signedNumber(score.score, locale) : '–', note: certainty },
  ];
}

function marksChart(report: SurveyReport, address: Record<string, string>, locale: Locale): ChartView {
  const { t } = locale;
  const figures = surveyFigures(report, locale).marks;
  return {
    id: 'marks',
    kind: 'bar',
    title: t('surveys:results.distribution'),
    sentence: marksSentence(report, locale),
    labels: figures.rows.map(({ label }) => label),
    series: [{ name: t('surveys:results.answers'), values: figures.rows.map(({ values }) => values[0] ?? null) }],
    unit: 'number',
    sheetHref: hrefWith(PATH, address, { table: 'marks', format: 'xlsx' }),
    ...printedTable(figures, (n) => shown(n, locale)),
  };
}

function marksSentence({ answers, score, opinions }: SurveyReport, locale: Locale): string {
  const { t } = locale;
  const count = (of: string): number => opinions.find(({ opinion }) => opinion === of)?.count ?? 0;
  if (answers === null || answers < SMALLEST_SHOWN) return t('surveys:results.tooFew', { k: SMALLEST_SHOWN });
  if (!score) return t('surveys:results.groupHidden', { n: answers, k: SMALLEST_SHOWN });
  return t('surveys:results.scoreSentence', {
    n: score.answers,
    promoters: count('promoter'),
    detractors: count('detractor'),
    score: signedNumber(score.score, locale),
    low: signedNumber(score.low, locale),
    high: signedNumber(score.high, locale),
  });
}

function reasonsChart(report: SurveyReport, address: Record<string, string>, locale: Locale): ChartView {
  const { t } = locale;
  const figures = surveyFigures(report, locale).reasons;
  const top = report.reasons.filter(({ count }) => count !== null && count > 0).toSorted((a, b) => (b.count ?? 0) - (a.count ?? 0))[0];
  return {
    id: 'reasons',
    kind: 'horizontal',
    title: t('surveys:results.reasons'),
    sentence: top
      ? t('surveys:results.reasonsSentence', { reason: t(`surveys:reason.${top.reason}`), n: top.count ?? 0 })
      : t('surveys:results.reasonsNothing'),
    labels: figures.rows.map(({ label }) => label),
    series: [{ name: t('surveys:results.answers'), values: figures.rows.map(({ values }) => values[0] ?? null) }],
    unit: 'number',
    sheetHref: hrefWith(PATH, address, { table: 'reasons', format: 'xlsx' }),
    ...printedTable(figures, (n) => shown(n, locale)),
  };
}

const shown = (n: number | null, { t, fmt }: Locale): string => (n === null ? t('analytics:hidden') : fmt.number(n));
