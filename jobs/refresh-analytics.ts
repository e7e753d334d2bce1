import { refreshAnalytics } from '../server/actions/refresh-analytics.js';
import type { Job } from './job.js';

/** Brings the facts of the dashboards up to the event log. */
export const refreshAnalyticsJob: Job = async ({ db, mirror, asOf }) => ({ ...(await refreshAnalytics({ db, mirror, asOf })) });
