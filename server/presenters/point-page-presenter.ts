import { toJalali } from '../../models/persian/jalali.js';
import type { PointRuleWish } from '../../models/rules/point-rule.js';
import { serviceField } from '../forms/point-form.js';
import type { Locale } from '../locale.js';
import type { ClubPoints } from '../reports/point-club-report.js';
import type { PointPreview } from '../reports/point-preview-report.js';
import type { MemberPoints, WrittenPointRule } from '../reports/point-report.js';
import { printedTable, type ChartView, type Figures } from './chart-presenter.js';

interface Stat {
  label: string;
  value: string;
  note: string;
}

const RIAL_IN_TOMAN = 10;
const FLOWS = ['earned', 'spent', 'expired', 'takenBack'] as const;

/** What the club owes its members, and the months. */
export function clubPointsView(club: ClubPoints, pointValueRial: number | null, locale: Locale): { stats: Stat[]; chart: ChartView } {
  const { t, fmt } = locale;
  const { outstanding, members, debt, endingSoon } = club;
  const stats = [
    { label: t('points:report.outstanding'), value: fmt.number(outstanding), note: t('points:report.members', { count: members }) },
    {
      label: t('points:report.liability'),
      value: pointValueRial === null ? '—' : fmt.number((outstanding * pointValueRial) / RIAL_IN_TOMAN),
      note: pointValueRial === null ? t('points:report.noValue') : t('points:report.perPoint', { value: fmt.toman(pointValueRial) }),
    },
    { label: t('points:report.endingSoon'), value: fmt.number(endingSoon), note: t('points:report.endingSoonNote') },
    { label: t('points:report.debt'), value: fmt.number(debt), note: t('points:report.debtNote') },
  ];
  return { stats, chart: monthsChart(club, locale) };
}

/** The months as a table of numbers: what the chart, its table and its file show. */
export function monthFigures({ months }: ClubPoints, { t, fmt }: Locale): Figures {
  return {
    heading: t('points:report.month'),
    columns: FLOWS.map((flow) => t(`points:report.${flow}`)),
    rows: months.map((month) => {
      const { year, month: number } = toJalali(month.from);
      return { label: `${fmt.monthName(number)} ${fmt.digits(year)}`, values: FLOWS.map((flow) => month[flow]) };
    }),
  };
}

function monthsChart(club: ClubPoints, locale: Locale): ChartView {
  const { t, fmt } = locale;
  const figures = monthFigures(club, locale);
  const sum = (flow: (typeof FLOWS)[number]): number => club.months.reduce((total, month) => total + month[flow], 0);
  return {
    id: 'point-months',
    kind: 'bar',
    title: t('points:report.chart'),
    sentence: t('points:report.sentence', {
      earned: sum('earned'),
      spent: sum('spent'),
      expired: sum('expired'),
      takenBack: sum('takenBack'),
    }),
    labels: figures.rows.map(({ label }) => label),
    series: FLOWS.map((flow) => ({ name: t(`points:report.${flow}`), values: club.months.map((month) => month[flow]) })),
    unit: 'number',
    sheetHref: '/points?format=xlsx',
    ...printedTable(figures, (n) => fmt.number(n ?? 0)),
  };
}

export interface PointRuleRow {
  id: number;
  state: 'now' | 'later' | 'over';
  stateName: string;
  from: string;
  sentence: string;
  writtenBy: string;
}

/** The versions of the rule as rows, the newest first, each with its state on a day. */
export function pointRuleRows(versions: readonly WrittenPointRule[], today: string, locale: Locale): PointRuleRow[] {
  const { t, fmt } = locale;
  const inForce = versions.find(({ effectiveOn }) => effectiveOn <= today);
  return versions.map((version) => {
    const state = version === inForce ? 'now' : version.effectiveOn > today ? 'later' : 'over';
    return {
      id: version.id,
      state,
      stateName: t(`points:version.${state}`),
      from: fmt.longDay(version.effectiveOn),
      sentence: ruleSentence(version, locale),
      writtenBy: version.writtenBy ?? '',
    };
  });
}

/** The rule in words. */
function ruleSentence(rule: PointRuleWish, { t, fmt }: Locale): string {
  const services = Object.keys(rule.servicePoints).length;
  const parts = [
    t('points:rule.perAmount', { points: rule.perTenThousandToman }),
    ...(services > 0 ? [t('points:rule.services', { count: services })] : []),
    ...(['welcome', 'referral', 'answer'] as const)
      .filter((kind) => rule[kind] > 0)
      .map((kind) => t(`points:rule.${kind}`, { points: rule[kind] })),
    rule.expiryMonths === null ? t('points:rule.forGood') : t('points:rule.expiry', { months: rule.expiryMonths }),
    ...(rule.pointValueRial === null ? [] : [t('points:rule.value', { value: fmt.toman(rule.pointValueRial) })]),
  ];
  return parts.join(t('points:rule.comma'));
}

/** A rule as it would be typed, to begin a new version with; from today on. */
export function typedFromPointRule(rule: PointRuleWish | undefined, today: string, { fmt }: Locale): Record<string, string> {
  const number = (n: number | null | undefined): string => (n === null || n === undefined ? '' : fmt.digits(n));
  return {
    effectiveOn: fmt.day(today),
    perTenThousandToman: number(rule?.perTenThousandToman ?? 1),
    welcome: number(rule?.welcome ?? 0),
    referral: number(rule?.referral ?? 0),
    answer: number(rule?.answer ?? 0),
    expiryMonths: number(rule ? rule.expiryMonths : 12),
    pointValue: rule?.pointValueRial ? number(rule.pointValueRial / 10) : '',
    ...Object.fromEntries(Object.entries(rule?.servicePoints ?? {}).map(([id, points]) => [serviceField(Number(id)), number(points)])),
  };
}

/** What a rule would have given in the last twelve months. */
export function pointPreviewView(
  preview: PointPreview,
  { t, fmt }: Locale,
): { sentence: string; rows: { label: string; points: string }[] } {
  const { points, members, costRial } = preview;
  const said = { from: fmt.longDay(preview.from), members, points };
  const cost = costRial === null ? t('points:preview.noValue') : t('points:preview.cost', { cost: fmt.toman(costRial) });
  const parts = ['byVisits', 'byWelcome', 'byReferrals', 'byAnswers'] as const;
  return {
    sentence: `${t('points:preview.sentence', said)} ${cost}`,
    rows: parts.map((part) => ({ label: t(`points:preview.${part}`), points: fmt.number(preview[part]) })),
  };
}

/** The sums of one ledger, and the sentence that joins them. */
export function ledgerSums({ ledger, expiring }: MemberPoints, { t, fmt }: Locale): object {
  const { balance, earned, spent, expired, takenBack } = ledger;
  return {
    balance: fmt.number(balance),
    isDebt: balance < 0,
    sentence: t('points:ledger.sentence', { balance, earned, spent, expired, takenBack }),
    expiring: expiring && t('points:card.expiring', { points: expiring.points, on: fmt.longDay(expiring.on) }),
  };
}
