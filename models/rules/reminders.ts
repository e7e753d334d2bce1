/*
 * A patient is reminded once of an appointment, 24 hours before. A tick that comes late still reminds while the appointment is at least two
 * hours away; after that the patient is already on the way. An appointment that was moved is a new hour to remember, and is reminded of again.
 */
const HOUR_MS = 3_600_000;
const REMIND_HOURS_BEFORE = 24;
const TOO_LATE_HOURS_BEFORE = 2;

/** The stretch in which appointments start that are to be reminded of at this instant, both ends included. */
export function remindBetween(asOf: Date): { from: Date; until: Date } {
  return {
    from: new Date(asOf.getTime() + TOO_LATE_HOURS_BEFORE * HOUR_MS),
    until: new Date(asOf.getTime() + REMIND_HOURS_BEFORE * HOUR_MS),
  };
}

/** What the keys of all reminders of one appointment begin with. */
export const reminderKeyPrefix = (appointmentId: number): string => `upcoming:appointment:${String(appointmentId)}:`;

/** Why a reminder exists: this appointment, this hour of it. */
export const reminderKey = (appointmentId: number, startsAt: Date): string =>
  `${reminderKeyPrefix(appointmentId)}24h:${startsAt.toISOString().slice(0, 16)}Z`;
