import { addDays } from '../../models/persian/jalali.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { APPOINTMENT_STATES, isLive, openSteps, type AppointmentState, type AppointmentStep } from '../../models/rules/appointments.js';
import type { Locale } from '../locale.js';
import type { DayAppointment, DayReport } from '../reports/appointment-day-report.js';
import type { AppointmentChange, AppointmentPage } from '../reports/appointment-page-report.js';
import { shownMobile } from './patient-presenter.js';

/** What the signed-in person may do with appointments. */
export interface MayDo {
  change: boolean;
  settle: boolean;
}

export interface StepView {
  action: string;
  label: string;
  isMain: boolean;
}

const PATHS: Partial<Record<AppointmentStep, string>> = {
  arrive: 'arrival',
  confirm: 'confirmation',
  miss: 'absence',
  cancel: 'cancellation',
  reopen: 'restoration',
};
const TONES: Record<AppointmentState, string> = { booked: '', confirmed: 'good', arrived: 'good', missed: 'bad', cancelled: 'warn' };

/** The list of one day: its rows with their next steps, the counts by state, and the ways to other days. */
export function dayView(
  report: DayReport,
  { day, state, mayDo, asOf }: { day: string; state: AppointmentState | null; mayDo: MayDo; asOf: Date },
  locale: Locale,
): object {
  const { t, fmt } = locale;
  const address = (on: string, of: AppointmentState | null = null) =>
    `/appointments?${new URLSearchParams({ day: on, ...(of ? { state: of } : {}) })}`;
  const all = APPOINTMENT_STATES.reduce((sum, each) => sum + report.counts[each], 0);
  const chip = (of: AppointmentState | null, label: string, count: number) => ({
    href: address(day, of),
    label,
    count: fmt.number(count),
    isOn: of === state,
  });
  const today = tehranDay(asOf);
  return {
    day: fmt.day(day),
    count: t('appointments:day.count', { count: all }),
    isPast: day < today,
    previousHref: address(addDays(day, -1)),
    nextHref: address(addDays(day, 1)),
    todayHref: day === today ? null : address(today),
    newHref: `/appointments/new?${new URLSearchParams({ day })}`,
    chips: [
      chip(null, t('appointments:day.all'), all),
      ...APPOINTMENT_STATES.filter((each) => report.counts[each] > 0).map((each) =>
        chip(each, t(`appointments:state.${each}`), report.counts[each]),
      ),
    ],
    appointments: report.appointments.map((appointment) => rowView(appointment, mayDo, asOf, locale)),
    moreHref: report.afterId === null ? null : `${address(day, state)}&after=${report.afterId}`,
  };
}

function rowView(appointment: DayAppointment, mayDo: MayDo, asOf: Date, locale: Locale): object {
  const { t, fmt } = locale;
  const { id, patientId, state, startsAt, note } = appointment;
  return {
    id,
    patientHref: appointment.isInSight === 1 ? `/patients/${patientId}` : null,
    name: `${appointment.firstName} ${appointment.lastName}`,
    memberNumber: fmt.digits(appointment.memberNumber),
    mobile: shownMobile(appointment.mobile, locale),
    time: fmt.time(startsAt),
    what: [appointment.specialty, appointment.service].filter(Boolean).join(' · '),
    physician: appointment.physician ?? '',
    note: note ?? '',
    state: t(`appointments:state.${state}`),
    tone: TONES[state],
    isOver: !isLive(state),
    steps: stepsOf(appointment, mayDo, asOf, locale).filter(({ action }) => !action.endsWith('/cancellation')),
  };
}

/** The steps that are open to an appointment and to the person who looks, the likeliest first. */
export function stepsOf(
  appointment: { id: number; state: AppointmentState; startsAt: Date; startsOn: string },
  mayDo: MayDo,
  asOf: Date,
  { t }: Pick<Locale, 't'>,
): StepView[] {
  const open = openSteps(appointment, { asOf, today: tehranDay(asOf) });
  const order = ['arrive', 'confirm', 'miss', 'cancel', 'reopen'] as const;
  return order
    .filter((step) => open.includes(step) && (step === 'arrive' || step === 'miss' ? mayDo.settle : mayDo.change))
    .map((step, place) => ({
      action: `/appointments/${appointment.id}/${PATHS[step] ?? ''}`,
      label: t(`appointments:step.${step}`),
      isMain: place === 0 && step === 'arrive',
    }));
}

/** One appointment: who, when, what, its state and steps, and what happened to it. */
export function appointmentView(
  appointment: AppointmentPage,
  changes: readonly AppointmentChange[],
  mayDo: MayDo,
  asOf: Date,
  locale: Locale,
): object {
  const { t, fmt } = locale;
  const { id, state } = appointment;
  const facts: [string, string | null][] = [
    ['specialty', appointment.specialty],
    ['service', appointment.service],
    ['physician', appointment.physician],
    ['note', appointment.note],
  ];
  return {
    id,
    patient: {
      id: appointment.patientId,
      name: `${appointment.firstName} ${appointment.lastName}`,
      memberNumber: fmt.digits(appointment.memberNumber),
      mobile: shownMobile(appointment.mobile, locale),
    },
    when: fmt.instant(appointment.startsAt),
    state: t(`appointments:state.${state}`),
    tone: TONES[state],
    steps: stepsOf(appointment, mayDo, asOf, locale),
    facts: facts
      .filter(([, value]) => value !== null)
      .map(([key, value]) => ({ label: t(`appointments:field.${key}`), value: value ?? '' })),
    visitHref: appointment.visitId === null ? null : `/visits/${appointment.visitId}`,
    dayHref: `/appointments?${new URLSearchParams({ day: appointment.startsOn })}`,
    day: fmt.longDay(appointment.startsAt),
    changes: changes.map((change) => changeView(change, locale)),
  };
}

function changeView({ kind, recordedAt, actorName, payloadJson }: AppointmentChange, { t, fmt }: Locale): object {
  const what = payloadJson?.reopened ? 'reopened' : kind.replace('appointment.', '');
  const before = payloadJson?.before?.['startsAt'];
  const after = payloadJson?.after?.['startsAt'];
  const moved = kind === 'appointment.moved' && typeof before === 'string' && typeof after === 'string';
  return {
    what: t(`appointments:history.${what}`),
    when: fmt.instant(recordedAt),
    by: actorName,
    values: moved
      ? [
          t('visits:history.change', {
            field: t('appointments:field.startsAt'),
            before: fmt.instant(new Date(before)),
            after: fmt.instant(new Date(after)),
          }),
        ]
      : [],
  };
}
