import { cleanSessions } from '../server/actions/clean-sessions.js';
import type { Job } from './job.js';

/** Throws away ended sessions, used set-up links and old rows of the job book. */
export const cleanSessionsJob: Job = ({ db, asOf }) => cleanSessions({ db, asOf });
