/*
 * How a patient comes to their own page, and what may be done there alone.
 * A personal link opens it for 30 days unless the clinic takes it back; a one-time code of 6 digits is good for 5 minutes and 5 tries, and only
 * the newest code of a mobile counts. A page that nobody touches for 30 minutes closes, and every page closes 12 hours after it was opened.
 * An appointment can be called off alone until 3 hours before it begins; after that the day's list is in the hands of the desk, so the wish is
 * handed to the desk. A cancellation made there can be taken back for 30 minutes.
 * Whoever leaves the club can come back alone for 30 days; after that the desk does it.
 */
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export const LINK_DAYS = 30;
export const CODE_MINUTES = 5;
export const CODE_TRIES = 5;
const IDLE_MINUTES = 30;
const LONGEST_HOURS = 12;
export const CANCEL_HOURS = 3;
const TAKE_BACK_MINUTES = 30;
export const RETURN_DAYS = 30;
/** The clinic sends one patient at most so many links a day. */
export const LINKS_A_DAY = 3;

/** When a personal link that is given now is over. */
export const linkExpiresAt = (asOf: Date): Date => new Date(asOf.getTime() + LINK_DAYS * DAY_MS);

/** When a code that is sent now is over. */
export const codeExpiresAt = (asOf: Date): Date => new Date(asOf.getTime() + CODE_MINUTES * MINUTE_MS);

/** Whether a page that was opened once and touched last at these moments is still open. */
export function pageIsOpen({ beganAt, seenAt }: { beganAt: Date; seenAt: Date }, asOf: Date): boolean {
  return asOf.getTime() - seenAt.getTime() < IDLE_MINUTES * MINUTE_MS && asOf.getTime() - beganAt.getTime() < LONGEST_HOURS * HOUR_MS;
}

/** Before which opening no page is open any more, whatever happened on it. */
export const oldestOpening = (asOf: Date): Date => new Date(asOf.getTime() - LONGEST_HOURS * HOUR_MS);

/** Whether a patient may call off an appointment alone, or hands the wish to the desk. */
export const mayCancelAlone = (startsAt: Date, asOf: Date): boolean => startsAt.getTime() - asOf.getTime() >= CANCEL_HOURS * HOUR_MS;

/** Whether a patient may still take the cancellation back: it was made a short while ago, and the hour is not too near. */
export const mayTakeBack = (cancelledAt: Date, startsAt: Date, asOf: Date): boolean =>
  asOf.getTime() - cancelledAt.getTime() < TAKE_BACK_MINUTES * MINUTE_MS && mayCancelAlone(startsAt, asOf);

/** Until when somebody who left can come back alone. */
export const returnsAloneUntil = (leftAt: Date): Date => new Date(leftAt.getTime() + RETURN_DAYS * DAY_MS);

/** The six digits of a code among what was typed, in any digits and with spaces; null when it is no code. */
export function codeIn(latinDigits: string): string | null {
  const code = latinDigits.replace(/[\s\u200c\u200e\u200f-]/g, '');
  return /^\d{6}$/.test(code) ? code : null;
}
