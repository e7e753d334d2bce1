/*
 * A visit is an attendance that happened. It is never in the future and never before the patient's birth. A birthday that was only
 * estimated from an age may be a year off, so it refuses a visit only when it is more than a year before it.
 * A visit whose hour nobody noted stands at noon of its day (or at the present instant, when noon has not come yet).
 */
import { addDays } from '../persian/jalali.js';
import { instantOf, tehranDay } from '../persian/tehran-time.js';

/** When a visit was, as the desk knows it: a day (YYYY-MM-DD) and perhaps an hour (HH:MM), both on the clinic's clock. */
export interface ToldTime {
  day: string;
  time: string | null;
}

export interface VisitTime {
  visitedAt: Date;
  visitedOn: string;
  hasTime: boolean;
}

export type VisitTimeAnswer = ({ ok: true } & VisitTime) | { ok: false; reason: string; field: 'day' | 'time' };

const ESTIMATE_DAYS = 366;

/** The instant and day of a told visit, or why it cannot have been then. */
export function visitTime(told: ToldTime, patient: { birthOn: string | null; birthIsEstimated: boolean }, asOf: Date): VisitTimeAnswer {
  const today = tehranDay(asOf);
  if (told.day > today) return { ok: false, reason: 'visit-in-the-future', field: 'day' };
  if (patient.birthOn !== null) {
    const earliest = patient.birthIsEstimated ? addDays(patient.birthOn, -ESTIMATE_DAYS) : patient.birthOn;
    if (told.day < earliest) return { ok: false, reason: 'visit-before-birth', field: 'day' };
  }
  const visitedAt = instantOf(told.day, told.time ?? '12:00');
  if (visitedAt > asOf && told.time !== null) return { ok: false, reason: 'visit-in-the-future', field: 'time' };
  return { ok: true, visitedAt: visitedAt > asOf ? asOf : visitedAt, visitedOn: told.day, hasTime: told.time !== null };
}
