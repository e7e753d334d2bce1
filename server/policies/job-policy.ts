import type { Policy } from './policy.js';

/** The manager sees what the night shift did, and may let a job run now. */
export const jobPolicy = {
  read: ['manager'],
  run: ['manager'],
} satisfies Policy;
