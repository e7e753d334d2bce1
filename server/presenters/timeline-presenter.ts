import { toJalali } from '../../models/persian/jalali.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { hasText, type Locale } from '../locale.js';
import { TIMELINE_CHAPTERS, type TimelineEvent } from '../reports/timeline-report.js';
import { signedNumber } from './signed-number.js';

export interface TimelineEntry {
  id: number;
  kind: string;
  chapter: string;
  /** The day as the margin shows it: ۲۸ آبان, with the year when it is another one. */
  day: string;
  /** The full moment, for whoever looks closer. */
  moment: string;
  title: string;
  details: string[];
  /** Whose hand it was, where a person of the clinic did it. */
  by: string;
  href: string | null;
}

/** An event of the log as one line of the timeline: what happened, with what, by whom. */
export function timelineEntry(event: TimelineEvent, asOf: Date, locale: Locale): TimelineEntry {
  const { t } = locale;
  return {
    id: event.id,
    kind: event.kind,
    chapter: Object.entries(TIMELINE_CHAPTERS).find(([, kinds]) => (kinds as readonly string[]).includes(event.kind))?.[0] ?? 'file',
    day: shortDay(event.occurredAt, asOf, locale),
    moment: locale.fmt.instant(event.occurredAt),
    title: t(`patients:timeline.${event.kind}`),
    details: detailsOf(event, locale).filter((detail) => detail !== ''),
    by: event.actorKind === 'staff' && event.actorName ? locale.t('patients:timeline.by', { name: event.actorName }) : '',
    href:
      event.subjectKind === 'visit' && event.subjectId !== null && event.kind.startsWith('visit.') ? `/visits/${event.subjectId}` : null,
  };
}

function shortDay(instant: Date, asOf: Date, { fmt }: Locale): string {
  const { year, month, day } = toJalali(tehranDay(instant));
  const thisYear = toJalali(tehranDay(asOf)).year;
  const named = `${day} ${fmt.monthName(month)}`;
  return fmt.digits(year === thisYear ? named : `${named} ${year}`);
}

function detailsOf(event: TimelineEvent, locale: Locale): string[] {
  const { t, fmt } = locale;
  const payload = event.payloadJson ?? {};
  const word = (name: string): string => (typeof payload[name] === 'string' ? payload[name] : '');
  const said = (key: string): string => (hasText(key) ? t(key) : '');
  const [noun] = event.kind.split('.');
  if (noun === 'visit') return what(event);
  if (noun === 'appointment') return [...(event.startsAt ? [fmt.instant(event.startsAt)] : []), ...what(event)];
  if (noun === 'message') return [said(`messages:programme.${word('programme')}`), said(`messages:reasons.${word('reason')}`)];
  if (noun === 'member-request') return [said(`requests:kind.${word('request')}`), said(`requests:state.${word('state')}`)];
  if (noun === 'consent') return [said(`patients:consent.purpose.${word('purpose')}`), said(`patients:consent.source.${word('source')}`)];
  if (noun === 'standing') return [t('tiers:standing.hand', { count: Number(payload['credits'] ?? 0) }), word('reason')];
  if (event.kind === 'tier.changed')
    return [t('patients:timeline.fromTo', { from: t(`tiers:tier.${word('from')}`), to: t(`tiers:tier.${word('to')}`) })];
  if (noun === 'benefit') return [word('name'), word('reason')];
  if (noun === 'points') return [t('points:amount', { points: signedNumber(Number(payload['points'] ?? 0), locale) })];
  if (event.kind === 'vip.given') return [word('reason')];
  if (event.kind === 'survey.answered' && typeof payload['recommendation'] === 'number')
    return [t('patients:timeline.recommendation', { score: payload['recommendation'] })];
  if (event.kind === 'patient.edited') return Object.keys(payload['changes'] ?? {}).map((field) => said(`patients:field.${field}`));
  return [];
}

function what({ specialty, service, physician }: TimelineEvent): string[] {
  return [specialty ?? '', service ?? '', physician ?? ''];
}
