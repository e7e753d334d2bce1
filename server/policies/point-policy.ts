import type { Policy } from './policy.js';

/**
 * Whoever opens a patient's page sees the balance there. The desk reads the whole ledger, and what a visit will earn while it records one; the manager
 * writes the rule, gives and takes by hand, and reads what all of it is worth.
 */
export const pointPolicy = {
  read: ['receptionist', 'manager'],
  forecast: ['receptionist', 'manager'],
  edit: ['manager'],
  report: ['manager'],
} satisfies Policy;
