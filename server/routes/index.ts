import type { Desk } from '../app.js';
import type { Site } from '../http/site.js';
import { appointmentStepRoutes } from './appointment-steps.js';
import { appointmentRoutes } from './appointments.js';
import { consentRoutes } from './consents.js';
import { homeRoutes } from './home.js';
import { patientListRoutes } from './patient-lists.js';
import { patientRoutes } from './patients.js';
import { setUpRoutes } from './set-up.js';
import { signInRoutes } from './sign-in.js';
import { staffRoutes } from './staff.js';
import { tierRoutes } from './tiers.js';
import { visitRoutes } from './visits.js';

/** The whole site, noun by noun. */
export function declareRoutes(site: Site, desk: Desk): void {
  homeRoutes(site);
  setUpRoutes(site);
  signInRoutes(site, desk);
  patientListRoutes(site);
  patientRoutes(site);
  consentRoutes(site);
  visitRoutes(site);
  appointmentRoutes(site);
  appointmentStepRoutes(site);
  staffRoutes(site);
  tierRoutes(site, desk);
}
