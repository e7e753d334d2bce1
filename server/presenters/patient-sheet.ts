import type { Cell } from '../files/write-table.js';
import type { Loyalty } from '../../models/rules/loyalty.js';
import type { Locale } from '../locale.js';
import type { ListedPatient } from '../reports/patient-list-report.js';
import { toLatinDigits } from '../../models/persian/digits.js';
import { shownSource } from './patient-presenter.js';

const COLUMNS = [
  'memberNumber',
  'firstName',
  'lastName',
  'mobile',
  'sex',
  'birth',
  'education',
  'area',
  'source',
  'status',
  'tier',
  'vip',
  'visitCount',
  'lastVisit',
  'memberSince',
] as const;

/** The list as a spreadsheet: words in the reader's language, Jalali days, Latin digits that spreadsheets can count with, mobiles as text. */
export function patientSheet(
  patients: AsyncIterable<ListedPatient>,
  locale: Locale,
  loyalty: Pick<Loyalty, 'hasTiers' | 'hasVip'>,
): { header: string[]; rows: AsyncIterable<Cell[]> } {
  const columns = COLUMNS.filter((column) => (column !== 'tier' || loyalty.hasTiers) && (column !== 'vip' || loyalty.hasVip));
  return {
    header: columns.map((column) => locale.t(column === 'vip' ? 'vip:mark' : `patients:field.${column}`)),
    rows: rowsOf(patients, locale, loyalty),
  };
}

async function* rowsOf(
  patients: AsyncIterable<ListedPatient>,
  locale: Locale,
  loyalty: Pick<Loyalty, 'hasTiers' | 'hasVip'>,
): AsyncGenerator<Cell[]> {
  const { t, fmt } = locale;
  const day = (on: string | null): string => (on === null ? '' : toLatinDigits(fmt.day(on)));
  for await (const patient of patients) {
    yield [
      patient.memberNumber,
      patient.firstName,
      patient.lastName,
      asText(patient.mobile),
      patient.sex ? t(`patients:sex.${patient.sex}`) : '',
      patient.birthIsEstimated ? day(patient.birthOn).slice(0, 4) : day(patient.birthOn),
      patient.education ? t(`patients:education.${patient.education}`) : '',
      patient.area ?? '',
      shownSource(patient.source, locale),
      t(`patients:status.${patient.status}`),
      ...(loyalty.hasTiers ? [t(`tiers:tier.${patient.tier}`)] : []),
      ...(loyalty.hasVip ? [patient.isVip === 1 ? t('common:yes') : ''] : []),
      patient.visitCount,
      day(patient.lastVisitOn),
      day(patient.memberSinceOn),
    ];
  }
}

/** In groups a mobile is text to every spreadsheet, so its leading zero stays; an import reads it as it is. */
function asText(mobile: string | null): string {
  return mobile === null ? '' : `${mobile.slice(0, 4)} ${mobile.slice(4, 7)} ${mobile.slice(7)}`;
}
