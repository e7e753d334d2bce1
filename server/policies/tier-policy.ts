import type { Policy } from './policy.js';

/** Everybody at the desk may read the club's rule; the manager writes it. */
export const tierPolicy = {
  read: ['receptionist', 'physician', 'manager', 'operator'],
  edit: ['manager'],
} satisfies Policy;
