import { tehranDay } from '../../models/persian/tehran-time.js';
import type { Locale } from '../locale.js';
import type { Phone, PhoneMessage, PhoneOwner } from '../reports/simulator-report.js';

export interface Bubble {
  isReply: boolean;
  /** The words, cut where a link begins and ends. */
  pieces: { text: string; href: string | null }[];
  when: string;
  /** The day, where it is another one than that of the bubble before. */
  day: string | null;
}

export interface PhoneEntry {
  href: string;
  mobile: string;
  isOn: boolean;
  preview: string;
  when: string;
}

const PREVIEW_LETTERS = 60;
const LINK = /(https?:\/\/[^\s]+)/;

/** The phones to choose from; `chosen` is the one that lies open. */
export function phoneList(list: readonly Phone[], chosen: string | null, { fmt }: Locale): PhoneEntry[] {
  return list.map(({ mobile, lastText, lastAt }) => ({
    href: `/simulator/${mobile}`,
    mobile: fmt.digits(mobile),
    isOn: mobile === chosen,
    preview: fmt.digits(lastText.replace(new RegExp(LINK, 'g'), '…').replace(/\s+/g, ' ').slice(0, PREVIEW_LETTERS)),
    when: fmt.instant(lastAt),
  }));
}

/** The bubbles on one phone. A link keeps its letters, everything else is written in the reader's digits. */
export function bubbles(messages: readonly PhoneMessage[], { fmt }: Locale): Bubble[] {
  return messages.map(({ isReply, text, at }, n) => {
    const before = messages[n - 1];
    const isNewDay = !before || tehranDay(before.at) !== tehranDay(at);
    const pieces = text.split(LINK).filter((piece) => piece !== '');
    return {
      isReply,
      pieces: pieces.map((piece) =>
        LINK.test(piece) && !isReply ? { text: piece, href: piece } : { text: fmt.digits(piece), href: null },
      ),
      when: fmt.time(at),
      day: isNewDay ? fmt.longDay(at) : null,
    };
  });
}

/** The people behind a phone, for the line above it. */
export const ownerLinks = (owners: readonly PhoneOwner[]): { name: string; href: string }[] =>
  owners.map(({ id, firstName, lastName }) => ({ name: `${firstName} ${lastName}`, href: `/patients/${String(id)}` }));
