import { ageOn, toJalali } from '../../models/persian/jalali.js';
import { PURPOSES } from '../../models/rules/consent.js';
import { IMPORT_FIELDS, type ImportField } from '../../models/rules/import-columns.js';
import { LENIENT_FIELDS } from '../../models/rules/import-map.js';
import type { ImportedPatient, ImportedVisit } from '../../models/rules/import-rows.js';
import type { ReadRow } from '../files/import-files.js';
import { columnField } from '../forms/import-mapping-form.js';
import type { Locale } from '../locale.js';
import type { ImportPreview } from '../reports/import-preview.js';
import { reasonWords } from './import-presenter.js';

/** The fields in the order in which a person looks for them, patients first. */
const VISIT_FIELDS = IMPORT_FIELDS.slice(IMPORT_FIELDS.indexOf('visited_on'));
const PATIENT_FIELDS = IMPORT_FIELDS.slice(0, IMPORT_FIELDS.indexOf('visited_on'));

type Typed = Record<string, string | string[]>;
interface Choice {
  value: string;
  label: string;
}
export interface PreviewView {
  lead: string;
  run: string;
  columns: { name: string; header: string; shownHeader: string; field: string; samples: string[]; isOfPatients: boolean }[];
  fields: { label: string; options: Choice[] }[];
  values: Typed;
  lenient: Choice[];
  consents: Choice[];
  patientsOnly: boolean;
  hasVisits: boolean;
  rows: ReturnType<typeof previewRow>[];
}

/** What the page shows of a file before it is imported. `values` are the choices beside the columns, as typed. */
export function previewView(preview: ImportPreview, values: Typed, locale: Locale): PreviewView {
  const { t, fmt } = locale;
  const choices = (fields: readonly ImportField[]) => fields.map((field) => ({ value: field, label: t(`imports:field.${field}`) }));
  return {
    lead: t('imports:check.lead', { count: preview.rowCount }),
    run: t('imports:check.run', { count: preview.rowCount }),
    columns: preview.columns.map(({ header, field, samples, isOfPatients }, place) => ({
      name: columnField(place),
      header,
      shownHeader: fmt.digits(header),
      field: field ?? '',
      samples,
      isOfPatients,
    })),
    fields: [
      { label: t('imports:check.patient'), options: choices(PATIENT_FIELDS) },
      { label: t('imports:check.visit'), options: choices(VISIT_FIELDS) },
    ],
    values,
    lenient: choices(LENIENT_FIELDS),
    consents: PURPOSES.map((purpose) => ({ value: purpose, label: t(`patients:consent.purpose.${purpose}`) })),
    patientsOnly: preview.plan !== null && !preview.plan.hasVisits,
    hasVisits: preview.plan?.hasVisits ?? false,
    rows: preview.rows.map((row) => previewRow(row, locale)),
  };
}

function previewRow({ row, answer }: ReadRow, locale: Locale) {
  const { t, fmt } = locale;
  const shown = { row: fmt.digits(row), isGood: answer.ok };
  if (!answer.ok)
    return { ...shown, verdict: `${answer.column === null ? '' : `${fmt.digits(answer.column)}: `}${reasonWords(answer.reason, locale)}` };
  const { patient, visit, forgiven } = answer;
  const verdict = forgiven.map(({ column, reason }) => `${column ?? ''}: ${reasonWords(reason, locale)}`).join(t('imports:check.and'));
  return {
    ...shown,
    verdict: verdict || t('imports:check.ok'),
    patient: patientWords(patient, locale),
    born: birthWords(patient, visit, locale),
    ...visitWords(visit, locale),
  };
}

function patientWords({ firstName, lastName, fileNumber, mobile, sex }: ImportedPatient, { t, fmt }: Locale) {
  const facts = [fileNumber, mobile].filter((fact) => fact !== null).map((fact) => fmt.digits(fact));
  return { name: fmt.digits(`${firstName} ${lastName}`.trim()), sex: sex ? t(`patients:sex.${sex}`) : null, facts };
}

function birthWords({ birthOn, birthIsEstimated }: ImportedPatient, visit: ImportedVisit | null, { t, fmt }: Locale) {
  if (birthOn === null) return null;
  const year = fmt.digits(toJalali(birthOn).year);
  const day = birthIsEstimated ? t('imports:check.estimated', { year }) : fmt.day(birthOn);
  return { day, age: visit ? t('patients:age', { years: ageOn(birthOn, visit.visitedOn) }) : null };
}

function visitWords(visit: ImportedVisit | null, { fmt }: Locale) {
  if (!visit) return {};
  const { visitedOn, time, specialty, service, illnessCode, illnessName, physician, amountRial } = visit;
  const what = [specialty, service, illnessCode ?? illnessName, physician].filter((word) => word !== null).map((word) => fmt.digits(word));
  return {
    when: `${fmt.day(visitedOn)}${time === null ? '' : ` ${fmt.time(time)}`}`,
    what: what.join(' · '),
    amount: amountRial === null ? '' : fmt.toman(amountRial),
  };
}
