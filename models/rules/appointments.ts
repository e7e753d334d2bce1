/*
 * An appointment is a visit that is planned. It is booked, perhaps confirmed by the patient, and ends in one of three ways: the patient
 * arrived (it becomes a visit), did not come (missed), or one side called it off (cancelled).
 * A patient cannot arrive before the day of the appointment, and nobody is called missing before the hour has struck.
 * A missed patient who turns up late still arrives. A cancellation and an absence can be taken back. A moved appointment has to be confirmed
 * again. An arrival is taken back only by deleting the visit it became.
 * An appointment is booked for today or later, at most two years ahead. Two live appointments of one patient within half an hour overlap:
 * the desk is warned and may still want both.
 */

export const APPOINTMENT_STATES = ['booked', 'confirmed', 'arrived', 'missed', 'cancelled'] as const;
export type AppointmentState = (typeof APPOINTMENT_STATES)[number];

export const APPOINTMENT_STEPS = ['confirm', 'arrive', 'miss', 'cancel', 'move', 'reopen', 'lose-visit'] as const;
export type AppointmentStep = (typeof APPOINTMENT_STEPS)[number];

export const OVERLAP_MINUTES = 30;
export const FURTHEST_DAYS_AHEAD = 731;

const NEXT: Record<AppointmentState, Partial<Record<AppointmentStep, AppointmentState>>> = {
  booked: { confirm: 'confirmed', arrive: 'arrived', miss: 'missed', cancel: 'cancelled', move: 'booked' },
  confirmed: { arrive: 'arrived', miss: 'missed', cancel: 'cancelled', move: 'booked' },
  missed: { arrive: 'arrived', reopen: 'booked' },
  cancelled: { reopen: 'booked' },
  arrived: { 'lose-visit': 'booked' },
};

/** What the rule needs to know of an appointment: its state, its instant and its day (YYYY-MM-DD, Tehran). */
export interface PlannedVisit {
  state: AppointmentState;
  startsAt: Date;
  startsOn: string;
}

/** The moment in which the question is asked: the instant and its day in Tehran. */
export interface Moment {
  asOf: Date;
  today: string;
}

export type StepAnswer = { ok: true; state: AppointmentState } | { ok: false; reason: string };

/** Answers which state an appointment gets by this step, or why the step is refused. */
export function nextState(appointment: PlannedVisit, step: AppointmentStep, moment: Moment): StepAnswer {
  const state = NEXT[appointment.state][step];
  if (!state) return { ok: false, reason: `already-${appointment.state}` };
  if (step === 'arrive' && moment.today < appointment.startsOn) return { ok: false, reason: 'too-early-to-arrive' };
  if (step === 'miss' && moment.asOf < appointment.startsAt) return { ok: false, reason: 'too-early-to-miss' };
  return { ok: true, state };
}

/** Lists the steps that are open to an appointment at this moment, in the order of the table. */
export function openSteps(appointment: PlannedVisit, moment: Moment): AppointmentStep[] {
  return APPOINTMENT_STEPS.filter((step) => nextState(appointment, step, moment).ok);
}

/** Whether an appointment is still expected to happen. */
export function isLive(state: AppointmentState): boolean {
  return state === 'booked' || state === 'confirmed';
}

/** Answers whether an appointment may be booked for (or moved to) this day, or why not. */
export function mayBookOn(startsOn: string, moment: Moment): { ok: true } | { ok: false; reason: string } {
  if (startsOn < moment.today) return { ok: false, reason: 'day-in-the-past' };
  const daysAhead = (Date.parse(startsOn) - Date.parse(moment.today)) / 86_400_000;
  return daysAhead > FURTHEST_DAYS_AHEAD ? { ok: false, reason: 'day-too-far' } : { ok: true };
}

/** Whether two starts of one patient are so near that both cannot be kept. */
export function overlaps(oneAt: Date, otherAt: Date): boolean {
  return Math.abs(oneAt.getTime() - otherAt.getTime()) < OVERLAP_MINUTES * 60_000;
}
