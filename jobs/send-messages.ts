import { sendMessages } from '../server/actions/send-messages.js';
import { forEveryClinic, type Job } from './job.js';

/** Sends what waits in every clinic's outbox and is due. */
export const sendMessagesJob: Job = ({ db, gateway, actor, asOf, signal }) =>
  forEveryClinic(db, (clinic) => sendMessages({ db, clinic, gateway, actor, asOf, signal }));
