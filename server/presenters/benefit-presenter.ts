import { permitProblem } from '../../models/rules/benefits.js';
import { AUTOMATICS, BENEFIT_KINDS } from '../../models/rules/benefits.js';
import type { Loyalty } from '../../models/rules/loyalty.js';
import { TIERS } from '../../models/rules/tier-rule.js';
import type { Locale } from '../locale.js';
import type { ListedBenefit } from '../reports/benefit-list-report.js';

type Terms = ListedBenefit;

/** One benefit of the catalogue in words. */
export function benefitRow(
  benefit: Terms,
  specialties: ReadonlyMap<number, string>,
  day: string,
  loyalty: Loyalty,
  locale: Locale,
): object {
  const { t, fmt } = locale;
  return {
    id: benefit.id,
    name: benefit.name,
    description: benefit.description,
    kind: t(`benefits:kind.${benefit.kind}`),
    isArchived: benefit.archivedAt !== null,
    state: benefitState(benefit, day, loyalty, locale),
    cost: fmt.toman(benefit.costRial),
    value: fmt.toman(benefit.valueRial),
    price: benefit.pricePoints === null ? t('benefits:free') : t('benefits:points', { count: benefit.pricePoints }),
    openTo: openTo(benefit, specialties, loyalty, locale),
    terms: termsOf(benefit, loyalty, locale),
    stock:
      benefit.stock === null
        ? t('benefits:stock.unlimited')
        : t('benefits:stock.left', { left: Math.max(0, benefit.stock - benefit.taken), of: benefit.stock }),
    granted: fmt.number(benefit.granted),
  };
}

/** What a benefit takes off, in words; empty when it takes nothing off. */
export function reductionWords({ percent, amountRial }: { percent: number | null; amountRial: number | null }, { t, fmt }: Locale): string {
  if (percent !== null)
    return percent === 100 ? t('benefits:reduction.free') : t('benefits:reduction.percent', { percent: fmt.percent(percent / 100) });
  return amountRial === null ? '' : t('benefits:reduction.amount', { amount: fmt.toman(amountRial) });
}

function benefitState(benefit: Terms, day: string, loyalty: Loyalty, { t }: Locale): { tone: string; name: string } {
  const permit = permitProblem(benefit, day);
  const isForNobody =
    (benefit.openTiers.length > 0 || benefit.isOpenToVip) && !loyalty.hasTiers && !(benefit.isOpenToVip && loyalty.hasVip);
  const key =
    benefit.archivedAt !== null
      ? 'archived'
      : benefit.offeredFromOn !== null && benefit.offeredFromOn > day
        ? 'later'
        : benefit.offeredUntilOn !== null && benefit.offeredUntilOn < day
          ? 'over'
          : (permit ?? (isForNobody ? 'nobody' : benefit.stock !== null && benefit.taken >= benefit.stock ? 'empty' : 'offered'));
  const tone = key === 'offered' ? 'good' : key === 'later' ? 'warn' : key === 'archived' || key === 'over' ? 'idle' : 'bad';
  return { tone, name: t(`benefits:state.${key}`) };
}

function openTo(benefit: Terms, specialties: ReadonlyMap<number, string>, loyalty: Loyalty, { t }: Locale): string {
  const groups = [
    ...(loyalty.hasTiers ? TIERS.filter((tier) => benefit.openTiers.includes(tier)).map((tier) => t(`tiers:tier.${tier}`)) : []),
    ...(benefit.isOpenToVip && loyalty.hasVip ? [t('benefits:vip')] : []),
  ];
  const names = benefit.specialtyIds.map((id) => specialties.get(id) ?? '').filter(Boolean);
  const comma = t('benefits:comma');
  const isForAll = benefit.openTiers.length === 0 && !benefit.isOpenToVip;
  const who = isForAll ? t('benefits:everybody') : groups.join(comma);
  return names.length === 0 ? who : t('benefits:visitorsOf', { who, specialties: names.join(comma) });
}

