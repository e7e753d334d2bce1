import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { parseNearDay } from '../../models/persian/near-day.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { bookAppointment } from '../actions/book-appointment.js';
import { changeAppointment } from '../actions/change-appointment.js';
import { clubOf, type ClubRequest } from '../context.js';
import { idOf, notFound, type Refused } from '../errors.js';
import { appointmentChangeForm, appointmentForm, dayListQuery } from '../forms/appointment-form.js';
import { parseForm, typedValues } from '../forms/parse.js';
import { allow, type Site } from '../http/site.js';
import type { Locale } from '../locale.js';
import { appointmentSight } from '../policies/appointment-policy.js';
import { can } from '../policies/index.js';
import { patientSight } from '../policies/patient-policy.js';
import { appointmentChangeView, bookingView, type BookingState } from '../presenters/appointment-form-presenter.js';
import { appointmentView, dayView } from '../presenters/appointment-presenter.js';
import { fieldErrors, refusalErrors } from '../presenters/field-errors.js';
import { foundView, fullName } from '../presenters/patient-presenter.js';
import { appointmentDay } from '../reports/appointment-day-report.js';
import { appointmentChanges, appointmentPage, type AppointmentPage } from '../reports/appointment-page-report.js';
import { catalogueChoices } from '../reports/catalogue-report.js';
import { memberFile } from '../reports/member-page-report.js';
import { searchPatients } from '../reports/patient-search-report.js';

type Errors = { field: string; message: string }[];
const PAGE_SIZE = 100;
const FOUND_SHOWN = 12;

/** Appointments: the list of a day, booking and changing. What became of one is in appointment-steps.ts. */
export function appointmentRoutes(site: Site): void {
  site.get('/appointments', allow('list', 'appointment'), async (req, res) => {
    const { db, clinic, staff, asOf, locale } = clubOf(req);
    const { day, state, after } = dayListQuery(tehranDay(asOf)).parse(req.query);
    const report = await appointmentDay(db, { clinicId: clinic.id, ...appointmentSight(staff), day, state, after, pageSize: PAGE_SIZE });
    const view = { ...dayView(report, { day, state, mayDo: mayDo(staff), asOf }, locale), isOwn: staff.role === 'physician' };
    await res.page('appointments/index', view, {
      title: locale.t('appointments:day.title', { day: locale.fmt.longDay(day) }),
      nav: 'appointments',
    });
  });

  site.get('/appointments/new', allow('book', 'appointment'), async (req, res) => {
    const { asOf } = clubOf(req);
    const { patient, find, day } = req.query;
    const wished = typeof day === 'string' ? parseNearDay(day, tehranDay(asOf)) : null;
    if (patient !== undefined) return showBooking(req, res, patient, { day: wished });
    await showFind(req, res, typeof find === 'string' ? find.slice(0, 100) : '', wished);
  });

  site.post('/appointments', allow('book', 'appointment'), async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const values = typedValues(req.body);
    const patientId = values['patientId'];
    const parsed = parseForm(appointmentForm(tehranDay(asOf)), req.body);
    if (!parsed.ok) return showBooking(req, res, patientId, { values }, fieldErrors(parsed.problems, 'appointments', locale));
    const booked = await bookAppointment({ db, clinic, actor, asOf, form: parsed.form });
    if (!booked.ok) return showBooking(req, res, patientId, { values, isWarned: booked.reason === 'overlap' }, spoken(booked, locale));
    const words = { name: fullName(booked.patient), when: locale.fmt.instant(booked.startsAt) };
    if (booked.isRepeat) req.flashNote('appointments:flash.alreadyBooked');
    else req.flashNote('appointments:flash.booked', words, `/appointments/${booked.appointmentId}/cancellation`);
    res.redirect(303, `/appointments?${new URLSearchParams({ day: tehranDay(booked.startsAt) }).toString()}`);
  });

  site.get('/appointments/:id', allow('read', 'appointment'), async (req, res) => showAppointment(req, res, await appointmentInSight(req)));

  site.post('/appointments/:id', allow('change', 'appointment'), async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const appointment = await appointmentInSight(req);
    const values = typedValues(req.body);
    const parsed = parseForm(appointmentChangeForm(tehranDay(asOf)), req.body);
    if (!parsed.ok) return showAppointment(req, res, appointment, { values }, fieldErrors(parsed.problems, 'appointments', locale));
    const changed = await changeAppointment({ db, clinic, actor, asOf, appointmentId: appointment.id, form: parsed.form });
    if (!changed.ok)
      return showAppointment(req, res, appointment, { values, isWarned: changed.reason === 'overlap' }, spoken(changed, locale));
    const words = { name: fullName(appointment), when: locale.fmt.instant(changed.appointment.startsAt) };
    req.flashNote(changed.moved ? 'appointments:flash.moved' : 'appointments:flash.changed', words);
    res.redirect(303, `/appointments/${appointment.id}`);
  });
}

