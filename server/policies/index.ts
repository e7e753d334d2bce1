import type { SignedIn } from '../context.js';
import { analyticsPolicy } from './analytics-policy.js';
import { appointmentPolicy } from './appointment-policy.js';
import { benefitPolicy, discountPolicy } from './benefit-policy.js';
import { auditPolicy } from './audit-policy.js';
import { cataloguePolicy } from './catalogue-policy.js';
import { clubPolicy, vipPolicy } from './club-policy.js';
import { duplicatePolicy } from './duplicate-policy.js';
import { importPolicy } from './import-policy.js';
import { jobPolicy } from './job-policy.js';
import { memberPagePolicy, memberRequestPolicy } from './member-policy.js';
import { messagePolicy, simulatorPolicy } from './message-policy.js';
import { consentPolicy, patientPolicy } from './patient-policy.js';
import type { Policy } from './policy.js';
import { pointPolicy } from './point-policy.js';
import { referralPolicy } from './referral-policy.js';
import { homePolicy, staffPolicy } from './staff-policy.js';
import { surveyPolicy } from './survey-policy.js';
import { standingPolicy, tierPolicy } from './tier-policy.js';
import { visitPolicy } from './visit-policy.js';

/** Every policy by its subject: the one table that routes, pages and the access test read. */
export const POLICIES: Readonly<Record<string, Policy>> = {
  analytics: analyticsPolicy,
  appointment: appointmentPolicy,
  benefit: benefitPolicy,
  audit: auditPolicy,
  catalogue: cataloguePolicy,
  discount: discountPolicy,
  club: clubPolicy,
  duplicate: duplicatePolicy,
  home: homePolicy,
  import: importPolicy,
  job: jobPolicy,
  'member-page': memberPagePolicy,
  'member-request': memberRequestPolicy,
  message: messagePolicy,
  patient: patientPolicy,
  consent: consentPolicy,
  point: pointPolicy,
  referral: referralPolicy,
  simulator: simulatorPolicy,
  staff: staffPolicy,
  standing: standingPolicy,
  survey: surveyPolicy,
  tier: tierPolicy,
  vip: vipPolicy,
  visit: visitPolicy,
};

/** Whether a staff member may do this; anything that no policy names is denied. */
export const can = (staff: Pick<SignedIn, 'role'> | null | undefined, action: string, subject: string): boolean =>
  staff !== null && staff !== undefined && (POLICIES[subject]?.[action] ?? []).includes(staff.role);
