import { addDays } from '../../models/persian/jalali.js';
import { instantOf } from '../../models/persian/tehran-time.js';
import { bookAppointment } from '../actions/book-appointment.js';
import { changeAppointmentState, type PlainStep } from '../actions/change-appointment-state.js';
import { recordVisit } from '../actions/record-visit.js';
import type { Agenda } from './agenda.js';
import { openness, type Attendance } from './attendance.js';
import type { Chance } from './chance.js';
import type { Desk } from './desk.js';
import type { OpenedClinic } from './opening.js';

const HOUR_MS = 3_600_000;
const CONFIRMED = 0.5;
const STOOD_UP = 0.14;
const CALLED_OFF = 0.08;

interface Told {
  open: OpenedClinic;
  agenda: Agenda;
  chance: Chance;
  desk: Desk;
  notes: readonly string[];
}

/** Puts a visit with an appointment on the agenda: booked some days before, perhaps confirmed, kept at its hour. */
export function planKeptAppointment(told: Told, visit: Attendance, earliest: string): void {
  const { open, agenda, chance } = told;
  const startsAt = instantOf(visit.day, startOf(visit));
  book(told, visit, earliest, (appointmentId) => {
    if (chance.happens(CONFIRMED)) step(told, appointmentId, 'confirm', new Date(startsAt.getTime() - chance.whole(5, 22) * HOUR_MS));
  });
  agenda.desk(instantOf(visit.day, visit.time), async (asOf) => {
    const patientId = await told.desk.enroll(visit.person, asOf);
    const [appointment] = await open.db.records.Appointment.findAll({ where: { clinicId: open.clinic.id, patientId, startsAt }, limit: 1 });
    const { specialty, service, illness, physician, amountRial, day, time } = visit;
    await recordVisit({
      ...handOf(open),
      asOf,
      patientId,
      form: {
        specialtyId: open.lists.specialty(specialty.name),
        serviceId: open.lists.service(specialty.name, service),
        illness: illness.code,
        physicianId: open.lists.physician(physician),
        day,
        time,
        amountRial,
        note: null,
        appointmentId: appointment && ['booked', 'confirmed'].includes(appointment.state) ? appointment.id : null,
        submissionKey: `demo-visit-${String(visit.person)}-${day}-${time}`,
      },
    });
  });
}

/** Sometimes puts an appointment on the agenda that somebody else did not keep or called off, on the same day. */
export function planLostAppointment(told: Told, visit: Attendance, person: number, earliest: string): void {
  const { chance } = told;
  const fate = chance.weighted<PlainStep | 'none'>([
    ['miss', STOOD_UP],
    ['cancel', CALLED_OFF],
    ['none', 1 - STOOD_UP - CALLED_OFF],
  ]);
  if (fate === 'none') return;
  const lost = { ...visit, person, time: chance.pick(['09:30', '10:45', '11:15', '12:00']) };
  const startsAt = instantOf(lost.day, startOf(lost));
  book(told, lost, earliest, (appointmentId) => {
    step(told, appointmentId, fate, new Date(startsAt.getTime() + (fate === 'miss' ? 2 : -chance.whole(2, 20)) * HOUR_MS));
  });
}

/** The quarter of an hour for which a visit was booked: people come a little late. */
export const startOf = ({ time }: Pick<Attendance, 'time'>): string =>
  `${time.slice(0, 3)}${String(Math.floor(Number(time.slice(3)) / 15) * 15).padStart(2, '0')}`;

const handOf = ({ db, clinic, staff }: OpenedClinic) => ({ db, clinic, actor: staff.receptionist });

function book(told: Told, visit: Attendance, earliest: string, then: (appointmentId: number) => void): void {
  const { open, agenda, chance, desk } = told;
  agenda.desk(bookingInstant(chance, visit.day, earliest), async (asOf) => {
    const { specialty, service, physician, day, person } = visit;
    const form = {
      patientId: await desk.enroll(person, asOf),
      specialtyId: open.lists.specialty(specialty.name),
      serviceId: open.lists.service(specialty.name, service),
      physicianId: open.lists.physician(physician),
      day,
      time: startOf(visit),
      note: chance.happens(0.08) ? chance.pick(told.notes) : null,
      submissionKey: `demo-booking-${String(person)}-${day}-${visit.time}`,
    };
    const booked = await bookAppointment({ ...handOf(open), asOf, form });
    if (booked.ok) then(booked.appointmentId);
  });
}

function bookingInstant(chance: Chance, day: string, earliest: string): Date {
  let bookedOn = addDays(day, -chance.whole(1, 9));
  while (openness(bookedOn) === 0 && bookedOn > earliest) bookedOn = addDays(bookedOn, -1);
  return instantOf(
    bookedOn > earliest ? bookedOn : earliest,
    `${String(chance.whole(9, 12)).padStart(2, '0')}:${String(chance.whole(10, 59))}`,
  );
}

function step({ open, agenda }: Told, appointmentId: number, taken: PlainStep, at: Date): void {
  agenda.desk(at, async (asOf) => {
    await changeAppointmentState({ ...handOf(open), asOf, appointmentId, step: taken });
  });
}
