import { setTimeout as pause } from 'node:timers/promises';
import type { Db } from '../../models/database.js';
import type { Mirror } from './mirror.js';
import { refreshedAt, refreshFacts } from './refresh.js';

/** Facts that can be read now, as of an instant; or how far the first load has come. */
export type Freshness = { isReady: true; asOf: Date } | { isReady: false; visitsRead: number };

/** How long a page waits: for the first facts there is nothing else to show, after that the facts of before will do. */
const FIRST_PATIENCE_MS = 4_000;
const PATIENCE_MS = 1_000;

interface Run {
  done: Promise<unknown>;
  visitsRead: number;
}
const running = new WeakMap<Mirror, Map<number, Run>>();

/** Brings a clinic's facts up to date before a page is shown, waiting no longer than a reader would; one refresh at a time serves all who ask. */
export async function freshFacts(request: { db: Db; mirror: Mirror; clinicId: number; asOf: Date }): Promise<Freshness> {
  const { mirror, clinicId, asOf } = request;
  const before = await refreshedAt(mirror, clinicId);
  const run = startOrJoin(request);
  const isDone = await Promise.race([run.done.then(() => true), pause(before ? PATIENCE_MS : FIRST_PATIENCE_MS, false, { ref: false })]);
  if (isDone) return { isReady: true, asOf };
  return before ? { isReady: true, asOf: before } : { isReady: false, visitsRead: run.visitsRead };
}

function startOrJoin(request: { db: Db; mirror: Mirror; clinicId: number; asOf: Date }): Run {
  const { mirror, clinicId } = request;
  const runs = running.get(mirror) ?? new Map<number, Run>();
  running.set(mirror, runs);
  const known = runs.get(clinicId);
  if (known) return known;
  const run: Run = { done: Promise.resolve(), visitsRead: 0 };
  run.done = refreshFacts({ ...request, onProgress: (visits) => (run.visitsRead = visits) }).finally(() => runs.delete(clinicId));
  // Whoever still waits hears of a failure; without a listener it would end the process.
  run.done.catch(() => undefined);
  runs.set(clinicId, run);
  return run;
}
