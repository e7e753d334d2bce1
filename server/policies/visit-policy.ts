import type { Policy } from './policy.js';

/** The desk records and corrects visits; a physician reads those of their own patients. */
export const visitPolicy = {
  record: ['receptionist', 'manager'],
  read: ['receptionist', 'physician', 'manager'],
  correct: ['receptionist', 'manager'],
  delete: ['receptionist', 'manager'],
} satisfies Policy;
