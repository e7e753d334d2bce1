import { toLatinDigits } from '../../models/persian/digits.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { isAbove, type Tier } from '../../models/rules/tier-rule.js';
import type { Cell, Sheet } from '../files/write-table.js';
import { CAUSE_GROUPS, DIRECTIONS, type TierChangesQuery } from '../forms/tier-changes-query.js';
import { hasText, type Locale } from '../locale.js';
import type { ChangeCounts, TierChange } from '../reports/tier-changes-report.js';

export interface ChangeRow {
  id: number;
  name: string;
  /** The member's tier of that day, with its sentence. */
  whyHref: string;
  moment: string;
  from: Tier;
  fromName: string;
  to: Tier;
  toName: string;
  credit: string;
  cause: string;
  causeHref: string | null;
  /** Whoever may read this may open the cause. */
  causeSubject: 'visit' | 'tier';
}

/** A change of tier as a row: whose, when, from what to what, and why. */
export function changeRow(change: TierChange, { t, fmt }: Locale): ChangeRow {
  const day = fmt.day(tehranDay(change.changedAt));
  return {
    id: change.id,
    name: `${change.firstName} ${change.lastName}`,
    whyHref: `/patients/${String(change.patientId)}/tier?on=${encodeURIComponent(day)}`,
    moment: fmt.instant(change.changedAt),
    from: change.from,
    fromName: t(`tiers:tier.${change.from}`),
    to: change.to,
    toName: t(`tiers:tier.${change.to}`),
    credit: change.credit === null ? '' : t('tiers:changes.credit', { credit: change.credit }),
    cause: causeName(change.cause, t),
    causeHref: causeHref(change),
    causeSubject: change.cause.startsWith('visit.') ? 'visit' : 'tier',
  };
}

const causeName = (cause: string, t: Locale['t']): string => (hasText(`tiers:cause.${cause}`) ? t(`tiers:cause.${cause}`) : '');

/** The page of what happened: the visit, the rule version, the credit by hand; nothing for time that passed. */
function causeHref({ cause, subjectId, ruleId, patientId }: TierChange): string | null {
  if (cause.startsWith('visit.')) return subjectId === null || cause === 'visit.deleted' ? null : `/visits/${String(subjectId)}`;
  if (cause.startsWith('tier-rule.')) return ruleId === null ? '/tiers' : `/tiers#rule-${String(ruleId)}`;
  if (cause.startsWith('standing.')) return `/patients/${String(patientId)}/tier#standing`;
  return null;
}

/** The counts as words: how many rose and fell, and by what. */
export function changeCounts(
  counts: ChangeCounts,
  { t, fmt }: Locale,
): { sentence: string; rows: { name: string; rise: string; fall: string }[] } {
  const sum = (direction: string, cause?: string): number =>
    counts.reduce((n, row) => (row.direction === direction && (cause === undefined || row.cause === cause) ? n + row.count : n), 0);
  return {
    sentence: t('tiers:changes.counts', { rise: sum('rise'), fall: sum('fall') }),
    rows: CAUSE_GROUPS.filter((cause) => counts.some((row) => row.cause === cause)).map((cause) => ({
      name: t(`tiers:changes.by.${cause}`),
      rise: fmt.number(sum('rise', cause)),
      fall: fmt.number(sum('fall', cause)),
    })),
  };
}

/** The choices of the filters. */
export function changeChoices({ t }: Locale): Record<'directions' | 'causes', { value: string; label: string }[]> {
  const all = { value: '', label: t('tiers:changes.all') };
  return {
    directions: [all, ...DIRECTIONS.map((value) => ({ value, label: t(`tiers:changes.${value}`) }))],
    causes: [all, ...CAUSE_GROUPS.map((value) => ({ value, label: t(`tiers:changes.by.${value}`) }))],
  };
}

/** The address of the list with its filters, and nothing for what is not asked. */
export function changesHref(query: TierChangesQuery, more: { older?: number | null; format?: 'csv' | 'xlsx' } = {}): string {
  const asked = new URLSearchParams();
  for (const name of ['from', 'to', 'direction', 'cause'] as const) if (query[name]) asked.set(name, query[name]);
  if (more.older) asked.set('older', String(more.older));
  if (more.format) asked.set('format', more.format);
  const text = asked.toString();
  return `/tiers/changes${more.format ? '/sheet' : ''}${text === '' ? '' : `?${text}`}`;
}

/** The list as a spreadsheet. */
export function changesSheet(changes: AsyncIterable<TierChange>, locale: Locale): Sheet {
  const columns = ['number', 'firstName', 'lastName', 'on', 'from', 'to', 'direction', 'cause', 'credit'];
  return { header: columns.map((column) => locale.t(`tiers:sheet.${column}`)), rows: sheetRows(changes, locale) };
}

async function* sheetRows(changes: AsyncIterable<TierChange>, { t, fmt }: Locale): AsyncGenerator<Cell[]> {
  for await (const change of changes) {
    yield [
      change.memberNumber,
      change.firstName,
      change.lastName,
      toLatinDigits(fmt.day(tehranDay(change.changedAt))),
      t(`tiers:tier.${change.from}`),
      t(`tiers:tier.${change.to}`),
      t(`tiers:changes.${isAbove(change.to, change.from) ? 'rise' : 'fall'}`),
      causeName(change.cause, t),
      change.credit,
    ];
  }
}
