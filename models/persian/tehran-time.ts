/*
 * The clinic's clock is Asia/Tehran: +03:30 all year since 1401, with summer time (+04:30) before that.
 * The offset is always asked of the time-zone table, never added by hand.
 */
const ZONE = 'Asia/Tehran';
const MINUTE_MS = 60_000;
const HALF_HOUR_MS = 30 * MINUTE_MS;
const DAY_MS = 86_400_000;
const MAX_REMEMBERED = 100_000;

const clock = new Intl.DateTimeFormat('en-US', {
  timeZone: ZONE,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** The offset changes on half hours only; asking the table costs microseconds, which counts over a million visits. */
const remembered = new Map<number, number>();

/** The day YYYY-MM-DD that an instant falls on in Tehran. */
export function tehranDay(instant: Date): string {
  return localIso(instant).slice(0, 10);
}

/** The day, hour (0-23) and minute that the clinic's clock shows at an instant. */
export function tehranParts(instant: Date): { day: string; hour: number; minute: number } {
  const iso = localIso(instant);
  return { day: iso.slice(0, 10), hour: Number(iso.slice(11, 13)), minute: Number(iso.slice(14, 16)) };
}

/**
 * The instant at which the clinic's clock shows HH:MM on a day. Of an hour that came twice (summer time ending) it is the first;
 * of an hour that never came (summer time beginning) it is the instant that clock would have meant, one hour on.
 */
export function instantOf(day: string, time: string): Date {
  const local = Date.parse(`${day}T${time}:00Z`);
  if (Number.isNaN(local)) throw new RangeError(`not a day and time: ${day} ${time}`);
  const before = offsetMs(local - DAY_MS);
  const after = offsetMs(local + DAY_MS);
  const real = [local - before, local - after].filter((ms) => ms + offsetMs(ms) === local);
  return new Date(real.length > 0 ? Math.min(...real) : local - before);
}

function localIso(instant: Date): string {
  const ms = instant.getTime();
  return new Date(ms + offsetMs(ms)).toISOString();
}

function offsetMs(ms: number): number {
  const halfHour = Math.floor(ms / HALF_HOUR_MS);
  const known = remembered.get(halfHour);
  if (known !== undefined) return known;
  const start = halfHour * HALF_HOUR_MS;
  const parts = new Map(clock.formatToParts(start).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(halfHour, local - start);
  return local - start;
}
