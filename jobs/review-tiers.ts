import { reviewTiers } from '../server/actions/review-tiers.js';
import { forEveryClinic, type Job } from './job.js';

/** Brings every member's tier to what the rule says today: time alone lets visits leave the window and graces end. */
export const reviewTiersJob: Job = ({ db, actor, asOf }) => forEveryClinic(db, (clinic) => reviewTiers({ db, clinic, actor, asOf }));
