import type { Locale } from '../locale.js';
import type { GivenStanding } from '../reports/standing-report.js';

export interface StandingRow {
  id: number;
  state: 'now' | 'later' | 'over' | 'revoked';
  stateName: string;
  credits: string;
  forWhat: string;
  reason: string;
  period: string;
  by: string;
  isRevocable: boolean;
}

/** Hand-given credit as a row: how much, for what, why, from when to when, by whom, and whether it counts on a day. */
export function standingRow(given: GivenStanding, today: string, { t, fmt }: Locale): StandingRow {
  const state = stateOf(given, today);
  const revoked = given.revokedOn === null ? '' : t('tiers:given.revokedOn', { on: fmt.day(given.revokedOn), by: given.revokedBy ?? '' });
  return {
    id: given.id,
    state,
    stateName: t(`tiers:given.state.${state}`),
    credits: fmt.number(given.credits),
    forWhat: given.specialty ?? t('tiers:given.all'),
    reason: given.reason,
    period: [t('tiers:given.period', { from: fmt.day(given.fromOn), until: fmt.day(given.untilOn) }), revoked].filter(Boolean).join(' '),
    by: given.givenBy ?? '',
    isRevocable: state === 'now' || state === 'later',
  };
}

function stateOf({ fromOn, untilOn, revokedOn }: GivenStanding, today: string): StandingRow['state'] {
  if (revokedOn !== null) return 'revoked';
  if (untilOn < today) return 'over';
  return fromOn > today ? 'later' : 'now';
}

/** What credit can be given for: every rule, or one specialty's. */
export const standingChoices = (
  specialties: readonly { id: number; name: string }[],
  { t }: Locale,
): { value: string | number; label: string }[] => [
  { value: '', label: t('tiers:given.all') },
  ...specialties.map(({ id, name }) => ({ value: id, label: name })),
];
