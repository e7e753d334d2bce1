import type { Policy } from './policy.js';

/** Everybody at the desk may read what the club gives; the desk gives and redeems it, the manager decides what there is and sees what it costs. */
export const benefitPolicy = {
  list: ['receptionist', 'physician', 'manager', 'operator'],
  read: ['receptionist', 'physician', 'manager', 'operator'],
  give: ['receptionist', 'manager'],
  redeem: ['receptionist', 'manager'],
  reverse: ['receptionist', 'manager'],
  edit: ['manager'],
  report: ['manager'],
} satisfies Policy;

/** The desk may ask what a visit costs; the manager writes the rules. */
export const discountPolicy = {
  read: ['receptionist', 'manager'],
  edit: ['manager'],
} satisfies Policy;
