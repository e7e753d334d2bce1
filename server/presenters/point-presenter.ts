import { causeWithoutNumber, isOfBenefit } from '../../models/rules/points-due.js';
import type { Lot, PointEntry } from '../../models/rules/points.js';
import { hasText, type Locale } from '../locale.js';
import type { Forecast, MemberPoints } from '../reports/point-report.js';
import { signedNumber } from './signed-number.js';

/** A line of a ledger as it is read. */
export interface EntryRow {
  id: number;
  day: string;
  what: string;
  href: string | null;
  points: string;
  isGain: boolean;
  reason: string;
  by: string;
  /** What became of it, sentence by sentence. */
  story: string[];
  mayBeReversed: boolean;
}

const LATEST_SHOWN = 3;

/** The card of points on a member page. */
export function memberPointsView(points: MemberPoints, locale: Locale): object {
  const { t, fmt } = locale;
  const { ledger, expiring, entries } = points;
  return {
    balance: t('points:amount', { points: ledger.balance }),
    isDebt: ledger.balance < 0,
    expiring: expiring && t('points:card.expiring', { points: expiring.points, on: fmt.longDay(expiring.on) }),
    latest: entryRows(points, entries.slice(-LATEST_SHOWN).reverse(), locale),
  };
}

/** Lines of a member's ledger in words, in the order given; `writers` names who gave or took by hand. */
export function entryRows(
  { entries, ledger }: MemberPoints,
  shown: readonly PointEntry[],
  locale: Locale,
  writers: ReadonlyMap<number, string> = new Map(),
): EntryRow[] {
  const { t, fmt } = locale;
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const lots = new Map(ledger.lots.map((lot) => [lot.entryId, lot]));
  const reversed = new Set(entries.flatMap(({ reversesId }) => (reversesId === null ? [] : [reversesId])));
  return shown.map((entry) => {
    const isReversed = reversed.has(entry.id);
    const original = entry.reversesId === null ? null : byId.get(entry.reversesId);
    return {
      id: entry.id,
      day: fmt.day(entry.bookedOn),
      what: original ? t('points:cause.reverseOf', { what: causeWord(original, locale) }) : causeWord(entry, locale),
      href: entry.cause.startsWith('visit:') && !isReversed ? `/visits/${entry.cause.split(':')[1] ?? ''}` : null,
      points: signedNumber(entry.points, locale),
      isGain: entry.points > 0,
      reason: entry.note ?? '',
      by: writers.has(entry.id) ? t('points:ledger.by', { name: writers.get(entry.id) }) : '',
      story: storyOf(entry, lots.get(entry.id), isReversed, locale),
      mayBeReversed: entry.kind !== 'reverse' && !isReversed && !isOfBenefit(entry.cause),
    };
  });
}

/** What a visit would earn, as the desk reads it before recording. */
export function forecastSentence(forecast: Forecast | null, { t }: Locale): string {
  if (forecast === null) return t('points:forecast.none');
  const { points, welcome } = forecast;
  return welcome > 0
    ? t('points:forecast.withWelcome', { points, welcome, total: points + welcome })
    : t('points:forecast.points', { points });
}

function causeWord(entry: PointEntry, { t }: Locale): string {
  const [kind = ''] = causeWithoutNumber(entry.cause).split(':');
  const key = kind === 'hand' ? `points:cause.hand-${entry.kind}` : `points:cause.${kind}`;
  return hasText(key) ? t(key) : t('points:cause.other');
}

function storyOf(entry: PointEntry, lot: Lot | undefined, isReversed: boolean, { t, fmt }: Locale): string[] {
  const late =
    entry.kind !== 'reverse' && entry.occurredOn !== entry.bookedOn ? [t('points:story.for', { on: fmt.day(entry.occurredOn) })] : [];
  if (!lot) return [...late, ...(isReversed ? [t('points:story.reversed')] : [])];
  const on = lot.expiresOn === null ? '' : fmt.day(lot.expiresOn);
  const said: [number, string][] = [
    [lot.left, lot.expiresOn === null ? 'leftForGood' : 'left'],
    [lot.spent, 'spent'],
    [lot.expired, 'expired'],
    [lot.takenBack, 'takenBack'],
  ];
  return [...late, ...said.filter(([points]) => points > 0).map(([points, key]) => t(`points:story.${key}`, { points, on }))];
}
