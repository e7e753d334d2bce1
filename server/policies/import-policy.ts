import type { Policy } from './policy.js';

/** A file changes the whole club at once: only the manager brings one in and takes it back. */
export const importPolicy = {
  list: ['manager'],
  start: ['manager'],
  undo: ['manager'],
} satisfies Policy;
