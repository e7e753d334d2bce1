import { addDays, fromJalali, jalaliMonthLength, toJalali } from '../../models/persian/jalali.js';
import type { Place } from '../analytics/pivot.js';

/** A Jalali month (1–12), season (0 spring to 3 winter) or year. */
export type Period =
  { kind: 'month'; year: number; month: number } | { kind: 'season'; year: number; season: number } | { kind: 'year'; year: number };
export type PeriodKind = Period['kind'];

/** The period of a kind that a day lies in. */
export function periodOf(kind: PeriodKind, day: string): Period {
  const { year, month } = toJalali(day);
  if (kind === 'month') return { kind, year, month };
  return kind === 'season' ? { kind, year, season: Math.floor((month - 1) / 3) } : { kind, year };
}

/** The period n steps later (earlier when n is negative). */
export function shiftPeriod(period: Period, n: number): Period {
  if (period.kind === 'year') return { kind: 'year', year: period.year + n };
  if (period.kind === 'season') {
    const seasons = period.year * 4 + period.season + n;
    return { kind: 'season', year: Math.floor(seasons / 4), season: seasons % 4 };
  }
  const months = period.year * 12 + period.month - 1 + n;
  return { kind: 'month', year: Math.floor(months / 12), month: (months % 12) + 1 };
}

/** How an address names a period: 1405-08, 1405-s2 (summer), 1405. */
export function periodKey(period: Period): string {
  if (period.kind === 'year') return String(period.year);
  return period.kind === 'season' ? `${period.year}-s${period.season + 1}` : `${period.year}-${String(period.month).padStart(2, '0')}`;
}

/** The period of a kind that an address names; null when it names none. */
export function readPeriod(kind: PeriodKind, key: string): Period | null {
  const [, year = '', part] = /^(1[2-4]\d{2})(?:-(s[1-4]|0[1-9]|1[0-2]))?$/.exec(key) ?? [];
  if (year === '') return null;
  if (kind === 'year') return part === undefined ? { kind, year: Number(year) } : null;
  if (kind === 'season') return part?.startsWith('s') ? { kind, year: Number(year), season: Number(part.slice(1)) - 1 } : null;
  return part && !part.startsWith('s') ? { kind, year: Number(year), month: Number(part) } : null;
}

/** First and last day of a period. */
export function daysOf(period: Period): { from: string; to: string } {
  const first = period.kind === 'month' ? period.month : period.kind === 'season' ? period.season * 3 + 1 : 1;
  const last = period.kind === 'month' ? first : period.kind === 'season' ? first + 2 : 12;
  return {
    from: fromJalali({ year: period.year, month: first, day: 1 }),
    to: fromJalali({ year: period.year, month: last, day: jalaliMonthLength(period.year, last) }),
  };
}

/** Where a period lies in a pivot of years, seasons and months of the season. */
export function placeOf(period: Period): Place {
  const year = String(period.year);
  if (period.kind === 'year') return { year };
  if (period.kind === 'season') return { year, season: String(period.season) };
  return { year, season: String(Math.floor((period.month - 1) / 3)), monthOfSeason: String((period.month - 1) % 3) };
}

/** The last months of a period's time: the twelve that end with its last month. */
export function twelveMonthsTo(period: Period): (Period & { kind: 'month' })[] {
  const last = periodOf('month', daysOf(period).to);
  return Array.from({ length: 12 }, (_, i) => shiftPeriod(last, i - 11)).filter((month) => month.kind === 'month');
}

/** The same stretch of days, so many days earlier. */
export const earlier = ({ from, to }: { from: string; to: string }, days: number): { from: string; to: string } => ({
  from: addDays(from, -days),
  to: addDays(to, -days),
});
