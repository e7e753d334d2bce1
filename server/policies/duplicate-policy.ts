import type { Policy } from './policy.js';

/** Whether two files are one person is the manager's decision, and so is taking it back. */
export const duplicatePolicy = {
  list: ['manager'],
  decide: ['manager'],
  merge: ['manager'],
} satisfies Policy;
