import { isVipOn } from '../../models/rules/vip.js';
import type { Locale } from '../locale.js';
import type { ListedVip } from '../reports/vip-report.js';
import { fullName } from './patient-presenter.js';

export interface VipRow {
  id: number;
  patientId: number;
  name: string;
  memberNumber: string;
  reason: string;
  from: string;
  until: string;
  state: 'now' | 'later' | 'over';
  stateName: string;
  givenBy: string;
  endedBy: string;
}

/** A VIP term as a row, with its state on a day: it holds, is to come, or is over. */
export function vipRow(term: ListedVip, today: string, { t, fmt }: Locale): VipRow {
  const state = isVipOn(term, today) ? 'now' : term.endedOn === null && term.fromOn > today ? 'later' : 'over';
  return {
    id: term.id,
    patientId: term.patientId,
    name: fullName(term),
    memberNumber: fmt.digits(term.memberNumber),
    reason: term.reason,
    from: fmt.day(term.fromOn),
    until: fmt.day(term.endedOn ?? term.untilOn),
    state,
    stateName: t(`vip:state.${term.endedOn !== null && state === 'over' ? 'ended' : state}`),
    givenBy: term.givenBy ?? '',
    endedBy: term.endedBy ?? '',
  };
}

/** The VIP part of a member page: whether the member is VIP today, the sentence, and the terms. */
export function memberVipView(
  terms: readonly ListedVip[],
  today: string,
  locale: Locale,
): { isVip: boolean; sentence: string; terms: VipRow[] } {
  const { t, fmt } = locale;
  const current = terms.find((term) => isVipOn(term, today));
  return {
    isVip: current !== undefined,
    sentence: current ? t('vip:member.until', { until: fmt.longDay(current.untilOn), reason: current.reason }) : t('vip:member.none'),
    terms: terms.map((term) => vipRow(term, today, locale)),
  };
}
