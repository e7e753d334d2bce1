import { askAfterVisit } from '../server/actions/ask-after-visit.js';
import { forEveryClinic, type Job } from './job.js';

/** Queues the after-visit question for those who allowed it. */
export const askAfterVisitJob: Job = ({ db, env, actor, asOf }) =>
  forEveryClinic(db, (clinic) => askAfterVisit({ db, clinic, actor, asOf, baseUrl: env.BASE_URL }));
