import { remindUpcomingAppointments } from '../server/actions/remind-upcoming-appointments.js';
import { forEveryClinic, type Job } from './job.js';

/** Queues a reminder for appointments of the next 24 hours. */
export const remindUpcomingJob: Job = ({ db, actor, asOf }) =>
  forEveryClinic(db, (clinic) => remindUpcomingAppointments({ db, clinic, actor, asOf }));