function termsOf(benefit: Terms, loyalty: Loyalty, locale: Locale): string[] {
  const { t, fmt } = locale;
  const { limitCount, limitMonths, offeredFromOn, offeredUntilOn, automatic } = benefit;
  const off = reductionWords({ percent: benefit.discountPercent, amountRial: benefit.discountRial }, locale);
  return [
    t('benefits:valid', { days: benefit.validDays }),
    limitCount === null
      ? ''
      : t(limitMonths === null ? 'benefits:limitEver' : 'benefits:limit', { n: limitCount, months: limitMonths ?? 0 }),
    offeredFromOn === null ? '' : t('benefits:offeredFrom', { on: fmt.day(offeredFromOn) }),
    offeredUntilOn === null ? '' : t('benefits:offeredUntil', { on: fmt.day(offeredUntilOn) }),
    automatic === 'none' || (automatic === 'tier' && !loyalty.hasTiers) ? '' : t(`benefits:automatic.${automatic}`),
    off,
    benefit.isTreatment && benefit.permitUntilOn !== null
      ? t('benefits:permit', { number: fmt.digits(benefit.permitNumber ?? ''), on: fmt.day(benefit.permitUntilOn) })
      : '',
    benefit.choiceIds.length > 0 ? t('benefits:offersChoice', { count: benefit.choiceIds.length }) : '',
  ].filter(Boolean);
}

/** The form of a benefit: what was typed or is stored, and what can be chosen. */
export function benefitFormView(
  { id, values }: { id: number | null; values: object },
  lists: { specialties: ReadonlyMap<number, string>; benefits: readonly ListedBenefit[] },
  loyalty: Loyalty,
  { t }: Locale,
): object {
  return {
    id,
    values,
    kinds: BENEFIT_KINDS.map((kind) => ({ value: kind, label: t(`benefits:kind.${kind}`) })),
    tiers: TIERS.map((tier) => ({ value: tier, label: loyalty.hasTiers ? t(`tiers:tier.${tier}`) : '' })),
    specialties: [...lists.specialties].map(([value, label]) => ({ value, label })),
    automatics: AUTOMATICS.filter((one) => one !== 'tier' || loyalty.hasTiers).map((one) => ({
      value: one,
      label: t(`benefits:automatic.${one}`),
    })),
    choices: lists.benefits
      .filter((one) => one.id !== id && one.archivedAt === null && one.choiceIds.length === 0)
      .map((one) => ({ value: one.id, label: one.name })),
  };
}

/** A stored benefit as it would be typed. */
export function typedBenefit(benefit: ListedBenefit, { fmt }: Locale): Record<string, string | string[]> {
  const number = (n: number | null): string => (n === null ? '' : fmt.digits(n));
  const toman = (rial: number | null): string => (rial === null ? '' : fmt.number(rial / 10));
  const day = (on: string | null): string => (on === null ? '' : fmt.day(on));
  return {
    name: benefit.name,
    description: benefit.description ?? '',
    kind: benefit.kind,
    costRial: toman(benefit.costRial),
    valueRial: toman(benefit.valueRial),
    openTiers: [...benefit.openTiers],
    isOpenToVip: benefit.isOpenToVip ? 'yes' : '',
    specialtyIds: benefit.specialtyIds.map(String),
    pricePoints: number(benefit.pricePoints),
    limitCount: number(benefit.limitCount),
    limitMonths: number(benefit.limitMonths),
    stock: number(benefit.stock),
    offeredFromOn: day(benefit.offeredFromOn),
    offeredUntilOn: day(benefit.offeredUntilOn),
    validDays: number(benefit.validDays),
    isTreatment: benefit.isTreatment ? 'yes' : '',
    permitNumber: benefit.permitNumber ?? '',
    permitUntilOn: day(benefit.permitUntilOn),
    automatic: benefit.automatic,
    discountPercent: number(benefit.discountPercent),
    discountRial: toman(benefit.discountRial),
    choiceIds: benefit.choiceIds.map(String),
  };
}
