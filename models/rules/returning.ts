/*
 * A newcomer has returned who came again, on another day, within 180 days (about six months) of the first visit. Only newcomers whose 180 days are
 * over are counted: of the others nobody knows yet, and counting them would make every recent source look worse than it is.
 */
import { addDays } from '../persian/jalali.js';

export const RETURN_WITHIN_DAYS = 180;

/** The last day of a first visit whose 180 days are over. */
export const followedUntil = (today: string): string => addDays(today, -RETURN_WITHIN_DAYS - 1);
