import type { Cell } from '../files/write-table.js';
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
  'visitCount',
  'lastVisit',
  'memberSince',
] as const;

/** The list as a spreadsheet: words in the reader's language, Jalali days, Latin digits that spreadsheets can count with, mobiles as text. */
export function patientSheet(patients: AsyncIterable<ListedPatient>, locale: Locale): { header: string[]; rows: AsyncIterable<Cell[]> } {
  return { header: COLUMNS.map((column) => locale.t(`patients:field.${column}`)), rows: rowsOf(patients, locale) };
}

async function* rowsOf(patients: AsyncIterable<ListedPatient>, locale: Locale): AsyncGenerator<Cell[]> {
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
      t(`tiers:tier.${patient.tier}`),
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
