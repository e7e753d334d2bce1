import type { Policy } from './policy.js';

/** What kind of club it is decides the manager alone. */
export const clubPolicy = {
  read: ['manager'],
  edit: ['manager'],
} satisfies Policy;

/** The desk sees who is VIP and why; the manager gives and ends it. */
export const vipPolicy = {
  list: ['receptionist', 'manager'],
  give: ['manager'],
  end: ['manager'],
} satisfies Policy;
