import type { Policy } from './policy.js';

/** Physicians and the manager read what patients answered; what patients wrote in their own words is for the manager. */
export const surveyPolicy = {
  read: ['physician', 'manager'],
  export: ['physician', 'manager'],
  'read-comments': ['manager'],
} satisfies Policy;
