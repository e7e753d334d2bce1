import type { Price } from '../../models/rules/discounts.js';
import { DISCOUNT_KINDS, type DiscountKind, type DiscountTerms } from '../../models/rules/discounts.js';
import { shownCode } from '../../models/rules/grant-code.js';
import { permitProblem } from '../../models/rules/benefits.js';
import type { Grant } from '../../models/grant-use.js';
import type { WrittenDiscountRule } from '../../models/discount-book.js';
import type { Locale } from '../locale.js';
import type { CatalogueChoices } from '../reports/catalogue-report.js';
import type { StoredDiscount } from '../reports/discount-report.js';
import { reductionWords } from './benefit-presenter.js';
import { choiceOptions } from './choices-presenter.js';

/** A price in words: what is paid and why; the list amount alone when nothing is taken off. */
export function priceView({ listRial, discountRial, payRial, by }: Price, { t, fmt }: Locale): Record<string, string | boolean> {
  return {
    list: fmt.toman(listRial),
    off: fmt.toman(discountRial),
    pay: fmt.toman(payRial),
    reason: by ? t('discounts:reason', { kind: t(`discounts:kind.${by.kind}`), name: by.name }) : '',
    isReduced: by !== null,
  };
}

/** The rules as rows: what holds, when, how much it takes off. */
export function ruleRows(rules: readonly WrittenDiscountRule[], choices: CatalogueChoices, day: string, locale: Locale): object[] {
  const { t, fmt } = locale;
  const services = new Map(choices.specialties.flatMap(({ services: some }) => some.map(({ id, name }) => [id, name] as const)));
  const specialties = new Map(choices.specialties.map(({ id, name }) => [id, name]));
  return [...rules].reverse().map((rule) => {
    const problem = permitProblem(rule, day);
    const key =
      rule.archivedAt !== null || (rule.untilOn !== null && rule.untilOn < day)
        ? 'over'
        : rule.effectiveOn > day
          ? 'later'
          : (problem ?? 'now');
    return {
      id: rule.id,
      name: rule.name,
      kind: t(`discounts:kind.${rule.terms.kind}`),
      terms: termsInWords(rule.terms, services, locale),
      off: reductionWords(rule, locale),
      specialty: rule.specialtyId === null ? '' : (specialties.get(rule.specialtyId) ?? ''),
      from: fmt.day(rule.effectiveOn),
      until: rule.untilOn === null ? '' : fmt.day(rule.untilOn),
      permit: rule.isTreatment
        ? t('benefits:permit', { number: fmt.digits(rule.permitNumber ?? ''), on: fmt.day(rule.permitUntilOn ?? day) })
        : '',
      state: t(`discounts:state.${key}`),
      tone: key === 'now' ? 'good' : key === 'later' ? 'warn' : key === 'over' ? 'idle' : 'bad',
      isArchived: rule.archivedAt !== null,
    };
  });
}

/** What a rule asks for, as a sentence. */
export function termsInWords(terms: DiscountTerms, services: ReadonlyMap<number, string>, { t, fmt }: Locale): string {
  const comma = t('benefits:comma');
  if (terms.kind === 'off-peak') {
    const weekdays = terms.weekdays.map((day) => fmt.weekdayName(day)).join(comma);
    return t('discounts:terms.off-peak', { weekdays, from: fmt.time(terms.fromTime), to: fmt.time(terms.toTime) });
  }
  if (terms.kind === 'together')
    return t('discounts:terms.together', { services: terms.serviceIds.map((id) => services.get(id) ?? '').join(comma) });
  if (terms.kind === 'nth') return t('discounts:terms.nth', { n: terms.n, service: services.get(terms.serviceId) ?? '' });
  if (terms.kind === 'family') return t('discounts:terms.family', { members: terms.members, months: terms.months });
  return t('discounts:terms.streak', { months: terms.months });
}

/** What can be chosen for a rule of a kind. */
export function ruleFormView(kind: DiscountKind, values: object, choices: CatalogueChoices, locale: Locale): object {
  const { specialties, services } = choiceOptions(choices, locale);
  return {
    kind,
    values,
    kinds: DISCOUNT_KINDS.map((one) => ({ kind: one, name: locale.t(`discounts:kind.${one}`) })),
    lead: locale.t(`discounts:lead.${kind}`),
    specialties: [{ value: '', label: locale.t('discounts:everySpecialty') }, ...specialties.slice(1)],
    services,
    serviceBoxes: choices.specialties.flatMap(({ services: some }) => some.map(({ id, name }) => ({ value: id, label: name }))),
    weekdays: [0, 1, 2, 3, 4, 5, 6].map((day) => ({ value: day, label: locale.fmt.weekdayName(day) })),
  };
}

/** What the form of a visit says about discounts; null when there is nothing to say. */
export function deskDiscountsView(
  { hasRules, grants }: { hasRules: boolean; grants: readonly Grant[] },
  price: Price | null,
  locale: Locale,
): object | null {
  if (!hasRules && grants.length === 0) return null;
  return {
    grants: grants.map((grant) => ({
      value: shownCode(grant.code),
      label: `${grant.name} · ${reductionWords({ percent: grant.discountPercent, amountRial: grant.discountRial }, locale)} · ${shownCode(grant.code)}`,
    })),
    price: price && priceView(price, locale),
  };
}

/** The discount that stands in a recorded visit, as facts. */
export function storedDiscountView({ listRial, discountRial, kind, name }: StoredDiscount, { t, fmt }: Locale): object[] {
  return [
    { label: t('discounts:price.list'), value: fmt.toman(listRial) },
    { label: t('discounts:price.off'), value: fmt.toman(discountRial) },
    { label: t('discounts:price.pay'), value: fmt.toman(listRial - discountRial) },
    { label: t('discounts:report.rule'), value: t('discounts:reason', { kind: t(`discounts:kind.${kind}`), name }) },
  ];
}
