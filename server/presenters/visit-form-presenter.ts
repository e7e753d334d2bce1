import type { Locale } from '../locale.js';
import type { VisitFormReport } from '../reports/visit-form-report.js';
import type { VisitPage } from '../reports/visit-page-report.js';
import { choiceOptions, illnessSuggestions, shownIllness } from './choices-presenter.js';

type Values = Record<string, string | string[] | number | null>;

export interface VisitFormState {
  patient: { id: number; name: string; memberNumber: number };
  /** What was typed before, when the form comes back; otherwise the usual values are filled in. */
  values?: Values;
  submissionKey: string;
  /** The code of a benefit with which the desk came here. */
  brought?: string;
  appointment?: { id: number; startsAt: Date; specialtyId: number | null; serviceId: number | null; physicianId: number | null } | null;
}

/** The form of a new visit: today, now, and what the last visit (or the appointment) was about. */
export function visitFormView(
  report: VisitFormReport,
  state: VisitFormState,
  asOf: Date,
  locale: Locale,
): { values: Values; [part: string]: unknown } {
  const { fmt } = locale;
  const { patient, appointment = null, submissionKey } = state;
  const before = appointment ?? report.latest;
  const only = report.choices.specialties.length === 1 ? report.choices.specialties[0]?.id : undefined;
  const usual: Values = {
    specialtyId: before?.specialtyId ?? only ?? '',
    serviceId: appointment?.serviceId ?? '',
    physicianId: before?.physicianId ?? '',
    day: fmt.day(asOf),
    time: fmt.time(asOf),
    grantCode: state.brought ?? '',
  };
  return {
    patient: { ...patient, memberNumber: fmt.digits(patient.memberNumber) },
    appointment: appointment ? { id: appointment.id, when: fmt.instant(appointment.startsAt) } : null,
    values: state.values ?? usual,
    submissionKey,
    ...offered(report, asOf, locale),
  };
}

/** The form that corrects a visit, filled with what is stored. */
export function visitCorrectionView(report: VisitFormReport, visit: VisitPage, values: Values | null, asOf: Date, locale: Locale): object {
  const { fmt, lang } = locale;
  const stored: Values = {
    specialtyId: visit.specialtyId,
    serviceId: visit.serviceId,
    physicianId: visit.physicianId,
    illness:
      visit.illnessCode === null
        ? ''
        : shownIllness({ code: visit.illnessCode, name: visit.illnessName, isOwn: visit.illnessIsOwn === 1 }, lang),
    day: fmt.day(visit.visitedAt),
    time: visit.hasTime === 1 ? fmt.time(visit.visitedAt) : '',
    amountRial: visit.amountRial === null ? '' : fmt.number(visit.amountRial / 10),
    note: visit.note,
  };
  return { values: values ?? stored, ...offered(report, asOf, locale) };
}

function offered(report: VisitFormReport, asOf: Date, locale: Locale): object {
  return {
    ...choiceOptions(report.choices, locale),
    illnesses: illnessSuggestions(report.illnesses, locale),
    example: locale.fmt.day(asOf),
  };
}
