import { FROM_THE_BEGINNING, TIER_RULE_FIELDS, type Tier, type TierRuleField, type TierRuleVersion } from '../../models/rules/tier-rule.js';
import type { Locale } from '../locale.js';
import type { WrittenRule } from '../reports/tier-report.js';

export const VERSION_STATES = ['now', 'later', 'over', 'ended', 'replaced', 'withdrawn'] as const;
type VersionState = (typeof VERSION_STATES)[number];

export interface VersionRow {
  id: number;
  state: VersionState;
  stateName: string;
  from: string;
  sentence: string;
  writtenBy: string;
  isWithdrawable: boolean;
}

/** A rule with its versions: the clinic's, or a specialty's beside it. */
export interface RuleCard {
  specialtyId: number | null;
  title: string;
  isInForce: boolean;
  /** The sentence of the version in force, or that none is. */
  now: string;
  newHref: string;
  endHref: string | null;
  versions: VersionRow[];
}

export interface CountRow {
  tier: Tier;
  name: string;
  count: string;
  share: string;
  href: string;
}

export const TIERS_FROM_TOP: readonly Tier[] = ['platinum', 'gold', 'silver', 'basic'];

/** The rule in words, with its thresholds: «۱۲ ماه گذشته، از ۳ مراجعه نقره‌ای …»; a rule that ends says so. */
export function ruleSentence(rule: Pick<TierRuleVersion, TierRuleField | 'isEnded'>, { t }: Locale): string {
  const grace = rule.graceMonths === 0 ? t('tiers:rule.noGrace') : t('tiers:rule.grace', { months: rule.graceMonths });
  if (rule.isEnded) return t('tiers:rule.ended', { grace });
  const window = t(`tiers:rule.window.${rule.windowKind}`, { months: rule.windowMonths ?? 0 });
  const worth = [
    rule.creditsPerReferral > 0 ? t('tiers:rule.perReferral', { count: rule.creditsPerReferral }) : '',
    rule.creditsPerYear > 0 ? t('tiers:rule.perYear', { count: rule.creditsPerYear }) : '',
  ].filter((part) => part !== '');
  const { silver, gold, platinum } = rule;
  return t('tiers:rule.sentence', { window, silver, gold, platinum, rest: [...worth, grace].join(t('tiers:rule.joint')) });
}

/** Every rule of the club with its versions, each with its state on a day. */
export function ruleCards(versions: readonly WrittenRule[], today: string, locale: Locale): RuleCard[] {
  const tracks = new Map<number | null, WrittenRule[]>();
  for (const version of versions) tracks.set(version.specialtyId, [...(tracks.get(version.specialtyId) ?? []), version]);
  return [...tracks].map(([specialtyId, ofTrack]) => {
    const inForce = inForceOf(ofTrack, today);
    const query = specialtyId === null ? '' : `?specialtyId=${String(specialtyId)}`;
    return {
      specialtyId,
      title: ruleTitle(ofTrack[0]?.specialty ?? null, locale),
      isInForce: inForce !== undefined && !inForce.isEnded,
      now: inForce && !inForce.isEnded ? ruleSentence(inForce, locale) : locale.t('tiers:rule.none'),
      newHref: `/tiers/rules/new${query}`,
      endHref: inForce && !inForce.isEnded ? `/tiers/endings/new${query}` : null,
      versions: ofTrack.map((version) => versionRow(version, ofTrack, inForce, today, locale)),
    };
  });
}

/** Whose rule it is: the specialty's by its name, or the whole clinic's. */
export const ruleTitle = (specialty: string | null, { t }: Locale): string => specialty ?? t('tiers:rule.clinic');

function versionRow(
  version: WrittenRule,
  ofTrack: readonly WrittenRule[],
  inForce: WrittenRule | undefined,
  today: string,
  locale: Locale,
): VersionRow {
  const state = stateOf(version, ofTrack, inForce, today);
  return {
    id: version.id,
    state,
    stateName: locale.t(`tiers:version.${state}`),
    from: version.effectiveOn <= FROM_THE_BEGINNING ? locale.t('tiers:version.fromTheBeginning') : locale.fmt.longDay(version.effectiveOn),
    sentence: ruleSentence(version, locale),
    writtenBy: version.writtenBy ?? locale.t('tiers:version.byDefault'),
    isWithdrawable: state === 'later',
  };
}

function stateOf(version: WrittenRule, ofTrack: readonly WrittenRule[], inForce: WrittenRule | undefined, today: string): VersionState {
  if (version.withdrawnAt) return 'withdrawn';
  const isReplaced = ofTrack.some((other) => !other.withdrawnAt && other.effectiveOn === version.effectiveOn && other.id > version.id);
  if (isReplaced) return 'replaced';
  if (version.effectiveOn > today) return 'later';
  if (version !== inForce) return 'over';
  return version.isEnded ? 'ended' : 'now';
}

/** Versions come with the one that takes force last first. */
const inForceOf = (ofTrack: readonly WrittenRule[], today: string): WrittenRule | undefined =>
  ofTrack.find((version) => !version.withdrawnAt && version.effectiveOn <= today);

/** A rule as it would be typed, to begin a new version with: the one in force for the specialty, or else the clinic's; from today on. */
export function typedFromRule(
  versions: readonly WrittenRule[],
  specialtyId: number | null,
  today: string,
  { fmt }: Locale,
): Record<string, string> {
  const rule =
    inForceOf(
      versions.filter((version) => version.specialtyId === specialtyId),
      today,
    ) ??
    inForceOf(
      versions.filter((version) => version.specialtyId === null),
      today,
    );
  const typed: Record<string, string> = { specialtyId: specialtyId === null ? '' : String(specialtyId), effectiveOn: fmt.day(today) };
  for (const field of TIER_RULE_FIELDS)
    typed[field] = field === 'windowKind' ? (rule?.windowKind ?? 'months') : fmt.digits(rule?.[field] ?? '');
  return typed;
}

/** The choices of whose rule it is. */
export const ruleOwners = (
  specialties: readonly { id: number; name: string }[],
  { t }: Locale,
): { value: string | number; label: string }[] => [
  { value: '', label: t('tiers:rule.clinic') },
  ...specialties.map(({ id, name }) => ({ value: id, label: name })),
];

/** How many members have each tier, highest first, with their share. */
export function countRows(counts: Record<Tier, number>, { t, fmt }: Locale): CountRow[] {
  const all = TIERS_FROM_TOP.reduce((sum, tier) => sum + counts[tier], 0);
  return TIERS_FROM_TOP.map((tier) => ({
    tier,
    name: t(`tiers:tier.${tier}`),
    count: fmt.number(counts[tier]),
    share: all === 0 ? '' : fmt.percent(counts[tier] / all),
    href: `/patients?status=member&tier=${tier}`,
  }));
}
