import type { Offer } from '../models/rules/loyalty.js';

/** What a job counted, by name. */
export type JobCounts = Record<string, number>;

/** One line of the timetable. */
export interface JobLine {
  readonly name: string;
  /** Second, minute and hour; day, month and weekday are always *. */
  readonly cron: string;
  readonly zone: 'Asia/Tehran';
  /** What happens to slots that passed while nothing ran: one run makes up for all of them, or they are written down as missed. */
  readonly catchUp: 'once' | 'none';
  /** A slot that is later than this is not run any more but written down as missed. */
  readonly maxLatenessMinutes: number;
  /** What a club must offer for its pages to show this line; without it every club does. */
  readonly when?: Offer;
}

export type JobAnswer =
  { ok: true; counts: JobCounts } | { ok: false; reason: 'job-unknown' | 'job-running' | 'job-failed'; error?: string };

/** The night shift as the desk sees it: its timetable, and a bell to call it. */
export interface NightShift {
  readonly lines: readonly JobLine[];
  /** The next slot of a job after an instant; null for an unknown job. */
  nextSlot(name: string, after: Date): Date | null;
  /** Runs a job now with this `asOf`, beside the timetable. Refuses an unknown job and one that is at work. */
  runNow(name: string, asOf: Date): Promise<JobAnswer>;
}