/** The appointment that the address names, when the staff member may see it; otherwise the page does not exist. */
export async function appointmentInSight(req: Request): Promise<AppointmentPage> {
  const { db, clinic, staff } = clubOf(req);
  const appointment = await appointmentPage(db, { clinicId: clinic.id, ...appointmentSight(staff), id: idOf(req.params['id']) });
  if (!appointment) throw notFound();
  return appointment;
}

const mayDo = (staff: ClubRequest['staff']) => ({
  change: can(staff, 'change', 'appointment'),
  settle: can(staff, 'settle', 'appointment'),
});

/** A refusal in the reader's words; the hour of another appointment in the reader's digits. */
function spoken(refused: Refused, locale: Locale): Errors {
  const { time } = refused.params ?? {};
  return refusalErrors(
    typeof time === 'string' ? { ...refused, params: { time: locale.fmt.time(time) } } : refused,
    'appointments',
    locale,
  );
}

/** Whoever is meant: one patient goes straight to the form, several are shown to choose from. */
async function showFind(req: Request, res: Response, find: string, day: string | null): Promise<void> {
  const { db, clinic, staff, asOf, locale } = clubOf(req);
  const { t } = locale;
  const words = find.trim();
  const found =
    words === ''
      ? []
      : (await searchPatients(db, { clinicId: clinic.id, sight: patientSight(staff), q: words, limit: FOUND_SHOWN })).patients;
  const dayPart = day === null ? '' : `&${new URLSearchParams({ day }).toString()}`;
  const [only] = found;
  if (only && found.length === 1) {
    res.redirect(303, `/appointments/new?patient=${only.id}${dayPart}`);
    return;
  }
  const view = {
    booking: null,
    find,
    day: day ?? '',
    dayPart,
    isSearched: words !== '',
    found: found.map((patient) => foundView(patient, asOf, locale)),
  };
  await res.page('appointments/new', view, { title: t('appointments:book.title'), nav: 'appointments' });
}

async function showBooking(
  req: Request,
  res: Response,
  patientId: unknown,
  typed: { day?: string | null; values?: BookingState['values']; isWarned?: boolean },
  errors: Errors = [],
): Promise<void> {
  const { db, clinic, staff, asOf, locale } = clubOf(req);
  const file = await memberFile(db, { clinicId: clinic.id, sight: patientSight(staff), id: idOf(patientId) });
  if (!file || file.deletedAt) throw notFound();
  const name = fullName(file);
  const key = typed.values?.['submissionKey'];
  const state: BookingState = {
    patient: { id: file.id, name, memberNumber: file.memberNumber },
    day: typed.day ?? null,
    isWarned: typed.isWarned ?? false,
    submissionKey: typeof key === 'string' && /^[\w-]{16,64}$/.test(key) ? key : randomUUID(),
    ...(typed.values ? { values: typed.values } : {}),
  };
  const booking = bookingView(await catalogueChoices(db, clinic.id), state, asOf, locale);
  await res.page('appointments/new', { booking }, { title: locale.t('appointments:book.titleFor', { name }), nav: 'appointments', errors });
}

async function showAppointment(
  req: Request,
  res: Response,
  appointment: AppointmentPage,
  typed: { values?: BookingState['values']; isWarned?: boolean } = {},
  errors: Errors = [],
): Promise<void> {
  const { db, clinic, staff, asOf, locale } = clubOf(req);
  const { id, patientId } = appointment;
  const changes = await appointmentChanges(db, { clinicId: clinic.id, patientId, id });
  const isOpen = appointment.state === 'booked' || appointment.state === 'confirmed';
  const choices = isOpen && can(staff, 'change', 'appointment') ? await catalogueChoices(db, clinic.id, appointment) : null;
  const form =
    choices &&
    appointmentChangeView(choices, appointment, { values: typed.values ?? null, isWarned: typed.isWarned ?? false, asOf }, locale);
  const view = { ...appointmentView(appointment, changes, mayDo(staff), asOf, locale), form };
  await res.page('appointments/show', view, {
    title: locale.t('appointments:show.title', { name: fullName(appointment) }),
    nav: 'appointments',
    errors,
  });
}
