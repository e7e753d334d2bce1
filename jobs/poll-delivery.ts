import { pollDelivery } from '../server/actions/poll-delivery.js';
import { forEveryClinic, type Job } from './job.js';

/** Asks the provider what became of the messages it has taken. */
export const pollDeliveryJob: Job = ({ db, gateway, actor, asOf }) =>
  forEveryClinic(db, (clinic) => pollDelivery({ db, clinic, gateway, actor, asOf }));
