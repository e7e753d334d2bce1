import { grantBenefits } from '../server/actions/grant-benefits.js';
import { forEveryClinic, type Job } from './job.js';

/** Gives the benefits of birthdays, of years of membership and of tiers that were reached. */
export const grantBenefitsJob: Job = ({ db, actor, asOf }) => forEveryClinic(db, (clinic) => grantBenefits({ db, clinic, actor, asOf }));
