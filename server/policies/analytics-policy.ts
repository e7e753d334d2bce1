import type { Policy } from './policy.js';

/** Physicians and managers read aggregates; nobody reads a person there. */
export const analyticsPolicy = {
  read: ['physician', 'manager'],
} satisfies Policy;
