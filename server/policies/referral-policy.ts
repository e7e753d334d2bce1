import type { Policy } from './policy.js';

/** The desk and the callers see who brought whom; the manager compares members and writes a forgotten referrer down. */
export const referralPolicy = {
  list: ['manager'],
  read: ['receptionist', 'manager', 'operator'],
  link: ['manager'],
} satisfies Policy;
