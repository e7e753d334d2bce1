import { countsOf, isAlive, type KeptBadRow } from '../../models/import-book.js';
import { hasText, type Locale } from '../locale.js';
import type { ListedImport } from '../reports/import-report.js';

/** The state that a person sees: an import whose process ended is told apart from one that runs. */
export type ShownState = ListedImport['state'] | 'silent';

const MARKS: Record<ShownState, 'good' | 'warn' | 'bad' | 'idle'> = {
  uploaded: 'idle',
  running: 'warn',
  silent: 'bad',
  done: 'good',
  failed: 'bad',
  cancelled: 'warn',
  undone: 'idle',
};

/** What an import looks like at this moment. */
export function shownState(record: ListedImport, now: Date): ShownState {
  if (record.state === 'cancelled' && isAlive(record, now)) return 'running';
  return record.state === 'running' && !isAlive(record, now) ? 'silent' : record.state;
}

export interface ImportLine {
  href: string;
  fileName: string;
  state: string;
  mark: 'good' | 'warn' | 'bad' | 'idle';
  when: string;
  by: string;
  visits: string;
  patients: string;
  bad: string;
}

/** A line of the list of imports. */
export function importLine(record: ListedImport, now: Date, { t, fmt }: Locale): ImportLine {
  const state = shownState(record, now);
  const counts = countsOf(record);
  const hasCounts = record.state !== 'uploaded';
  return {
    href: `/imports/${String(record.id)}`,
    fileName: fmt.digits(record.fileName),
    state: t(`imports:state.${state}`),
    mark: MARKS[state],
    when: fmt.instant(record.createdAt),
    by: record.byName ?? t('imports:result.nobody'),
    visits: hasCounts ? fmt.number(counts.visits) : '',
    patients: hasCounts ? fmt.number(counts.patients) : '',
    bad: hasCounts ? fmt.number(counts.bad) : '',
  };
}

export interface ProgressStep {
  value: number;
  max: number;
  label: string;
  isDone: boolean;
}

/** How far a running import is; `isDone` when there is nothing left to follow. */
export function importProgress(record: ListedImport, now: Date, { t }: Pick<Locale, 't'>): ProgressStep {
  const read = Number(record.rowsRead);
  const total = Math.max(Number(record.rowsTotal ?? 0), 1);
  const isDone = shownState(record, now) !== 'running';
  const label = read >= total ? t('imports:running.finishing') : t('imports:running.label', { read, total });
  return { value: Math.min(read, total), max: total, label, isDone };
}

export interface ImportResult extends ImportLine {
  id: number;
  patientsFileName: string | null;
  stats: { label: string; value: string; isBad: boolean }[];
  forgiven: string | null;
  hasBad: boolean;
  isUndone: boolean;
  isCancelled: boolean;
  mayResume: boolean;
  error: string | null;
  started: string | null;
  undoneAt: string | null;
}

/** The page of an import that has ended, one way or another. */
export function importResult(record: ListedImport, now: Date, locale: Locale): ImportResult {
  const { t, fmt } = locale;
  const counts = countsOf(record);
  const state = shownState(record, now);
  return {
    id: record.id,
    ...importLine(record, now, locale),
    patientsFileName: record.patientsFileName === null ? null : fmt.digits(record.patientsFileName),
    stats: (['rows', 'visits', 'patients', 'duplicates', 'bad'] as const).map((name) => ({
      label: t(`imports:result.${name}`),
      value: fmt.number(counts[name]),
      isBad: name === 'bad' && counts.bad > 0,
    })),
    forgiven: counts.forgiven > 0 ? t('imports:result.forgiven', { count: counts.forgiven }) : null,
    hasBad: counts.bad > 0,
    isUndone: state === 'undone',
    isCancelled: state === 'cancelled',
    mayResume: state === 'failed' || state === 'silent',
    error: record.error === null ? null : reasonWords(record.error, locale),
    started: record.startedAt ? fmt.instant(record.startedAt) : null,
    undoneAt: record.undoneAt ? fmt.instant(record.undoneAt) : null,
  };
}

export interface BadRowLine {
  row: string;
  file: string | null;
  column: string | null;
  cell: string;
  reason: string;
}

/** A row that was left out, with the cell that is wrong; `header` is the header of its file. */
export function badRowLine(row: KeptBadRow, header: readonly string[], locale: Locale): BadRowLine {
  const place = row.column === null ? -1 : header.indexOf(row.column);
  return {
    row: locale.fmt.digits(row.row),
    file: row.isOfPatientsFile ? locale.t('imports:result.of-patients') : null,
    column: row.column,
    cell: place < 0 ? '' : (row.cells[place] ?? ''),
    reason: reasonWords(row.reason, locale),
  };
}

/** A reason in the reader's words. */
export const reasonWords = (reason: string, { t }: Pick<Locale, 't'>): string =>
  hasText(`imports:reasons.${reason}`) ? t(`imports:reasons.${reason}`) : reason;
