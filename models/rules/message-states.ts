/*
 * The life of a message. It waits (queued), is offered to the provider (sending), and is taken (accepted); then the phone has it (delivered), does not
 * get it (undelivered) or has blocked the line (blocked). A message that the provider will never take has failed. When the answer to an offer was
 * lost it is unknown, and only asking the provider settles it: never heard of goes back to queued with the same local id, anything else is taken.
 * A message that is no longer wanted is cancelled, one whose hour has passed is expired; both only before it was offered.
 */
export const MESSAGE_STATES = [
  'queued',
  'sending',
  'accepted',
  'delivered',
  'undelivered',
  'blocked',
  'failed',
  'unknown',
  'cancelled',
  'expired',
] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** From each state, the states that can follow. */
export const FOLLOWS: Readonly<Record<MessageState, readonly MessageState[]>> = {
  queued: ['sending', 'cancelled', 'expired'],
  sending: ['accepted', 'delivered', 'undelivered', 'blocked', 'failed', 'unknown', 'queued'],
  unknown: ['queued', 'accepted', 'delivered', 'undelivered', 'blocked', 'failed', 'cancelled'],
  accepted: ['delivered', 'undelivered', 'blocked', 'failed'],
  // The provider may try an unreachable phone again, so that one answer can still turn into the better one.
  undelivered: ['delivered'],
  delivered: [],
  blocked: [],
  failed: [],
  cancelled: [],
  expired: [],
};

/** Whether a message in one state can pass into another. */
export function mayBecome(from: MessageState, to: MessageState): boolean {
  return FOLLOWS[from].includes(to);
}

/** Whether nothing more is expected of a message in this state. */
export function isSettled(state: MessageState): boolean {
  return FOLLOWS[state].length === 0 || state === 'undelivered';
}
