import type { Policy } from './policy.js';

/** The manager keeps the clinic's lists. */
export const cataloguePolicy = {
  list: ['manager'],
  add: ['manager'],
  change: ['manager'],
  archive: ['manager'],
} satisfies Policy;
