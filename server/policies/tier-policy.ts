import type { Policy } from './policy.js';

/** Everybody at the desk may read the club's rules and changes; the manager writes rules and takes the lists away. */
export const tierPolicy = {
  read: ['receptionist', 'physician', 'manager', 'operator'],
  edit: ['manager'],
  export: ['manager'],
} satisfies Policy;

/** Standing by hand is the manager's to give and to take back. */
export const standingPolicy = {
  give: ['manager'],
} satisfies Policy;
