import type { JobLine } from '../server/night-shift.js';
import { askAfterVisitJob } from './ask-after-visit.js';
import { cleanSessionsJob } from './clean-sessions.js';
import { fetchRepliesJob } from './fetch-replies.js';
import { grantBenefitsJob } from './grant-benefits.js';
import type { Job } from './job.js';
import { pollDeliveryJob } from './poll-delivery.js';
import { refreshAnalyticsJob } from './refresh-analytics.js';
import { remindUpcomingJob } from './remind-upcoming.js';
import { reviewTiersJob } from './review-tiers.js';
import { sendMessagesJob } from './send-messages.js';

/** A line of the timetable with its work, and why it stands at this hour (pages say it in the reader's language: jobs:why.NAME). */
export interface TimetableLine extends JobLine {
  why: string;
  work: Job;
}

const zone = 'Asia/Tehran';
const ALMOST_A_DAY = 23 * 60;

/** Everything the club does by the clock. */
export const TIMETABLE: readonly TimetableLine[] = [
  {
    name: 'send-messages',
    cron: '*/20 * * * * *',
    zone,
    why: 'whoever is enrolled at the desk should have the message before leaving it',
    catchUp: 'once',
    maxLatenessMinutes: 10,
    work: sendMessagesJob,
  },
  {
    name: 'poll-delivery',
    cron: '30 * * * * *',
    zone,
    why: 'the provider knows within a minute or so; half a minute apart from the sending',
    catchUp: 'once',
    maxLatenessMinutes: 10,
    work: pollDeliveryJob,
  },
  {
    name: 'fetch-replies',
    cron: '45 */5 * * * *',
    zone,
    why: 'who answers 11 must be heard soon, also where no webhook can reach this computer; more often would be a burden to the provider',
    catchUp: 'once',
    maxLatenessMinutes: 30,
    work: fetchRepliesJob,
  },
  {
    name: 'remind-upcoming',
    cron: '0 */10 * * * *',
    zone,
    why: 'a reminder leaves 24 hours before, ten minutes more or less',
    catchUp: 'once',
    maxLatenessMinutes: 30,
    work: remindUpcomingJob,
  },
  {
    name: 'ask-after-visit',
    cron: '0 5,20,35,50 * * * *',
    zone,
    why: 'two hours after the visit, a quarter of an hour more or less, apart from the reminders',
    catchUp: 'once',
    maxLatenessMinutes: 30,
    work: askAfterVisitJob,
  },
  {
    name: 'refresh-analytics',
    cron: '0 */5 * * * *',
    zone,
    why: 'dashboards are never older than five minutes; the next refresh reads the whole log, so a missed one is not made up for',
    catchUp: 'none',
    maxLatenessMinutes: 5,
    work: refreshAnalyticsJob,
  },
  {
    name: 'review-tiers',
    when: 'hasTiers',
    cron: '0 30 2 * * *',
    zone,
    why: 'after midnight, when a new day has begun in Tehran and no desk is open; a computer that is off at night does it in the morning',
    catchUp: 'once',
    maxLatenessMinutes: ALMOST_A_DAY,
    work: reviewTiersJob,
  },
  {
    name: 'grant-benefits',
    when: 'hasPoints',
    cron: '0 0 3 * * *',
    zone,
    why: 'after the review of tiers, so that a birthday finds its benefit in the morning; a day that was missed is made up for within a week',
    catchUp: 'once',
    maxLatenessMinutes: ALMOST_A_DAY,
    work: grantBenefitsJob,
  },
  {
    name: 'clean-sessions',
    cron: '0 40 3 * * *',
    zone,
    why: 'after the review, while nobody is signed in',
    catchUp: 'once',
    maxLatenessMinutes: ALMOST_A_DAY,
    work: cleanSessionsJob,
  },
];
