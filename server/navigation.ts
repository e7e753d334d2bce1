import type { Loyalty, Offer } from '../models/rules/loyalty.js';

type Heading = { key: string; group: true };
/** `when` names what the club must offer for the entry to be there. */
type Page = { key: string; path: string; icon: string; may: readonly [action: string, subject: string]; when?: Offer };

/** The entries of the desk's navigation, in order: shown to whom the policy lets in, while the club offers what they are about. */
const NAVIGATION: readonly (Heading | Page)[] = [
  { key: 'overview', path: '/analytics/overview', icon: 'layout-dashboard', may: ['read', 'analytics'] },
  { key: 'appointments', path: '/appointments', icon: 'calendar-check', may: ['list', 'appointment'] },
  { key: 'patients', path: '/patients', icon: 'users', may: ['list', 'patient'] },
  { key: 'club', group: true },
  { key: 'tiers', path: '/tiers', icon: 'medal', may: ['read', 'tier'], when: 'hasTiers' },
  { key: 'vip', path: '/vip', icon: 'gem', may: ['list', 'vip'], when: 'hasVip' },
  { key: 'points', path: '/points', icon: 'coins', may: ['report', 'point'], when: 'hasPoints' },
  { key: 'referrals', path: '/referrals', icon: 'share-2', may: ['list', 'referral'] },
  { key: 'benefits', path: '/benefits', icon: 'gift', may: ['list', 'benefit'], when: 'hasPoints' },
  { key: 'requests', path: '/requests', icon: 'inbox', may: ['list', 'member-request'] },
  { key: 'messages', path: '/messages', icon: 'send', may: ['list', 'message'] },
  { key: 'simulator', path: '/simulator', icon: 'smartphone', may: ['use', 'simulator'] },
  { key: 'surveys', path: '/surveys', icon: 'clipboard-list', may: ['read', 'survey'] },
  { key: 'insight', group: true },
  { key: 'demographics', path: '/analytics/demographics', icon: 'chart-column', may: ['read', 'analytics'] },
  { key: 'seasons', path: '/analytics/seasons', icon: 'sun-snow', may: ['read', 'analytics'] },
  { key: 'hours', path: '/analytics/hours', icon: 'clock', may: ['read', 'analytics'] },
  { key: 'sources', path: '/analytics/sources', icon: 'signpost', may: ['read', 'analytics'] },
  { key: 'management', group: true },
  { key: 'club-kind', path: '/club', icon: 'heart-handshake', may: ['read', 'club'] },
  { key: 'staff', path: '/staff', icon: 'users-round', may: ['list', 'staff'] },
  { key: 'catalogue', path: '/catalogue', icon: 'book-open', may: ['list', 'catalogue'] },
  { key: 'duplicates', path: '/duplicates', icon: 'git-merge', may: ['list', 'duplicate'] },
  { key: 'imports', path: '/imports', icon: 'upload', may: ['list', 'import'] },
  { key: 'audit', path: '/audit', icon: 'scroll-text', may: ['read', 'audit'] },
  { key: 'jobs', path: '/jobs', icon: 'list-checks', may: ['read', 'job'] },
];

/** What a person may open, with the headings that still have something below them. */
export function navigationFor(can: (action: string, subject: string) => boolean, loyalty: Loyalty): (Heading | Page)[] {
  const open = NAVIGATION.filter((entry) => 'group' in entry || (can(...entry.may) && (!entry.when || loyalty[entry.when])));
  return open.filter((entry, index) => !('group' in entry) || (index + 1 < open.length && !('group' in (open[index + 1] ?? {}))));
}
