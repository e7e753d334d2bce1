import type { Locale } from '../locale.js';
import type { AppointmentPage } from '../reports/appointment-page-report.js';
import type { CatalogueChoices } from '../reports/catalogue-report.js';
import { choiceOptions } from './choices-presenter.js';

type Values = Record<string, string | string[] | number | null>;

export interface BookingState {
  patient: { id: number; name: string; memberNumber: number };
  /** The day that the list was open at (YYYY-MM-DD); null when none was. */
  day: string | null;
  values?: Values;
  submissionKey: string;
  /** The desk was warned of another appointment at that hour. */
  isWarned: boolean;
}

/** The form of a new appointment for one patient. */
export function bookingView(choices: CatalogueChoices, state: BookingState, asOf: Date, locale: Locale): object {
  const { fmt } = locale;
  const only = choices.specialties.length === 1 ? choices.specialties[0]?.id : undefined;
  return {
    patient: { ...state.patient, memberNumber: fmt.digits(state.patient.memberNumber) },
    submissionKey: state.submissionKey,
    isWarned: state.isWarned,
    values: state.values ?? { day: state.day === null ? '' : fmt.day(state.day), specialtyId: only ?? '' },
    example: fmt.day(asOf),
    ...choiceOptions(choices, locale),
  };
}

/** The form that changes an appointment, filled with what stands. */
export function appointmentChangeView(
  choices: CatalogueChoices,
  appointment: AppointmentPage,
  { values, isWarned, asOf }: { values: Values | null; isWarned: boolean; asOf: Date },
  locale: Locale,
): object {
  const { fmt } = locale;
  const { specialtyId, serviceId, physicianId, note, startsAt } = appointment;
  return {
    isWarned,
    values: values ?? { day: fmt.day(startsAt), time: fmt.time(startsAt), specialtyId, serviceId, physicianId, note },
    example: fmt.day(asOf),
    ...choiceOptions(choices, locale),
  };
}
