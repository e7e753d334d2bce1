import type { Db } from '../../models/database.js';
import type { JobRunState } from '../../models/job-run.js';
import type { JobCounts } from '../night-shift.js';

export interface WrittenRun {
  id: number;
  job: string;
  slotAt: Date;
  state: JobRunState;
  startedAt: Date | null;
  finishedAt: Date | null;
  countsJson: JobCounts | null;
  error: string | null;
}

const COLUMNS = `r.id, r.job, r.slot_at AS "slotAt", r.state, r.started_at AS "startedAt", r.finished_at AS "finishedAt",
  r.counts_json AS "countsJson", r.error`;

/** The newest run of each of these jobs. */
export async function latestRuns(db: Db, jobs: readonly string[]): Promise<Map<string, WrittenRun>> {
  const rows = await db.select<WrittenRun>(
    `SELECT ${COLUMNS} FROM job_runs r
     JOIN (SELECT job, MAX(slot_at) AS newest FROM job_runs WHERE job IN (:jobs) GROUP BY job) l ON l.job = r.job AND l.newest = r.slot_at`,
    { jobs },
  );
  return new Map(rows.map((row) => [row.job, row]));
}

/** Runs of these jobs that failed or were missed since an instant, newest first. */
export function recentTroubles(db: Db, jobs: readonly string[], since: Date, limit: number): Promise<WrittenRun[]> {
  return db.select<WrittenRun>(
    `SELECT ${COLUMNS} FROM job_runs r WHERE r.slot_at >= :since AND r.state IN ('failed', 'missed') AND r.job IN (:jobs)
     ORDER BY r.slot_at DESC LIMIT :limit`,
    { jobs, since, limit },
  );
}

/** Runs of one job before an instant, newest first; `olderThan` is where the next page goes on. */
export async function runsOf(
  db: Db,
  job: string,
  { before, pageSize }: { before: Date | null; pageSize: number },
): Promise<{ runs: WrittenRun[]; olderThan: Date | null }> {
  const rows = await db.select<WrittenRun>(
    `SELECT ${COLUMNS} FROM job_runs r WHERE r.job = :job ${before ? 'AND r.slot_at < :before' : ''} ORDER BY r.slot_at DESC LIMIT :limit`,
    { job, before, limit: pageSize + 1 },
  );
  const runs = rows.slice(0, pageSize);
  return { runs, olderThan: rows.length > pageSize ? (runs.at(-1)?.slotAt ?? null) : null };
}

/** Whether this program serves one clinic only: then what a job counted is that clinic's own. */
export async function isOnlyClinic(db: Db): Promise<boolean> {
  return (await db.select('SELECT id FROM clinics LIMIT 2')).length < 2;
}
