/*
 * The list of messages is read shelf by shelf: what waits, what is on its way, what arrived, what needs a look, and what was not sent on purpose.
 */
import type { MessageState } from './message-states.js';

export const SHELVES = ['waiting', 'under-way', 'delivered', 'trouble', 'dropped'] as const;
export type Shelf = (typeof SHELVES)[number];

/** The states that lie on each shelf; every state lies on one. */
export const ON_SHELF: Readonly<Record<Shelf, readonly MessageState[]>> = {
  waiting: ['queued', 'sending'],
  'under-way': ['accepted'],
  delivered: ['delivered'],
  trouble: ['unknown', 'failed', 'undelivered', 'blocked'],
  dropped: ['cancelled', 'expired'],
};
