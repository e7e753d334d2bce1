import type { Policy } from './policy.js';

/** The manager looks after the staff; everybody looks after their own sign-in. */
export const staffPolicy = {
  list: ['manager'],
  add: ['manager'],
  edit: ['manager'],
  'change-own-password': ['receptionist', 'physician', 'manager', 'operator'],
} satisfies Policy;

/** The page that everybody meets first. */
export const homePolicy = {
  open: ['receptionist', 'physician', 'manager', 'operator'],
} satisfies Policy;
