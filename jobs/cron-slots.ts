/*
 * When a line of the timetable is due. A line's cron has six fields (second, minute, hour, and * * * for the days); each of the first
 * three is *, a number, a list 5,20,35 or a step such as "every 20". The hours are those of the clinic's clock.
 */
import { tehranParts } from '../models/persian/tehran-time.js';

const MINUTE_MS = 60_000;
/** A day, and the hour that summer time once took. */
const MOST_MINUTES = 25 * 60;

interface Fields {
  seconds: readonly number[];
  minutes: ReadonlySet<number>;
  hours: ReadonlySet<number>;
}

const known = new Map<string, Fields>();

/** The latest slot of a cron that is not after an instant. */
export function slotAtOrBefore(cron: string, at: Date): Date {
  const { seconds, minutes, hours } = fieldsOf(cron);
  const thisMinute = Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS;
  for (let back = 0; back <= MOST_MINUTES; back += 1) {
    const minute = thisMinute - back * MINUTE_MS;
    if (!isDueIn(minute, minutes, hours)) continue;
    const second = seconds.findLast((candidate) => minute + candidate * 1000 <= at.getTime());
    if (second !== undefined) return new Date(minute + second * 1000);
  }
  throw new RangeError(`no slot: ${cron}`);
}

/** The earliest slot of a cron after an instant. */
export function slotAfter(cron: string, at: Date): Date {
  const { seconds, minutes, hours } = fieldsOf(cron);
  const thisMinute = Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS;
  for (let ahead = 0; ahead <= MOST_MINUTES; ahead += 1) {
    const minute = thisMinute + ahead * MINUTE_MS;
    if (!isDueIn(minute, minutes, hours)) continue;
    const second = seconds.find((candidate) => minute + candidate * 1000 > at.getTime());
    if (second !== undefined) return new Date(minute + second * 1000);
  }
  throw new RangeError(`no slot: ${cron}`);
}

/** How many slots lie between two instants, both left out; counting stops at `most`. */
export function slotsBetween(cron: string, after: Date, before: Date, most: number): number {
  let count = 0;
  for (let slot = slotAfter(cron, after); slot < before && count < most; slot = slotAfter(cron, slot)) count += 1;
  return count;
}

/** Whether a line is due in every hour: what is repeated when the clock goes back. A line with an hour of its own is not. */
export const isHourly = (cron: string): boolean => fieldsOf(cron).hours.size === 24;

function isDueIn(minute: number, minutes: ReadonlySet<number>, hours: ReadonlySet<number>): boolean {
  const shown = tehranParts(new Date(minute));
  return minutes.has(shown.minute) && hours.has(shown.hour);
}

function fieldsOf(cron: string): Fields {
  const remembered = known.get(cron);
  if (remembered) return remembered;
  const parts = cron.split(' ');
  if (parts.length !== 6 || parts.slice(3).some((part) => part !== '*')) throw new RangeError(`not a line of the timetable: ${cron}`);
  const [seconds = '', minutes = '', hours = ''] = parts;
  const fields = { seconds: numbersOf(seconds, 60), minutes: new Set(numbersOf(minutes, 60)), hours: new Set(numbersOf(hours, 24)) };
  known.set(cron, fields);
  return fields;
}

function numbersOf(field: string, end: number): number[] {
  const all = Array.from({ length: end }, (_, n) => n);
  const step = /^\*(?:\/(\d+))?$/.exec(field);
  const numbers = step ? all.filter((n) => n % Number(step[1] ?? 1) === 0) : field.split(',').map(Number);
  if (numbers.some((n) => !all.includes(n))) throw new RangeError(`not a field of the timetable: ${field}`);
  return numbers.sort((a, b) => a - b);
}
