import { ON_SHELF, SHELVES, type Shelf } from '../../models/rules/message-shelves.js';
import type { MessageState } from '../../models/rules/message-states.js';
import { hasText, type Locale } from '../locale.js';
import { COUNT_LIMIT, type ListedMessage, type MessageList } from '../reports/message-list-report.js';

export interface MessageRow {
  id: number;
  who: string | null;
  href: string | null;
  mobile: string;
  programme: string;
  text: string;
  state: string;
  /** good, warn, bad or nothing: the mark beside the word. */
  mood: string;
  reason: string | null;
  when: string;
  details: string[];
  needsPerson: boolean;
}

const MOODS: Readonly<Record<MessageState, string>> = {
  queued: '',
  sending: '',
  accepted: '',
  delivered: 'good',
  undelivered: 'warn',
  blocked: 'warn',
  failed: 'bad',
  unknown: 'warn',
  cancelled: '',
  expired: '',
};

/** A message as a row of the list. */
export function messageRow(message: ListedMessage, locale: Locale): MessageRow {
  const { t, fmt } = locale;
  const { state, reason, attempts, parts, costRial } = message;
  const hasName = message.firstName !== null || message.lastName !== null;
  return {
    id: message.id,
    who: hasName ? `${message.firstName ?? ''} ${message.lastName ?? ''}`.trim() : null,
    href: hasName && message.patientId !== null ? `/patients/${String(message.patientId)}` : null,
    mobile: fmt.digits(message.mobile),
    programme: programmeName(message.programme, locale),
    text: fmt.digits(
      message.text.replace('{link}', t(message.programme === 'member-code' ? 'messages:code-place' : 'messages:link-place')),
    ),
    state: t(`messages:state.${state}`),
    mood: MOODS[state],
    reason: reason === null ? null : reasonWords(reason, locale),
    when: momentOf(message, locale),
    details: [
      t('messages:parts', { count: parts }),
      ...(attempts > 1 ? [t('messages:attempts', { count: attempts })] : []),
      ...(costRial === null || costRial === 0 ? [] : [fmt.toman(costRial)]),
    ],
    needsPerson: state === 'unknown' && reason === 'needs-person',
  };
}

/** The shelves to choose from, with how many lie on those that matter. */
export function shelfChips(list: MessageList, chosen: Shelf | null, { t, fmt }: Locale): { label: string; href: string; isOn: boolean }[] {
  const counted: Partial<Record<Shelf, number>> = { waiting: list.waiting, trouble: list.trouble };
  const label = (shelf: Shelf): string => {
    const count = counted[shelf] ?? 0;
    const shown = count >= COUNT_LIMIT ? t('messages:more-than', { count: COUNT_LIMIT }) : fmt.number(count);
    return count > 0 ? `${t(`messages:shelf.${shelf}`)} (${shown})` : t(`messages:shelf.${shelf}`);
  };
  return [
    { label: t('messages:shelf.all'), href: '/messages', isOn: chosen === null },
    ...SHELVES.map((shelf) => ({ label: label(shelf), href: `/messages?shelf=${shelf}`, isOn: chosen === shelf })),
  ];
}

/** A reason in words; one that a newer program wrote is said as it stands. */
export function reasonWords(reason: string, { t }: Pick<Locale, 't'>): string {
  const key = `messages:reasons.${reason}`;
  return hasText(key) ? t(key) : t('messages:reasons.other');
}

function programmeName(programme: string, { t }: Locale): string {
  const key = `messages:programme.${programme}`;
  return hasText(key) ? t(key) : t('messages:programme.other');
}

/** What the reader wants to know of the hour: when it leaves while it waits, else when it left. */
function momentOf({ state, nextTryAt, acceptedAt, settledAt, queuedAt }: ListedMessage, { t, fmt }: Locale): string {
  if (ON_SHELF.waiting.includes(state)) return t('messages:leaves', { when: fmt.instant(nextTryAt) });
  return fmt.instant(acceptedAt ?? settledAt ?? queuedAt);
}
