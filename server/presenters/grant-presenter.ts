import { grantStateOn, type GrantState } from '../../models/rules/benefits.js';
import { shownCode } from '../../models/rules/grant-code.js';
import type { Loyalty } from '../../models/rules/loyalty.js';
import type { Grant } from '../../models/grant-use.js';
import { hasText, type Locale } from '../locale.js';
import type { MemberBenefits } from '../reports/member-benefits-report.js';
import { reductionWords } from './benefit-presenter.js';

const TONES: Record<GrantState, string> = { open: 'good', used: 'idle', expired: 'warn', reversed: 'bad' };

/** A grant as a line: its name, code, last day, and how it is used. */
export function grantLine(grant: Grant, locale: Locale): object {
  const { t, fmt } = locale;
  const off = reductionWords({ percent: grant.discountPercent, amountRial: grant.discountRial }, locale);
  return {
    id: grant.id,
    patientId: grant.patientId,
    name: grant.name,
    code: shownCode(grant.code),
    until: t('benefits:redeem.until', { on: fmt.day(grant.validUntilOn) }),
    off,
    isChoice: grant.choiceIds.length > 0,
  };
}

/** The words of a refusal to use a grant; a used one says when and by whom. */
export function useRefusal(reason: string, grant: Grant | null, { t, fmt }: Locale): string {
  if (reason !== 'grant-used' || !grant?.usedAt) return t(`benefits:reasons.${reason}`);
  return grant.usedByName === null
    ? t('benefits:reasons.grant-used')
    : t('benefits:reasons.grant-used-by', { when: fmt.instant(grant.usedAt), by: grant.usedByName });
}

/** One grant with everything that happened to it. */
export function grantView(
  grant: Grant,
  person: { id: number; name: string },
  choices: readonly { id: number; name: string }[],
  { day, loyalty, mayReverse }: { day: string; loyalty: Loyalty; mayReverse: boolean },
  locale: Locale,
): object {
  const { t, fmt } = locale;
  const state = grantStateOn(grant, day) ?? 'open';
  const [cause = ''] = grant.cause.split(':');
  const isSaid = hasText(`benefits:grant.cause.${cause}`) && (cause !== 'tier' || loyalty.hasTiers);
  const facts: [string, string][] = [
    ['benefit', grant.name],
    ['why', t(`benefits:grant.cause.${isSaid ? cause : 'other'}`)],
    ['value', fmt.toman(grant.valueRial)],
    ['points', grant.points > 0 ? t('benefits:points', { count: grant.points }) : ''],
    ['grantedOn', fmt.longDay(grant.grantedOn)],
    ['validUntil', fmt.longDay(grant.validUntilOn)],
    ['usedOn', grant.usedAt === null ? '' : t('benefits:grant.usedBy', { on: fmt.instant(grant.usedAt), by: grant.usedByName ?? '' })],
    ['reversedOn', grant.reversedOn === null ? '' : fmt.longDay(grant.reversedOn)],
    ['reason', grant.reverseReason ?? ''],
  ];
  return {
    id: grant.id,
    person,
    state: { name: t(`benefits:grant.states.${state}`), tone: TONES[state] },
    facts: facts.filter(([, value]) => value !== '').map(([key, value]) => ({ label: t(`benefits:grant.${key}`), value })),
    reversal: mayReverse && (state === 'open' || state === 'used') ? (grant.usedOn === null ? 'Open' : 'Used') : null,
    choices: state === 'open' ? choices : [],
  };
}

/** What a member has and could have, for their page at the desk. */
export function memberBenefitsView(
  { open, available, affordable }: MemberBenefits,
  submissionKeys: readonly [string, string],
  locale: Locale,
): object {
  const { t } = locale;
  return {
    open: open.map((grant) => grantLine(grant, locale)),
    give: available.map(({ id, name, pricePoints }) => ({
      value: id,
      label: pricePoints === null ? name : `${name} (${t('benefits:points', { count: pricePoints })})`,
      isFree: pricePoints === null,
    })),
    buy: affordable.map(({ id, name, pricePoints }) => ({
      value: id,
      label: `${name} · ${t('benefits:points', { count: pricePoints ?? 0 })}`,
    })),
    giveKey: submissionKeys[0],
    buyKey: submissionKeys[1],
  };
}
