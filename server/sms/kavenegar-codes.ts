import type { DeliveryState, Halt } from './gateway.js';

/**
 * What each number of Kavenegar means for the club. Reasons are translation keys.
 * refuse: this message will never go · retry: this message, some tries later · split: too much in one call ·
 * wait, pause, stop: trouble of the line, see Halt · lost: nobody can say whether the messages were taken.
 */
export type Handling = 'ok' | 'refuse' | 'retry' | 'split' | 'wait' | 'pause' | 'stop' | 'lost';

interface ReturnCode {
  handling: Handling;
  reason: string;
}

const SHORT_WAIT_MS = 60_000;
const LONG_WAIT_MS = 15 * 60_000;
const THROTTLED = new Set([429, 451]);

/** Every documented value of return.status. */
export const RETURN_CODES: Readonly<Record<number, ReturnCode>> = {
  200: { handling: 'ok', reason: 'ok' },
  400: { handling: 'refuse', reason: 'call-refused' },
  401: { handling: 'stop', reason: 'account-disabled' },
  402: { handling: 'retry', reason: 'operation-failed' },
  403: { handling: 'stop', reason: 'key-refused' },
  404: { handling: 'stop', reason: 'method-unknown' },
  405: { handling: 'stop', reason: 'method-unknown' },
  406: { handling: 'refuse', reason: 'call-refused' },
  407: { handling: 'stop', reason: 'access-refused' },
  409: { handling: 'wait', reason: 'provider-busy' },
  411: { handling: 'refuse', reason: 'bad-number' },
  412: { handling: 'stop', reason: 'sender-refused' },
  413: { handling: 'refuse', reason: 'text-too-long' },
  414: { handling: 'split', reason: 'call-too-large' },
  415: { handling: 'refuse', reason: 'call-refused' },
  416: { handling: 'stop', reason: 'address-refused' },
  417: { handling: 'refuse', reason: 'call-refused' },
  418: { handling: 'pause', reason: 'no-credit' },
  419: { handling: 'refuse', reason: 'call-refused' },
  420: { handling: 'refuse', reason: 'link-refused' },
  422: { handling: 'refuse', reason: 'text-refused' },
  424: { handling: 'stop', reason: 'template-missing' },
  426: { handling: 'stop', reason: 'service-level' },
  427: { handling: 'stop', reason: 'service-level' },
  428: { handling: 'refuse', reason: 'call-refused' },
  429: { handling: 'wait', reason: 'too-many-calls' },
  431: { handling: 'refuse', reason: 'call-refused' },
  432: { handling: 'stop', reason: 'template-missing' },
  451: { handling: 'wait', reason: 'too-many-calls' },
  501: { handling: 'refuse', reason: 'test-account' },
  604: { handling: 'split', reason: 'call-too-large' },
  607: { handling: 'stop', reason: 'method-unknown' },
  ...Object.fromEntries(Array.from({ length: 14 }, (_, n) => [800 + n, { handling: 'refuse', reason: 'text-refused' } as const])),
};

/** How to take a return code; an unlisted one of 500 and above leaves the fate of the messages open, any other is tried again. */
export function returnCode(status: number): ReturnCode {
  return (
    RETURN_CODES[status] ??
    (status >= 500 ? { handling: 'lost', reason: 'provider-failed' } : { handling: 'retry', reason: 'call-refused' })
  );
}

/** The halt that a return code asks for, if it asks for one. */
export function haltFor(status: number): Halt | null {
  const { handling, reason } = returnCode(status);
  if (handling !== 'wait' && handling !== 'pause' && handling !== 'stop') return null;
  return { kind: handling, reason, code: status, waitMs: THROTTLED.has(status) ? LONG_WAIT_MS : SHORT_WAIT_MS };
}

/** The halt for a provider that could not be reached, did not answer or answered nonsense. */
export function silence(reason: string): Halt {
  return { kind: 'wait', reason, code: null, waitMs: SHORT_WAIT_MS };
}

/** Every documented value of entries[].status. 13 is refunded trouble; 50 (received) is never said of our own messages; 100 is an id nobody knows. */
export const MESSAGE_STATUSES: Readonly<Record<number, DeliveryState>> = {
  1: 'accepted',
  2: 'accepted',
  4: 'accepted',
  5: 'accepted',
  6: 'undelivered',
  10: 'delivered',
  11: 'undelivered',
  13: 'failed',
  14: 'blocked',
  50: 'accepted',
  100: 'unknown',
};

/** The delivery state behind a message status; a number the documentation does not know settles nothing. */
export function deliveryState(status: unknown): DeliveryState {
  return MESSAGE_STATUSES[Number(status)] ?? 'accepted';
}
