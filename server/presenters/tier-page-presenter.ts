import type { Tier } from '../../models/patient.js';
import { FROM_THE_BEGINNING } from '../../models/rules/tier-rule.js';
import type { TierRuleWish } from '../actions/change-tier-rule.js';
import { hasText, type Locale } from '../locale.js';
import type { TierChange, WrittenRule } from '../reports/tier-report.js';
import type { TierPreview } from '../reports/tier-preview-report.js';

export interface VersionRow {
  id: number;
  state: 'now' | 'later' | 'over';
  stateName: string;
  from: string;
  sentence: string;
  writtenBy: string;
}

export interface CountRow {
  tier: Tier;
  name: string;
  count: string;
  share: string;
  href: string;
}

export interface PreviewView {
  sentence: string;
  rows: { tier: Tier; name: string; before: string; after: string }[];
}

export interface ChangeRow {
  id: number;
  patientId: number;
  name: string;
  moment: string;
  from: Tier;
  fromName: string;
  to: Tier;
  toName: string;
  credit: string;
  cause: string;
}

const TIERS: readonly Tier[] = ['platinum', 'gold', 'silver', 'basic'];

/** The rule in words, with its thresholds: «۱۲ ماه گذشته، از ۳ مراجعه نقره‌ای …». */
export function ruleSentence(rule: Omit<TierRuleWish, 'effectiveOn'>, { t }: Locale): string {
  const window = t(`tiers:rule.window.${rule.windowKind}`, { months: rule.windowMonths ?? 0 });
  const grace = rule.graceMonths === 0 ? t('tiers:rule.noGrace') : t('tiers:rule.grace', { months: rule.graceMonths });
  return t('tiers:rule.sentence', { window, silver: rule.silver, gold: rule.gold, platinum: rule.platinum, grace });
}

/** The versions of the rule as rows, each with its state on a day: in force, to come, or over. */
export function versionRows(versions: readonly WrittenRule[], today: string, locale: Locale): VersionRow[] {
  const { t, fmt } = locale;
  const inForce = versions.find((version) => version.effectiveOn <= today);
  return versions.map((version) => {
    const state = version === inForce ? 'now' : version.effectiveOn > today ? 'later' : 'over';
    return {
      id: version.id,
      state,
      stateName: t(`tiers:version.${state}`),
      from: version.effectiveOn <= FROM_THE_BEGINNING ? t('tiers:version.fromTheBeginning') : fmt.longDay(version.effectiveOn),
      sentence: ruleSentence(version, locale),
      writtenBy: version.writtenBy ?? t('tiers:version.byDefault'),
    };
  });
}

/** A rule as it would be typed, to begin a new version with; from today on. */
export function typedFromRule(rule: WrittenRule | undefined, today: string, { fmt }: Locale): Record<string, string> {
  const typed: Record<string, string> = { windowKind: rule?.windowKind ?? 'months', effectiveOn: fmt.day(today) };
  for (const field of ['windowMonths', 'silver', 'gold', 'platinum', 'graceMonths'] as const)
    typed[field] = fmt.digits(rule?.[field] ?? '');
  return typed;
}

/** How many members have each tier, highest first, with their share. */
export function countRows(counts: Record<Tier, number>, { t, fmt }: Locale): CountRow[] {
  const all = TIERS.reduce((sum, tier) => sum + counts[tier], 0);
  return TIERS.map((tier) => ({
    tier,
    name: t(`tiers:tier.${tier}`),
    count: fmt.number(counts[tier]),
    share: all === 0 ? '' : fmt.percent(counts[tier] / all),
    href: `/patients?status=member&tier=${tier}`,
  }));
}

/** Counts before and after a proposed rule, and a sentence of who would rise and fall. */
export function previewView(preview: TierPreview, { t, fmt }: Locale): PreviewView {
  return {
    sentence: t('tiers:preview.sentence', { on: fmt.longDay(preview.on), rise: preview.rise, fall: preview.fall }),
    rows: TIERS.map((tier) => ({
      tier,
      name: t(`tiers:tier.${tier}`),
      before: fmt.number(preview.before[tier]),
      after: fmt.number(preview.after[tier]),
    })),
  };
}

/** A change of tier as a row: whose, when, from what to what, and why. */
export function changeRow(change: TierChange, { t, fmt }: Locale): ChangeRow {
  const cause = `tiers:cause.${change.cause}`;
  return {
    id: change.id,
    patientId: change.patientId,
    name: `${change.firstName} ${change.lastName}`,
    moment: fmt.instant(change.changedAt),
    from: change.from,
    fromName: t(`tiers:tier.${change.from}`),
    to: change.to,
    toName: t(`tiers:tier.${change.to}`),
    credit: change.credit === null ? '' : t('tiers:changes.credit', { credit: change.credit }),
    cause: hasText(cause) ? t(cause) : '',
  };
}
