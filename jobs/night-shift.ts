import { endLeasesOf, isRunning, lastSlot, recordMissed } from '../models/job-book.js';
import { standForLeadership, type Leadership } from '../models/leadership.js';
import type { JobAnswer, JobCounts, NightShift } from '../server/night-shift.js';
import { isHourly, slotAfter, slotAtOrBefore, slotsBetween } from './cron-slots.js';
import type { JobClub } from './job.js';
import { isGone, OWNER, runOnce, type SlotOutcome } from './run-once.js';
import { TIMETABLE, type TimetableLine } from './timetable.js';

export interface ShiftOptions {
  lines?: readonly TimetableLine[];
  /** Milliseconds that only go forward, whatever happens to the clock on the wall. */
  monotonic?: () => number;
  owner?: string;
}

const STEP_MS = 5_000;
/** Clocks of two computers may differ by so much. */
const AHEAD_MS = 30_000;
const MINUTE_MS = 60_000;
const COUNTED_SLOTS = 100_000;
const OTHER_RUN_PATIENCE_MS = 5_000;

/** Works off the timetable: finds what is due at the clock's instant, runs each slot once, and notices when the clock is moved. */
export class Shift implements NightShift {
  readonly lines: readonly TimetableLine[];
  readonly #monotonic: () => number;
  readonly #owner: string;
  readonly #leadership: Leadership;
  readonly #end = new AbortController();
  readonly #atWork = new Map<string, Promise<unknown>>();
  readonly #calls = new Set<Promise<unknown>>();
  /** The newest slot of each line that needs no further look. */
  readonly #settled = new Map<string, number>();
  #wall: number;
  #steady: number;
  /** How often the clock went back: an hour that comes twice has slots of its own, a millisecond beside the first ones. */
  #pass = 0;
  #leads = false;

  constructor(
    private readonly club: JobClub,
    options: ShiftOptions = {},
  ) {
    this.lines = options.lines ?? TIMETABLE;
    this.#monotonic = options.monotonic ?? (() => performance.now());
    this.#owner = options.owner ?? OWNER;
    this.#leadership = standForLeadership(club.db, this.#owner, isGone);
    this.#wall = club.clock().getTime();
    this.#steady = this.#monotonic();
  }

  nextSlot(name: string, after: Date): Date | null {
    const line = this.#line(name);
    return line ? slotAfter(line.cron, after) : null;
  }

  /** One look at clock and timetable; returns when what was due is done. `stepped`: the clock was moved since the last look. */
  async keepWatch(): Promise<{ stepped: boolean }> {
    const stepped = this.#noticeStep();
    const led = this.#leads;
    this.#leads = await this.#leadership.hold(this.club.clock());
    if (this.#leads && !led) await endLeasesOf(this.club.db, isGone, this.club.clock());
    await Promise.all(this.lines.map((line) => this.runDue(line.name)));
    return { stepped };
  }

  /** Runs the newest slot of a line that has come, unless it is done, too late, or another process keeps the timetable. */
  async runDue(name: string): Promise<void> {
    const line = this.#line(name);
    if (!line || !this.#leads || this.#atWork.has(name) || this.#end.signal.aborted) return;
    const work = this.#workOff(line).catch((error: unknown) => {
      this.club.log.error({ err: error, job: name }, 'the night shift stumbled');
    });
    this.#atWork.set(name, work);
    await work;
    this.#atWork.delete(name);
  }

