import { schedule, type ScheduledTask } from 'node-cron';
import type { JobClub } from './job.js';
import { Shift } from './night-shift.js';

const WATCH_MS = 20_000;
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined, debug: () => undefined };

/**
 * Starts the timetable: node-cron rings at each slot, and a watchman looks at clock and timetable every 20 seconds. The watchman also runs
 * what is due, because node-cron falls silent when the clock is set back; after a step of the clock its tasks are made anew.
 */
export function startTimetable(club: JobClub): { stop(): Promise<void> } {
  const shift = new Shift(club);
  let tasks = ring(shift);
  const watch = async (): Promise<void> => {
    try {
      const { stepped } = await shift.keepWatch();
      if (!stepped) return;
      silence(tasks);
      tasks = ring(shift);
    } catch (error) {
      club.log.error({ err: error }, 'the watchman stumbled');
    }
  };
  const watchman = setInterval(() => void watch(), WATCH_MS);
  void watch();
  return {
    stop: async () => {
      clearInterval(watchman);
      silence(tasks);
      await shift.rest();
    },
  };
}

const ring = (shift: Shift): ScheduledTask[] =>
  shift.lines.map(({ name, cron, zone }) => schedule(cron, () => shift.runDue(name), { name, timezone: zone, logger: SILENT }));

function silence(tasks: readonly ScheduledTask[]): void {
  for (const task of tasks) void task.destroy();
}
