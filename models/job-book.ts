import type { Db } from './database.js';
import type { JobRunState } from './job-run.js';
import type { Payload } from './json-column.js';

/** One slot of one job, and who works on it. */
export interface Slot {
  job: string;
  slotAt: Date;
  owner: string;
}

export interface ClaimTimes {
  now: Date;
  leaseUntil: Date;
  /** A slot that failed before this instant may be tried again. */
  failedBefore: Date;
}

/**
 * Takes a slot for one owner: its row id, or the state that it is in when somebody else has it. A slot is taken once, across processes and
 * restarts; it can be taken again when its owner stopped renewing the lease, or some time after it failed.
 */
export async function claimSlot(
  db: Db,
  { job, slotAt, owner }: Slot,
  { now, leaseUntil, failedBefore }: ClaimTimes,
): Promise<{ runId: number } | { taken: JobRunState }> {
  const [row] = await db.execute<{ id: number }>(
    `INSERT INTO job_runs (job, slot_at, state, owner, lease_until, started_at)
     VALUES (:job, :slotAt, 'running', :owner, :leaseUntil, :now)
     ON CONFLICT (job, slot_at) DO UPDATE SET state = 'running', owner = :owner, lease_until = :leaseUntil, started_at = :now,
       finished_at = NULL, error = NULL
     WHERE (job_runs.state = 'running' AND job_runs.lease_until < :now) OR (job_runs.state = 'failed' AND job_runs.finished_at < :failedBefore)
     RETURNING id`,
    { job, slotAt, owner, leaseUntil, now, failedBefore },
  );
  if (row) return { runId: row.id };
  const [taken] = await db.select<{ state: JobRunState }>('SELECT state FROM job_runs WHERE job = :job AND slot_at = :slotAt', {
    job,
    slotAt,
  });
  return { taken: taken?.state ?? 'running' };
}

/** Keeps a slot for longer; false when it is no longer this owner's. */
export async function renewLease(db: Db, runId: number, owner: string, leaseUntil: Date): Promise<boolean> {
  const rows = await db.execute(
    `UPDATE job_runs SET lease_until = :leaseUntil WHERE id = :runId AND owner = :owner AND state = 'running' RETURNING id`,
    { runId, owner, leaseUntil },
  );
  return rows.length > 0;
}

/** Writes down how a slot ended, unless somebody else has taken it over. */
export async function finishRun(
  db: Db,
  runId: number,
  owner: string,
  end: { state: 'done' | 'failed'; finishedAt: Date; counts: Payload | null; error: string | null },
): Promise<void> {
  await db.execute(
    `UPDATE job_runs SET state = :state, finished_at = :finishedAt, counts_json = :counts, error = :error, lease_until = NULL
     WHERE id = :runId AND owner = :owner AND state = 'running'`,
    {
      runId,
      owner,
      ...end,
      counts: end.counts === null ? null : JSON.stringify(end.counts),
      error: end.error?.slice(0, ERROR_LENGTH) ?? null,
    },
  );
}

/** Writes down that slots were missed, the last of them by name; once. */
export async function recordMissed(db: Db, job: string, slotAt: Date, counts: Payload, asOf: Date): Promise<void> {
  await db.execute(
    `INSERT INTO job_runs (job, slot_at, state, finished_at, counts_json) VALUES (:job, :slotAt, 'missed', :asOf, :counts)
     ON CONFLICT (job, slot_at) DO NOTHING`,
    { job, slotAt, asOf, counts: JSON.stringify(counts) },
  );
}

/** The newest slots of a job that are written down: up to an instant, and of all (later ones are there when the clock went back). */
export async function lastSlot(db: Db, job: string, until: Date): Promise<{ last: Date | null; newest: Date | null }> {
  const [row] = await db.select<{ lastAt: Date | null; newestAt: Date | null }>(
    `SELECT (SELECT MAX(slot_at) FROM job_runs WHERE job = :job AND slot_at <= :until) AS "lastAt",
       (SELECT MAX(slot_at) FROM job_runs WHERE job = :job) AS "newestAt"`,
    { job, until },
  );
  return { last: row?.lastAt ?? null, newest: row?.newestAt ?? null };
}

/** Whether somebody is at work on a job. */
export async function isRunning(db: Db, job: string, asOf: Date): Promise<boolean> {
  const rows = await db.select(`SELECT id FROM job_runs WHERE job = :job AND state = 'running' AND lease_until > :asOf LIMIT 1`, {
    job,
    asOf,
  });
  return rows.length > 0;
}

/** Ends the leases of owners that are gone for certain, so that their slots can be taken at once. */
export async function endLeasesOf(db: Db, isGone: (owner: string) => boolean, asOf: Date): Promise<void> {
  const rows = await db.select<{ owner: string | null }>(`SELECT DISTINCT owner FROM job_runs WHERE state = 'running'`);
  const gone = rows.map((row) => row.owner).filter((owner) => owner !== null && isGone(owner));
  if (gone.length === 0) return;
  const leaseUntil = new Date(asOf.getTime() - 1);
  await db.execute(`UPDATE job_runs SET lease_until = :leaseUntil WHERE state = 'running' AND owner IN (:gone)`, { leaseUntil, gone });
}

/** Forgets runs that ended well before one instant and all others before another; the newest of every job stays. */
export async function forgetRuns(db: Db, { doneBefore, allBefore }: { doneBefore: Date; allBefore: Date }): Promise<number> {
  const gone = await db.execute(
    `DELETE FROM job_runs WHERE (slot_at < :allBefore OR (state = 'done' AND slot_at < :doneBefore)) AND state <> 'running'
       AND id NOT IN (SELECT MAX(id) FROM job_runs GROUP BY job) RETURNING id`,
    { doneBefore, allBefore },
  );
  return gone.length;
}

const ERROR_LENGTH = 300;
