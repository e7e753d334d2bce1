import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';
import { claimSlot, finishRun, renewLease, type Slot } from '../models/job-book.js';
import type { Db } from '../models/database.js';
import type { JobRunState } from '../models/job-run.js';
import type { JobCounts } from '../server/night-shift.js';

export const LEASE_MS = 60_000;
const HEARTBEAT_MS = 15_000;
const RETRY_FAILED_MS = 10 * 60_000;
const BOOT = randomUUID().slice(0, 8);

/** This process as the owner of slots: computer, process and start. */
export const OWNER = `${hostname()}:${String(process.pid)}:${BOOT}`;

export type SlotOutcome = { ran: true; counts: JobCounts } | { ran: true; error: unknown } | { ran: false; state: JobRunState };

/**
 * Runs the work of one slot once, across processes, restarts and clock steps: claims the slot, keeps the lease while the work goes on, and
 * writes down counts or error. Somebody else's slot is left alone and its state comes back.
 */
export async function runOnce({
  db,
  clock,
  work,
  ...slot
}: Slot & { db: Db; clock: () => Date; work: () => Promise<JobCounts> }): Promise<SlotOutcome> {
  const now = clock();
  const times = { now, leaseUntil: later(now, LEASE_MS), failedBefore: later(now, -RETRY_FAILED_MS) };
  const claim = await claimSlot(db, slot, times);
  if ('taken' in claim) return { ran: false, state: claim.taken };
  // A beat that fails is not made up for: the lease runs out and the slot can be taken over.
  const heart = setInterval(() => {
    renewLease(db, claim.runId, slot.owner, later(clock(), LEASE_MS)).catch(() => undefined);
  }, HEARTBEAT_MS);
  heart.unref();
  try {
    const counts = await work();
    await finishRun(db, claim.runId, slot.owner, { state: 'done', finishedAt: clock(), counts, error: null });
    return { ran: true, counts };
  } catch (error) {
    await finishRun(db, claim.runId, slot.owner, { state: 'failed', finishedAt: clock(), counts: null, error: wordsOf(error) });
    return { ran: true, error };
  } finally {
    clearInterval(heart);
  }
}

/** Whether an owner is gone for certain: a process of this computer that no longer exists. Of other computers nothing is certain. */
export function isGone(owner: string): boolean {
  const [host, pid, boot] = owner.split(':');
  if (host !== hostname() || pid === undefined) return false;
  // After a restart in a container the same number may be ours.
  if (Number(pid) === process.pid) return boot !== BOOT;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as { code?: string }).code === 'ESRCH';
  }
}

const later = (instant: Date, ms: number): Date => new Date(instant.getTime() + ms);
const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
