import type { Locale } from '../locale.js';
import { icd10Name } from '../reference/illness-names.js';
import type { catalogueNames, VisitChange, VisitPage } from '../reports/visit-page-report.js';
import { illnessInWords } from './choices-presenter.js';

type Names = Awaited<ReturnType<typeof catalogueNames>>;

/** A visit as its page shows it: what, with whom, when, for how much, and every change with the old values. */
export function visitView(visit: VisitPage, changes: readonly VisitChange[], names: Names, locale: Locale): object {
  const { t, fmt, lang } = locale;
  const illness =
    visit.illnessCode === null
      ? ''
      : illnessInWords({ code: visit.illnessCode, name: visit.illnessName, isOwn: visit.illnessIsOwn === 1 }, lang);
  const facts: [string, string][] = [
    ['specialty', visit.specialty],
    ['service', visit.service ?? ''],
    ['illness', illness],
    ['physician', visit.physician ?? ''],
    ['day', fmt.longDay(visit.visitedAt)],
    ['time', visit.hasTime === 1 ? fmt.time(visit.visitedAt) : t('visits:list.noTime')],
    ['amount', visit.amountRial === null ? '' : fmt.toman(visit.amountRial)],
    ['note', visit.note ?? ''],
  ];
  return {
    id: visit.id,
    patient: { id: visit.patientId, name: `${visit.firstName} ${visit.lastName}`, memberNumber: fmt.digits(visit.memberNumber) },
    isDeleted: visit.deletedAt !== null,
    appointment: visit.appointmentId !== null && visit.startsAt ? { id: visit.appointmentId, when: fmt.instant(visit.startsAt) } : null,
    facts: facts.filter(([, value]) => value !== '').map(([key, value]) => ({ label: t(`visits:field.${key}`), value })),
    changes: changes.map((change) => changeView(change, names, locale)),
  };
}

function changeView(change: VisitChange, names: Names, locale: Locale): object {
  const { t, fmt } = locale;
  const { before = {}, after = {} } = change.payloadJson ?? {};
  const isCorrection = change.kind === 'visit.corrected';
  const rows = FIELDS.filter(({ fact }) => isCorrection && fact in after);
  return {
    what: t(`visits:history.${change.kind.replace('visit.', '')}`),
    when: fmt.instant(change.recordedAt),
    by: change.actorName,
    values: rows.map(({ fact, field, list }) =>
      t('visits:history.change', {
        field: t(`visits:field.${field}`),
        before: shownValue(fact, before[fact], list ? names[list] : undefined, locale),
        after: shownValue(fact, after[fact], list ? names[list] : undefined, locale),
      }),
    ),
  };
}

const FIELDS: { fact: string; field: string; list?: keyof Names }[] = [
  { fact: 'specialtyId', field: 'specialty', list: 'specialty' },
  { fact: 'serviceId', field: 'service', list: 'service' },
  { fact: 'illnessId', field: 'illness', list: 'illness' },
  { fact: 'physicianId', field: 'physician', list: 'physician' },
  { fact: 'amountRial', field: 'amount' },
  { fact: 'visitedAt', field: 'time' },
  { fact: 'note', field: 'note' },
];

function shownValue(fact: string, value: unknown, names: Map<number, string> | undefined, { t, fmt, lang }: Locale): string {
  if (value === null || value === undefined || value === '') return t('visits:history.empty');
  if (fact === 'illnessId') return illnessNamed(names?.get(Number(value)) ?? '', lang);
  if (names) return names.get(Number(value)) ?? t('visits:history.empty');
  if (fact === 'amountRial') return fmt.toman(Number(value));
  if (fact === 'visitedAt' && typeof value === 'string') return fmt.instant(new Date(value));
  return typeof value === 'string' ? value : '';
}

const illnessNamed = (codeOrName: string, lang: Locale['lang']): string => icd10Name(codeOrName, lang) ?? codeOrName;
