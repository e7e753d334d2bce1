import type { Loyalty } from '../../models/rules/loyalty.js';
import type { Cell } from '../files/write-table.js';
import { hasText, type Locale } from '../locale.js';
import type { AuditLine } from '../reports/audit-report.js';

export interface AuditRowView {
  number: string;
  when: string;
  who: string;
  what: string;
  about: string;
  href: string | null;
  fields: string;
  address: string;
}

/** What a club may have given up since is called by the club's name. */
const OFFERED: Readonly<Record<string, 'hasTiers' | 'hasVip' | 'hasPoints'>> = {
  tier: 'hasTiers',
  standing: 'hasTiers',
  vip: 'hasVip',
  points: 'hasPoints',
  point: 'hasPoints',
  benefit: 'hasPoints',
  grant: 'hasPoints',
  discount: 'hasPoints',
};
const PAGES: Readonly<Record<string, string>> = {
  patient: '/patients/',
  visit: '/visits/',
  appointment: '/appointments/',
  staff: '/staff/',
};

/** Whether the club offers what an action is about, so that it may be asked for by its name. */
export const isOffered = (action: string, loyalty: Loyalty): boolean => {
  const offer = OFFERED[action.split('.')[0] ?? ''];
  return !offer || loyalty[offer];
};

/** An action in words: what was done, and with what. */
export function actionWords(action: string, { t }: Pick<Locale, 't'>, loyalty: Loyalty): string {
  const [subject = '', verb = ''] = action.split('.');
  const noun = isOffered(action, loyalty) ? subject : 'club';
  const said = (kind: string, word: string): string => (hasText(`audit:${kind}.${word}`) ? t(`audit:${kind}.${word}`) : word);
  return t('audit:action', { verb: said('verb', verb), subject: said('subject', noun) });
}

/** A line of the log as a row of the page. */
export function auditRow(line: AuditLine, locale: Locale, loyalty: Loyalty): AuditRowView {
  const { t, fmt } = locale;
  const page = line.subjectKind ? PAGES[line.subjectKind] : undefined;
  return {
    number: fmt.number(line.number),
    when: fmt.instant(line.at),
    who: whoWords(line, locale),
    what: actionWords(line.action, locale, loyalty),
    about: aboutWords(line, locale, loyalty),
    href: page && line.subjectId !== null ? `${page}${line.subjectId}` : null,
    fields: isOffered(line.action, loyalty) ? fieldWords(line.fields, locale) : '',
    address: line.address ? fmt.digits(line.address) : t('audit:here'),
  };
}

/** The log as a spreadsheet. */
export function auditSheet(
  lines: AsyncIterable<AuditLine>,
  locale: Locale,
  loyalty: Loyalty,
): { header: string[]; rows: AsyncIterable<Cell[]> } {
  const columns = ['number', 'when', 'who', 'what', 'about', 'fields', 'address'] as const;
  const rows = async function* (): AsyncGenerator<Cell[]> {
    for await (const line of lines) {
      const row = auditRow(line, locale, loyalty);
      yield [line.number, line.at.toISOString(), row.who, row.what, row.about, row.fields, line.address ?? ''];
    }
  };
  return { header: columns.map((column) => locale.t(`audit:head.${column}`)), rows: rows() };
}

const whoWords = ({ actorKind, actorName }: AuditLine, { t }: Locale): string =>
  actorKind === 'patient' ? t('audit:byPatient', { name: actorName ?? '' }) : (actorName ?? t(`audit:actor.${actorKind}`));

function aboutWords({ subjectKind, subjectId, subjectName, action }: AuditLine, { t, fmt }: Locale, loyalty: Loyalty): string {
  if (subjectName) return subjectName;
  if (!subjectKind || subjectId === null || !isOffered(`${subjectKind}.`, loyalty) || !isOffered(action, loyalty)) return '';
  const noun = hasText(`audit:subject.${subjectKind}`) ? t(`audit:subject.${subjectKind}`) : subjectKind;
  return `${noun} ${fmt.digits(subjectId)}`;
}

function fieldWords(fields: string, { t }: Locale): string {
  const said = (field: string): string => (hasText(`patients:field.${field}`) ? t(`patients:field.${field}`) : field);
  return fields === '' ? '' : fields.split(' ').map(said).join(t('audit:comma'));
}
