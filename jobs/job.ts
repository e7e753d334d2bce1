import type { Actor } from '../models/club-event.js';
import type { Clinic } from '../models/clinic.js';
import type { Db } from '../models/database.js';
import type { Club } from '../server/app.js';
import type { JobCounts } from '../server/night-shift.js';

/** What the night shift works with. */
export type JobClub = Pick<Club, 'db' | 'gateway' | 'mirror' | 'env' | 'log' | 'clock'>;

/** One run of a job. */
export interface JobRunContext extends JobClub {
  /** The slot: the only clock that actions see. */
  asOf: Date;
  actor: Extract<Actor, { kind: 'job' }>;
  /** Asks a long job to end early when the club closes. */
  signal: AbortSignal;
}

export type Job = (run: JobRunContext) => Promise<JobCounts>;

/** Does something for every clinic in turn and adds up the counts. One clinic's trouble does not keep the others waiting; it is passed on at the end. */
export async function forEveryClinic(db: Db, work: (clinic: Clinic) => Promise<object>): Promise<JobCounts> {
  const sums: JobCounts = {};
  const troubles: unknown[] = [];
  for (const clinic of await db.records.Clinic.findAll({ order: [['id', 'ASC']] })) {
    try {
      for (const [name, value] of Object.entries(await work(clinic))) if (typeof value === 'number') sums[name] = (sums[name] ?? 0) + value;
    } catch (error) {
      troubles.push(error);
    }
  }
  if (troubles.length > 0) throw troubles[0];
  return sums;
}
