/*
 * How numbers, money, days and instants are written. Persian: Persian digits, ٬ and ٫, ٪, Jalali days with Persian names.
 * English: Latin digits, Jalali days with the month names in Latin letters. Days are put together from parts, because the
 * built-in full style prints a Persian day in the wrong order.
 */
import { toLatinDigits, toPersianDigits } from './digits.js';
import { daysBetween, seasonOfMonth, SEASONS, toJalali, weekday } from './jalali.js';
import type { Season } from './jalali.js';
import { MONTHS_EN, MONTHS_FA, SEASONS_EN, SEASONS_FA, WEEKDAYS_EN, WEEKDAYS_FA } from './month-names.js';
import { tehranDay, tehranParts } from './tehran-time.js';

export type Lang = 'fa' | 'en';

const WORDS = {
  fa: { months: MONTHS_FA, weekdays: WEEKDAYS_FA, seasons: SEASONS_FA, toman: 'تومان', comma: '، ساعت ', intl: 'fa-IR-u-nu-arabext' },
  en: { months: MONTHS_EN, weekdays: WEEKDAYS_EN, seasons: SEASONS_EN, toman: 'toman', comma: ', ', intl: 'en-US' },
} as const;

export interface Formatter {
  /** A number with separators: ۱۲٬۳۴۵ (at most two decimals unless told). */
  number(n: number, maxDecimals?: number): string;
  /** A share 0..1 as percent: 0.253 → ۲۵٪, with one digit ۲۵٫۳٪. */
  percent(share: number, decimals?: number): string;
  /** An amount of rial in toman with its unit: 1200000 → ۱۲۰٬۰۰۰ تومان. */
  toman(amountRial: number): string;
  /** A day or the Tehran day of an instant: ۱۴۰۵/۰۹/۰۱. */
  day(day: string | Date): string;
  /** The same with names: یکشنبه ۱ آذر ۱۴۰۵. */
  longDay(day: string | Date): string;
  /** An instant on the clinic's clock: یکشنبه ۱ آذر ۱۴۰۵، ساعت ۸:۰۹. */
  instant(instant: Date): string;
  /** The clock alone, from an instant or HH:MM: ۸:۰۹. */
  time(time: string | Date): string;
  /** The name of a Jalali month 1-12. */
  monthName(month: number): string;
  /** The name of a weekday, Saturday 0. */
  weekdayName(weekday: number): string;
  /** The name of a season, or of the season of a Jalali month 1-12. */
  seasonName(season: Season | number): string;
  /** Any text with its digits in the language's own; no separators. */
  digits(text: string | number): string;
  /** How far a day is from today in words: ۳ روز پیش. */
  relative(day: string | Date, today: string | Date): string;
}

const formatters = { fa: build('fa'), en: build('en') };

/** The one way in which a language writes numbers, money, days and times. */
export function formatter(lang: Lang): Formatter {
  return formatters[lang];
}

function build(lang: Lang): Formatter {
  const words = WORDS[lang];
  const byDecimals = new Map<string, Intl.NumberFormat>();
  const numberFormat = (min: number, max: number, style: 'decimal' | 'percent') => {
    const key = `${style}${min}-${max}`;
    const known =
      byDecimals.get(key) ?? new Intl.NumberFormat(words.intl, { style, minimumFractionDigits: min, maximumFractionDigits: max });
    byDecimals.set(key, known);
    return known;
  };
  const relativeFormat = new Intl.RelativeTimeFormat(words.intl, { numeric: 'auto' });
  const digits = (text: string | number) => (lang === 'fa' ? toPersianDigits(text) : toLatinDigits(String(text)));
  const longDay = (value: string | Date) => {
    const day = dayOf(value);
    const { year, month, day: dayOfMonth } = toJalali(day);
    return digits(`${words.weekdays[weekday(day)] ?? ''} ${dayOfMonth} ${words.months[month - 1] ?? ''} ${year}`);
  };
  const time = (value: string | Date) => {
    const { hour, minute } = typeof value === 'string' ? clockOf(value) : tehranParts(value);
    return digits(`${hour}:${String(minute).padStart(2, '0')}`);
  };
  return {
    number: (n, maxDecimals = 2) => numberFormat(0, maxDecimals, 'decimal').format(n),
    percent: (share, decimals = 0) => numberFormat(decimals, decimals, 'percent').format(share),
    toman: (amountRial) => `${numberFormat(0, 1, 'decimal').format(amountRial / 10)} ${words.toman}`,
    day: (value) => {
      const { year, month, day } = toJalali(dayOf(value));
      return digits(`${year}/${String(month).padStart(2, '0')}/${String(day).padStart(2, '0')}`);
    },
    longDay,
    instant: (instant) => `${longDay(instant)}${words.comma}${time(instant)}`,
    time,
    monthName: (month) => words.months[month - 1] ?? '',
    weekdayName: (day) => words.weekdays[day] ?? '',
    seasonName: (value) => words.seasons[SEASONS.indexOf(typeof value === 'number' ? seasonOfMonth(value) : value)] ?? '',
    digits,
    relative: (day, today) => {
      const days = daysBetween(dayOf(today), dayOf(day));
      const size = Math.abs(days);
      if (size < 14) return relativeFormat.format(days, 'day');
      if (size < 60) return relativeFormat.format(Math.trunc(days / 7), 'week');
      return size < 730
        ? relativeFormat.format(Math.trunc(days / 30.44), 'month')
        : relativeFormat.format(Math.trunc(days / 365.25), 'year');
    },
  };
}

function dayOf(value: string | Date): string {
  return typeof value === 'string' ? value.slice(0, 10) : tehranDay(value);
}

function clockOf(time: string): { hour: number; minute: number } {
  const [hour = '0', minute = '0'] = time.split(':');
  return { hour: Number(hour), minute: Number(minute) };
}
