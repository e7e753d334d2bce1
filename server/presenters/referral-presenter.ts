import type { Loyalty } from '../../models/rules/loyalty.js';
import type { Locale } from '../locale.js';
import { REFERRAL_PERIODS, type ReferralPeriod } from '../forms/referral-form.js';
import type { Branch, MemberReferral, Referrer, ReferralTotals } from '../reports/referral-report.js';
import { hrefWith } from './chart-presenter.js';
import { fullName } from './patient-presenter.js';

/** A code in two halves that are easy to read aloud: ABC-DEFG. */
const readable = (code: string): string => `${code.slice(0, 3)}-${code.slice(3)}`;

/** The card of referrals on a member page. */
export function memberReferralView(referral: MemberReferral, baseUrl: string, { t }: Locale): object {
  const { code, brought, came, referrer, isOpen } = referral;
  return {
    code: readable(code),
    link: `${baseUrl}/r/${code}`,
    count: brought === 0 ? t('referrals:card.nobody') : t('referrals:card.count', { brought, came }),
    hasBrought: brought > 0,
    referrer: referrer ? { id: referrer.id, name: fullName(referrer) } : null,
    isOpen,
  };
}

/** A person of the tree with those whom they brought. */
export interface TreeNode {
  id: number;
  name: string;
  memberNumber: string;
  linked: string;
  came: string;
  hasCome: boolean;
  children: TreeNode[];
}

/** The tree below a patient, generation by generation. */
export function treeView({ branches, isCut }: { branches: readonly Branch[]; isCut: boolean }, rootId: number, { t, fmt }: Locale): object {
  const children = new Map<number, TreeNode[]>();
  for (const branch of branches) {
    const node: TreeNode = {
      id: branch.id,
      name: fullName(branch),
      memberNumber: fmt.digits(branch.memberNumber),
      linked: t('referrals:tree.linked', { on: fmt.day(branch.linkedAt) }),
      came: branch.succeededOn === null ? t('referrals:tree.notYet') : t('referrals:tree.came', { on: fmt.day(branch.succeededOn) }),
      hasCome: branch.succeededOn !== null,
      children: [],
    };
    children.set(branch.id, node.children);
    const siblings = children.get(branch.referrerId) ?? [];
    siblings.push(node);
    children.set(branch.referrerId, siblings);
  }
  const came = branches.filter(({ succeededOn }) => succeededOn !== null).length;
  return {
    isEmpty: branches.length === 0,
    isCut,
    sentence: t('referrals:tree.sentence', {
      brought: branches.length,
      came,
      generations: Math.max(0, ...branches.map(({ generation }) => generation)),
    }),
    nodes: children.get(rootId) ?? [],
  };
}

/** The manager's page of referrers. */
export function referrersView(
  { referrers, next }: { referrers: readonly Referrer[]; next: { came: number; brought: number; id: number } | null },
  totals: ReferralTotals,
  { period, isLater, loyalty }: { period: ReferralPeriod; isLater: boolean; loyalty: Loyalty },
  { t, fmt }: Locale,
): object {
  const share = (came: number, brought: number): string => (brought === 0 ? '–' : fmt.percent(came / brought, 0));
  return {
    isEmpty: totals.brought === 0,
    lead: t(loyalty.hasPoints ? 'referrals:list.leadPoints' : 'referrals:list.lead'),
    chips: REFERRAL_PERIODS.map((value) => ({
      label: t(`referrals:period.${value}`),
      href: hrefWith('/referrals', { period: value }),
      isOn: value === period,
    })),
    stats: [
      { label: t('referrals:list.brought'), value: fmt.number(totals.brought) },
      { label: t('referrals:list.came'), value: fmt.number(totals.came) },
      { label: t('referrals:list.share'), value: share(totals.came, totals.brought) },
      { label: t('referrals:list.openings'), value: fmt.number(totals.openings) },
    ],
    rows: referrers.map((referrer) => ({
      id: referrer.id,
      name: fullName(referrer),
      memberNumber: fmt.digits(referrer.memberNumber),
      brought: fmt.number(referrer.brought),
      came: fmt.number(referrer.came),
      share: share(referrer.came, referrer.brought),
    })),
    nextHref: next ? hrefWith('/referrals', { period, after: `${String(next.came)}.${String(next.brought)}.${String(next.id)}` }) : null,
    firstHref: isLater ? hrefWith('/referrals', { period }) : null,
  };
}
