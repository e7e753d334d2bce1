import { TIERS } from '../../models/rules/tier-rule.js';
import type { HoursReport } from '../reports/hours-report.js';
import type { OverviewReport } from '../reports/overview-report.js';
import { daysOf, periodKey, shiftPeriod, type Period, type PeriodKind } from '../reports/period.js';
import type { AnalyticsWords } from './analytics-words.js';
import { hrefWith, printedTable, type ChartView, type ChipView, type Figures } from './chart-presenter.js';
import { signedNumber } from './signed-number.js';
import { weekSentence, weekView, type WeekView } from './hours-presenter.js';

const PATH = '/analytics/overview';
const KINDS: readonly PeriodKind[] = ['month', 'season', 'year'];
/** With more specialties than this a stacked bar cannot be read; the chart then shows all visits. */
const MOST_STACKED = 6;

export interface Tile {
  label: string;
  value: string;
  /** up and down are good and bad news; none is neither. */
  delta: { text: string; tone: 'up' | 'down' | 'none' } | null;
  note: string | null;
}

/** The tables of the page. */
export function overviewFigures(report: OverviewReport, words: AnalyticsWords): { months: Figures; tiers: Figures; messages: Figures } {
  const { t } = words.locale;
  return {
    months: {
      heading: t('analytics:period.month'),
      columns: [t('analytics:counted.visits'), ...report.specialties.map((specialty) => words.value('specialty', specialty))],
      rows: report.months.map(({ month, count, bySpecialty }) => ({ label: periodName(month, words), values: [count, ...bySpecialty] })),
    },
    tiers: {
      heading: words.dimension('tier'),
      columns: [t('analytics:counted.members')],
      rows: report.tiers.map(({ tier, count }) => ({ label: words.value('tier', tier), values: [count] })),
    },
    messages: {
      heading: t('analytics:overview.fate'),
      columns: [t('analytics:counted.messages')],
      rows: [
        ...report.messages.fates.map(({ fate, count }) => ({ label: t(`analytics:fate.${fate}`), values: [count] })),
        { label: t('analytics:sum'), values: [report.messages.total] },
      ],
    },
  };
}

export interface OverviewView {
  heading: string;
  stretch: string;
  chips: ChipView[];
  earlier: { label: string; href: string };
  later: { label: string; href: string } | null;
  tiles: Tile[];
  isEmpty: boolean;
  chart: ChartView | null;
  tiers: { tier: string; name: string; count: string; value: number; max: number }[];
  hasMembers: boolean;
  tiersHref: string;
  messages: { label: string; count: string }[];
  messagesSentence: string;
  messagesHref: string;
  week: (WeekView & { sentence: string }) | null;
}

/** The clinic at a glance: four numbers with their certainty, a year of visits, tiers, messages and the busy hours. */
export function overviewView(report: OverviewReport, hours: HoursReport | null, words: AnalyticsWords): OverviewView {
  const { t, fmt } = words.locale;
  const { period } = report;
  const address = { period: period.kind, of: periodKey(period) };
  const next = shiftPeriod(period, 1);
  const members = report.tiers.reduce((sum, { count }) => sum + (count ?? 0), 0);
  return {
    heading: t('analytics:overview.heading', { period: periodName(period, words) }),
    stretch: t(report.isOver ? 'analytics:overview.stretch' : 'analytics:overview.stretchSoFar', {
      from: fmt.day(daysOf(period).from),
      to: fmt.day(report.until),
      before: periodName(report.before, words),
    }),
    chips: KINDS.map((kind) => ({
      label: t(`analytics:overview.kind.${kind}`),
      href: hrefWith(PATH, { period: kind }),
      isOn: kind === period.kind,
    })),
    earlier: { label: periodName(report.before, words), href: hrefWith(PATH, { period: period.kind, of: periodKey(report.before) }) },
    later: report.isOver ? { label: periodName(next, words), href: hrefWith(PATH, { period: period.kind, of: periodKey(next) }) } : null,
    tiles: [membersTile(report, words), visitsTile(report, words), returnedTile(report, words), satisfactionTile(report, words)],
    isEmpty: !report.hasVisits,
    chart: report.hasVisits ? monthsChart(report, hrefWith(PATH, address, { format: 'xlsx' }), words) : null,
    tiers: TIERS.toReversed().map((tier) => {
      const count = report.tiers.find((each) => each.tier === tier)?.count ?? null;
      return { tier, name: words.value('tier', tier), count: words.count(count), value: count ?? 0, max: Math.max(1, members) };
    }),
    hasMembers: members > 0,
    tiersHref: hrefWith(PATH, address, { table: 'tiers', format: 'xlsx' }),
    messages: report.messages.fates.map(({ fate, count }) => ({ label: t(`analytics:fate.${fate}`), count: words.count(count) })),
    messagesSentence: messagesSentence(report, words),
    messagesHref: hrefWith(PATH, address, { table: 'messages', format: 'xlsx' }),
    week: hours && hours.group.total !== 0 ? { ...weekView(hours, words), sentence: weekSentence(hours, words) } : null,
  };
}

/** «آبان ۱۴۰۵», «تابستان ۱۴۰۵», «سال ۱۴۰۴». */
function periodName(period: Period, { locale: { t, fmt } }: AnalyticsWords): string {
  const year = fmt.digits(period.year);
  if (period.kind === 'year') return t('analytics:period.named.year', { year });
  return `${period.kind === 'month' ? fmt.monthName(period.month) : fmt.seasonName(period.season * 3 + 1)} ${year}`;
}

