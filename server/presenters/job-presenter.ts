import { daysBetween } from '../../models/persian/jalali.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { hasText, type Locale } from '../locale.js';
import type { JobLine } from '../night-shift.js';
import type { WrittenRun } from '../reports/job-report.js';

export interface RunRow {
  id: number;
  job: string;
  name: string;
  slot: string;
  mark: 'good' | 'warn' | 'bad';
  stateName: string;
  took: string;
  counts: string;
  error: string;
}

export interface LineView {
  name: string;
  title: string;
  when: string;
  why: string;
  catchUp: string;
  next: string;
  latest: RunRow | null;
}

const MARKS = { running: 'warn', done: 'good', failed: 'bad', missed: 'bad' } as const;

/** A run as a row: when, how it ended, how long it took, and what it counted (`withCounts`: the counts are this clinic's own). */
export function runRow(run: WrittenRun, withCounts: boolean, asOf: Date, locale: Locale): RunRow {
  const { t } = locale;
  const seconds = run.startedAt && run.finishedAt ? Math.max(0, run.finishedAt.getTime() - run.startedAt.getTime()) / 1000 : null;
  return {
    id: run.id,
    job: run.job,
    name: t(`jobs:name.${run.job}`),
    slot: moment(run.slotAt, asOf, locale),
    mark: MARKS[run.state],
    stateName: t(`jobs:state.${run.state}`),
    took: seconds === null ? '' : t('jobs:took', { seconds: Number(seconds.toFixed(seconds < 10 ? 1 : 0)) }),
    counts: run.state === 'missed' || withCounts ? countsInWords(run, { t }) : '',
    error: run.error ? t('jobs:error', { error: run.error }) : '',
  };
}

/** A line of the timetable with its newest run and its next slot. */
export function lineView(
  line: JobLine,
  { latest, next, withCounts, asOf }: { latest: WrittenRun | undefined; next: Date | null; withCounts: boolean; asOf: Date },
  locale: Locale,
): LineView {
  const { t } = locale;
  return {
    name: line.name,
    title: t(`jobs:name.${line.name}`),
    when: t(`jobs:when.${line.name}`),
    why: t(`jobs:why.${line.name}`),
    catchUp: t(`jobs:catchUp.${line.catchUp}`),
    next: next ? moment(next, asOf, locale) : '',
    latest: latest ? runRow(latest, withCounts, asOf, locale) : null,
  };
}

/** A moment of today or tomorrow by its hour, any other with its day. */
function moment(instant: Date, asOf: Date, { t, fmt }: Locale): string {
  const days = daysBetween(tehranDay(asOf), tehranDay(instant));
  if (days !== 0 && days !== 1) return fmt.instant(instant);
  return t(days === 0 ? 'jobs:today' : 'jobs:tomorrow', { time: fmt.time(instant) });
}

/** Counts that are not zero, each with its word. */
function countsInWords({ countsJson }: WrittenRun, { t }: Pick<Locale, 't'>): string {
  const counted = Object.entries(countsJson ?? {}).filter(([name, count]) => count > 0 && hasText(`jobs:count.${name}`));
  return counted.length === 0 ? t('jobs:nothing') : counted.map(([name, n]) => t(`jobs:count.${name}`, { n })).join(t('jobs:comma'));
}
