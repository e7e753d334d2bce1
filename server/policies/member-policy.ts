import type { Policy } from './policy.js';

/** The desk hands out the link of a patient's own page, prints the card and brings back who left. */
export const memberPagePolicy = {
  read: ['receptionist', 'manager'],
  print: ['receptionist', 'manager'],
  send: ['receptionist', 'manager'],
  revoke: ['receptionist', 'manager'],
  return: ['receptionist', 'manager'],
} satisfies Policy;

/** What patients ask from their own page is answered by whoever may change files and appointments, or calls people. */
export const memberRequestPolicy = {
  list: ['receptionist', 'manager', 'operator'],
  settle: ['receptionist', 'manager', 'operator'],
} satisfies Policy;