function membersTile({ members, period }: OverviewReport, words: AnalyticsWords): Tile {
  const { t } = words.locale;
  const joined = members.joined;
  return {
    label: t('analytics:overview.members'),
    value: words.count(members.now),
    delta:
      joined === null
        ? null
        : { text: t('analytics:overview.joined', { n: joined, period: periodName(period, words) }), tone: joined > 0 ? 'up' : 'none' },
    note: joined === null ? t('analytics:overview.joinedHidden') : null,
  };
}

function visitsTile({ visits, before }: OverviewReport, words: AnalyticsWords): Tile {
  const { t, fmt } = words.locale;
  const change = visits.count !== null && visits.before !== null && visits.before > 0 ? visits.count / visits.before - 1 : null;
  const tone = change === null || Math.abs(change) < 0.005 ? 'none' : change > 0 ? 'up' : 'down';
  const than = periodName(before, words);
  const word = tone === 'none' ? 'same' : change !== null && change > 0 ? 'more' : 'fewer';
  return {
    label: t('analytics:overview.visits'),
    value: words.count(visits.count),
    delta: change === null ? null : { text: t(`analytics:overview.${word}`, { change: fmt.percent(Math.abs(change)), than }), tone },
    note: change === null ? t('analytics:overview.noBefore', { than }) : null,
  };
}

function returnedTile({ returned, returnedChange }: OverviewReport, words: AnalyticsWords): Tile {
  const { t, fmt } = words.locale;
  const label = t('analytics:overview.returned');
  if (!returned) return { label, value: '–', delta: null, note: t('analytics:overview.returnedMissing') };
  const { estimate, low, high } = returned.share;
  const hasChanged = returnedChange !== null && (returnedChange.low > 0 || returnedChange.high < 0);
  const points = fmt.number(Math.abs((returnedChange?.estimate ?? 0) * 100), 0);
  return {
    label,
    value: fmt.percent(estimate),
    delta: !returnedChange
      ? null
      : !hasChanged
        ? { text: t('analytics:overview.unchanged'), tone: 'none' }
        : returnedChange.estimate > 0
          ? { text: t('analytics:overview.pointsUp', { points }), tone: 'up' }
          : { text: t('analytics:overview.pointsDown', { points }), tone: 'down' },
    note: t('analytics:overview.returnedOf', { low: fmt.percent(low), high: fmt.percent(high), n: returned.people }),
  };
}

function satisfactionTile({ satisfaction, satisfactionBefore }: OverviewReport, words: AnalyticsWords): Tile {
  const { t } = words.locale;
  const label = t('analytics:overview.satisfaction');
  if (!satisfaction) return { label, value: '–', delta: null, note: t('analytics:overview.satisfactionMissing') };
  return {
    label,
    value: signedNumber(satisfaction.score, words.locale),
    delta: satisfactionBefore
      ? { text: t('analytics:overview.scoreBefore', { score: signedNumber(satisfactionBefore.score, words.locale) }), tone: 'none' }
      : null,
    note: t('analytics:overview.scoreOf', {
      low: signedNumber(satisfaction.low, words.locale),
      high: signedNumber(satisfaction.high, words.locale),
      n: satisfaction.answers,
    }),
  };
}

function monthsChart(report: OverviewReport, sheetHref: string, words: AnalyticsWords): ChartView {
  const { t } = words.locale;
  const figures = overviewFigures(report, words).months;
  const isStacked = report.specialties.length > 1 && report.specialties.length <= MOST_STACKED;
  const columns = isStacked ? report.specialties.map((_, i) => i + 1) : [0];
  return {
    id: 'months',
    kind: isStacked ? 'stacked' : 'bar',
    title: t(isStacked ? 'analytics:overview.monthsBySpecialty' : 'analytics:overview.months'),
    sentence: monthsSentence(report, words),
    labels: report.months.map(({ month }) => words.locale.fmt.monthName(month.month)),
    series: columns.map((column) => ({
      name: figures.columns[column] ?? '',
      values: figures.rows.map(({ values }) => values[column] ?? null),
    })),
    unit: 'number',
    sheetHref,
    ...printedTable(figures, (n) => words.count(n)),
  };
}

/** Names the busiest month only when no hidden month could be busier. */
function monthsSentence({ months }: OverviewReport, words: AnalyticsWords): string {
  const { t } = words.locale;
  const shown = months.filter((each): each is typeof each & { count: number } => each.count !== null);
  const top = shown.toSorted((a, b) => b.count - a.count)[0];
  if (!top || top.count === 0) return t('analytics:overview.monthsNothing');
  const sum = shown.reduce((all, { count }) => all + count, 0);
  const params = { month: periodName(top.month, words), n: top.count, sum };
  return t(shown.length === months.length ? 'analytics:overview.busiest' : 'analytics:overview.busiestShown', params);
}

function messagesSentence({ messages }: OverviewReport, words: AnalyticsWords): string {
  const { t, fmt } = words.locale;
  if (messages.total === 0) return t('analytics:overview.messagesNone');
  if (!messages.delivered) return t('analytics:overview.messagesUnknown');
  const { estimate, low, high } = messages.delivered;
  return t('analytics:overview.delivered', { share: fmt.percent(estimate), low: fmt.percent(low), high: fmt.percent(high) });
}
