/*
 * When a message is offered, offered again and asked about.
 * Quiet hours: promotion and surveys wait from 21:00 to 09:00 on the clinic's clock; messages of care go at any hour.
 * A try that failed for the moment is repeated after 30 s, 1 min, 2 min … with some scatter, eight tries in all.
 * A message that was taken is asked about after 1, 5, 15 and 60 minutes, 6 hours and 24 hours; the provider forgets it after 48 hours, so the club
 * stops asking at 47. A message whose answer was lost can be asked about for 12 hours; after that a person decides.
 */
import { instantOf, tehranDay, tehranParts } from '../persian/tehran-time.js';
import type { Purpose } from './consent.js';

export const MOST_TRIES = 8;
const FIRST_RETRY_MS = 30_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const QUIET_FROM_HOUR = 21;
const QUIET_UNTIL_HOUR = 9;
const POLL_AFTER_MS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, DAY_MS, 47 * HOUR_MS] as const;
/** A little less than the provider's 12 hours: the answer must still be true when it arrives. */
const INQUIRY_MS = 11.5 * HOUR_MS;

/** The earliest instant from `asOf` on at which a message of this purpose may leave. */
export function mayLeaveAt(purpose: Purpose, asOf: Date): Date {
  if (purpose === 'service') return asOf;
  const { day, hour } = tehranParts(asOf);
  if (hour >= QUIET_UNTIL_HOUR && hour < QUIET_FROM_HOUR) return asOf;
  const morningOf = hour < QUIET_UNTIL_HOUR ? day : tehranDay(new Date(instantOf(day, '12:00').getTime() + DAY_MS));
  return instantOf(morningOf, '09:00');
}

/** When a message that could not be taken is tried again, after so many tries; null when it has had its last. `scatter` is 0 to 1. */
export function nextTryAt(tries: number, asOf: Date, scatter: number): Date | null {
  if (tries >= MOST_TRIES) return null;
  const pause = FIRST_RETRY_MS * 2 ** Math.max(0, tries - 1);
  return new Date(asOf.getTime() + Math.round(pause * (1 + scatter / 4)));
}

/** When delivery is asked about next; null when the last hour for it has come. */
export function nextPollAt(acceptedAt: Date, asOf: Date): Date | null {
  const next = POLL_AFTER_MS.map((after) => acceptedAt.getTime() + after).find((at) => at > asOf.getTime());
  return next === undefined ? null : new Date(next);
}

/** Whether the provider can still say what became of an offer whose answer was lost. */
export function canStillBeAsked(offeredAt: Date, asOf: Date): boolean {
  return asOf.getTime() - offeredAt.getTime() < INQUIRY_MS;
}
