import type { Desk } from '../app.js';
import type { Site } from '../http/site.js';
import { analyticsRoutes } from './analytics.js';
import { appointmentStepRoutes } from './appointment-steps.js';
import { appointmentRoutes } from './appointments.js';
import { catalogueRoutes } from './catalogue.js';
import { consentRoutes } from './consents.js';
import { homeRoutes } from './home.js';
import { importStepRoutes } from './import-steps.js';
import { importRoutes } from './imports.js';
import { jobRoutes } from './jobs.js';
import { messageRoutes } from './messages.js';
import { patientListRoutes } from './patient-lists.js';
import { patientRoutes } from './patients.js';
import { setUpRoutes } from './set-up.js';
import { signInRoutes } from './sign-in.js';
import { simulatorRoutes } from './simulator.js';
import { staffRoutes } from './staff.js';
import { surveyAnswerRoutes } from './survey-answers.js';
import { surveyRoutes } from './surveys.js';
import { tierRoutes } from './tiers.js';
import { visitRoutes } from './visits.js';
import { webhookRoutes } from './webhooks.js';

/** The whole site, noun by noun. */
export function declareRoutes(site: Site, desk: Desk): void {
  homeRoutes(site);
  setUpRoutes(site);
  signInRoutes(site, desk);
  analyticsRoutes(site, desk);
  patientListRoutes(site);
  patientRoutes(site);
  consentRoutes(site);
  visitRoutes(site);
  appointmentRoutes(site);
  appointmentStepRoutes(site);
  catalogueRoutes(site);
  surveyAnswerRoutes(site, desk);
  surveyRoutes(site, desk);
  staffRoutes(site);
  jobRoutes(site, desk);
  tierRoutes(site, desk);
  messageRoutes(site);
  simulatorRoutes(site, desk);
  webhookRoutes(site, desk);
  importRoutes(site, desk);
  importStepRoutes(site, desk);
}
