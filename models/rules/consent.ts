/*
 * A patient allows each purpose by itself: service (appointments and care), promotion, and survey. The newest statement counts, and without one
 * nothing is allowed. It is asked at the moment of sending, not only when a message is queued.
 * Answering a message with 11 or with the word «cancel» (laghv), or both, in any digits and with any spaces or signs around them, stops promotion
 * and survey; 12 allows them again. Messages of care go on: an appointment notice is not advertising. Anything else is a reply for a person to read.
 */
import { CANCEL_WORD, STOP_LINE } from '../persian/reply-words.js';
import { searchKey } from '../persian/text-keys.js';

export const PURPOSES = ['service', 'promotion', 'survey'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** The purposes that the replies 11 and 12 speak about. */
export const REPLY_PURPOSES = ['promotion', 'survey'] as const satisfies readonly Purpose[];

export interface Recipient {
  /** The newest statement about the message's purpose; null when there is none. */
  consent: boolean | null;
  isDeleted: boolean;
}
export type ContactAnswer = { ok: true } | { ok: false; reason: 'patient-deleted' | 'no-consent' };

/** Whether the club may write to a patient for a purpose, or the reason why not. */
export function mayContact(recipient: Recipient): ContactAnswer {
  if (recipient.isDeleted) return { ok: false, reason: 'patient-deleted' };
  if (recipient.consent !== true) return { ok: false, reason: 'no-consent' };
  return { ok: true };
}

const STOPS = new Set(['11', CANCEL_WORD, `${CANCEL_WORD}11`, `11${CANCEL_WORD}`]);
const REJOINS = new Set(['12']);

export type ReplyMeaning = 'stop' | 'rejoin' | 'reply';

/** What a text from a patient asks of the club. */
export function meaningOfReply(text: string): ReplyMeaning {
  const said = searchKey(text);
  if (STOPS.has(said)) return 'stop';
  return REJOINS.has(said) ? 'rejoin' : 'reply';
}

/**
 * A text with the line that every sender of club messages owes its readers: the word and the number that stop them (rule of the regulator, 1401/06/21).
 * Messages of care carry none; a text that has it already is left alone.
 */
export function withStopLine(purpose: Purpose, text: string): string {
  if (purpose === 'service' || searchKey(text).includes(`${CANCEL_WORD}11`)) return text;
  return `${text}\n${STOP_LINE}`;
}
