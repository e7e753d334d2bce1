import type { Policy } from './policy.js';

/** The desk reads what was sent; what stops, starts or settles the line is the manager's word, or the operator's for one message. */
export const messagePolicy = {
  list: ['receptionist', 'manager', 'operator'],
  decide: ['manager', 'operator'],
  pause: ['manager'],
  test: ['manager'],
} satisfies Policy;

/** The phones of the simulator lie on the desk. */
export const simulatorPolicy = {
  use: ['receptionist', 'manager', 'operator'],
} satisfies Policy;