  async runNow(name: string, asOf: Date): Promise<JobAnswer> {
    const line = this.#line(name);
    if (!line) return { ok: false, reason: 'job-unknown' };
    const call = this.#callIn(line, asOf);
    this.#calls.add(call);
    return call.finally(() => this.#calls.delete(call));
  }

  /** Asks the jobs at work to end, waits for them, and hands the timetable to whoever comes next. */
  async rest(): Promise<void> {
    this.#end.abort();
    await Promise.allSettled([...this.#atWork.values(), ...this.#calls]);
    if (this.#leads) await this.#leadership.release();
    this.#leads = false;
  }

  async #callIn(line: TimetableLine, asOf: Date): Promise<JobAnswer> {
    const { db, clock } = this.club;
    await endLeasesOf(db, isGone, clock());
    const patience = this.#monotonic() + OTHER_RUN_PATIENCE_MS;
    while (await isRunning(db, line.name, clock())) {
      if (this.#monotonic() > patience) return { ok: false, reason: 'job-running' };
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    for (let slot = asOf.getTime(); ; slot += 1) {
      const outcome = await this.#run(line, new Date(slot), asOf, {});
      if (!outcome.ran) continue;
      if ('counts' in outcome) return { ok: true, counts: outcome.counts };
      return { ok: false, reason: 'job-failed', error: outcome.error instanceof Error ? outcome.error.message : String(outcome.error) };
    }
  }

  async #workOff(line: TimetableLine): Promise<void> {
    const now = this.club.clock();
    const { db } = this.club;
    const due = slotAtOrBefore(line.cron, now);
    const slotAt = isHourly(line.cron) ? new Date(due.getTime() + this.#pass) : due;
    if (this.#settled.get(line.name) === slotAt.getTime()) return;
    const { last, newest } = await lastSlot(db, line.name, slotAt);
    if (this.#pass === 0 && isHourly(line.cron) && newest && isFromAnotherPass(newest, due, now)) {
      // The clock went back while this process was not watching.
      this.#pass = 1;
      return this.#workOff(line);
    }
    const gap = last === null ? 0 : slotsBetween(line.cron, last, due, COUNTED_SLOTS);
    const isTooLate = now.getTime() - due.getTime() > line.maxLatenessMinutes * MINUTE_MS;
    if (isTooLate) {
      // Before the first run there was no club that could miss anything.
      if (last !== null && last < slotAt) await recordMissed(db, line.name, slotAt, { slots: gap + 1 }, now);
    } else {
      if (gap > 0 && line.catchUp === 'none')
        await recordMissed(db, line.name, slotAtOrBefore(line.cron, new Date(due.getTime() - 1)), { slots: gap }, now);
      const outcome = await this.#run(line, slotAt, due, gap > 0 && line.catchUp === 'once' ? { madeUp: gap } : {});
      if (!outcome.ran && outcome.state !== 'done' && outcome.state !== 'missed') return;
      if ('error' in outcome) return;
    }
    this.#settled.set(line.name, slotAt.getTime());
  }

  async #run(line: TimetableLine, slotAt: Date, asOf: Date, beside: JobCounts): Promise<SlotOutcome> {
    const { db, clock, log } = this.club;
    const actor = { kind: 'job', name: line.name } as const;
    const work = async (): Promise<JobCounts> => ({
      ...(await line.work({ ...this.club, asOf, actor, signal: this.#end.signal })),
      ...beside,
    });
    const outcome = await runOnce({ db, clock, job: line.name, slotAt, owner: this.#owner, work });
    if ('error' in outcome) log.error({ err: outcome.error, job: line.name }, 'a job failed');
    return outcome;
  }

  #noticeStep(): boolean {
    const [wall, steady] = [this.club.clock().getTime(), this.#monotonic()];
    const drift = wall - this.#wall - (steady - this.#steady);
    this.#wall = wall;
    this.#steady = steady;
    if (drift < -STEP_MS) this.#pass += 1;
    if (Math.abs(drift) > STEP_MS) this.club.log.warn({ seconds: Math.round(drift / 1000) }, 'the clock was moved');
    return Math.abs(drift) > STEP_MS;
  }

  #line(name: string): TimetableLine | undefined {
    return this.lines.find((line) => line.name === name);
  }
}

/** A slot that lies ahead of the clock, or the same slot a millisecond later: this hour was here before. */
function isFromAnotherPass(newest: Date, due: Date, now: Date): boolean {
  return newest.getTime() > now.getTime() + AHEAD_MS || (newest > due && newest.getTime() < due.getTime() + 1000);
}
