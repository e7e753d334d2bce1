import type { Request, RequestHandler } from 'express';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { nextState } from '../../models/rules/appointments.js';
import { changeAppointmentState, type PlainStep } from '../actions/change-appointment-state.js';
import { clubOf } from '../context.js';
import type { Refused } from '../errors.js';
import { allow, type Site } from '../http/site.js';
import { refusalErrors } from '../presenters/field-errors.js';
import { fullName } from '../presenters/patient-presenter.js';
import type { AppointmentPage } from '../reports/appointment-page-report.js';
import { appointmentInSight } from './appointments.js';

const SAID: Record<PlainStep, string> = {
  confirm: 'appointments:flash.confirmed',
  miss: 'appointments:flash.missed',
  cancel: 'appointments:flash.cancelled',
  reopen: 'appointments:flash.reopened',
};

/** What becomes of an appointment: confirmed, arrived (the form of the visit opens), missed, cancelled, restored. */
export function appointmentStepRoutes(site: Site): void {
  site.post('/appointments/:id/confirmation', allow('change', 'appointment'), step('confirm'));
  site.post('/appointments/:id/absence', allow('settle', 'appointment'), step('miss'));
  site.post('/appointments/:id/cancellation', allow('change', 'appointment'), step('cancel'));
  site.post('/appointments/:id/restoration', allow('change', 'appointment'), step('reopen'));

  site.post('/appointments/:id/arrival', allow('settle', 'appointment'), async (req, res) => {
    const { asOf } = clubOf(req);
    const appointment = await appointmentInSight(req);
    const next = nextState(appointment, 'arrive', { asOf, today: tehranDay(asOf) });
    if (!next.ok) noteRefusal(req, next);
    res.redirect(303, next.ok ? `/visits/new?appointment=${appointment.id}` : dayOf(appointment));
  });
}

const step =
  (which: PlainStep): RequestHandler =>
  async (req, res) => {
    const { db, clinic, actor, asOf } = clubOf(req);
    const appointment = await appointmentInSight(req);
    const answer = await changeAppointmentState({ db, clinic, actor, asOf, appointmentId: appointment.id, step: which });
    const canBeTakenBack = which === 'cancel' || which === 'miss';
    if (!answer.ok) noteRefusal(req, answer);
    else
      req.flashNote(
        SAID[which],
        { name: fullName(appointment) },
        canBeTakenBack ? `/appointments/${appointment.id}/restoration` : undefined,
      );
    res.redirect(303, dayOf(appointment));
  };

function noteRefusal(req: Request, refused: Refused): void {
  const [error] = refusalErrors(refused, 'appointments', clubOf(req).locale);
  req.flashNote('appointments:flash.refused', { reason: error?.message ?? '' });
}

const dayOf = ({ startsOn }: AppointmentPage): string => `/appointments?${new URLSearchParams({ day: startsOn }).toString()}`;
