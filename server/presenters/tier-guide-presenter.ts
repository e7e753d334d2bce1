import { GUIDE_AIMS, GUIDE_RHYTHMS, WITHIN_POINTS, type GuideProposal, type TierShares } from '../../models/rules/tier-guide.js';
import type { Tier } from '../../models/rules/tier-rule.js';
import type { Locale } from '../locale.js';

export interface GuideView {
  /** What the guide took from the answers. */
  terms: string;
  sentence: string;
  isWithin: boolean;
  crowd: string;
  rows: { tier: Tier; name: string; threshold: string; asked: string; given: string; members: string }[];
  /** The fields of the rule's form, filled in. */
  fields: Record<string, string>;
}

export interface GuideAnswer {
  specialtyId: number | null;
  members: number;
  windowMonths: number;
  graceMonths: number;
  creditsPerReferral: number;
  creditsPerYear: number;
  wanted: TierShares;
  proposal: GuideProposal;
  today: string;
}

/** The proposal in words and numbers, and as the filled form that shows what it would change. */
export function guideView(answer: GuideAnswer, { t, fmt }: Locale): GuideView {
  const { members, windowMonths, graceMonths, wanted, proposal, specialtyId } = answer;
  const percent = (points: number): string => fmt.percent(points / 100, 1);
  const off = { points: fmt.number(Math.round(proposal.offBy * 10) / 10), within: WITHIN_POINTS };
  const typed = (n: number): string => fmt.digits(n);
  return {
    terms: t(specialtyId === null ? 'tiers:guide.terms' : 'tiers:guide.termsOf', { members, window: windowMonths, grace: graceMonths }),
    sentence: members === 0 ? t('tiers:guide.nobody') : t(proposal.isWithin ? 'tiers:guide.within' : 'tiers:guide.nearest', off),
    isWithin: proposal.isWithin,
    crowd: proposal.crowd && members > 0 ? t('tiers:guide.crowd', { members: proposal.crowd.members, credit: proposal.crowd.credit }) : '',
    rows: (['platinum', 'gold', 'silver'] as const).map((tier) => ({
      tier,
      name: t(`tiers:tier.${tier}`),
      threshold: fmt.number(proposal[tier]),
      asked: percent(wanted[tier]),
      given: percent(proposal.shares[tier]),
      members: fmt.number(Math.round((proposal.shares[tier] * members) / 100)),
    })),
    fields: {
      specialtyId: specialtyId === null ? '' : String(specialtyId),
      effectiveOn: fmt.day(answer.today),
      windowKind: 'months',
      windowMonths: typed(windowMonths),
      silver: typed(proposal.silver),
      gold: typed(proposal.gold),
      platinum: typed(proposal.platinum),
      graceMonths: typed(graceMonths),
      creditsPerReferral: typed(answer.creditsPerReferral),
      creditsPerYear: typed(answer.creditsPerYear),
    },
  };
}

/** The choices of the guide's questions. */
export const guideChoices = ({ t }: Locale): Record<'rhythms' | 'aims', { value: string; label: string }[]> => ({
  rhythms: GUIDE_RHYTHMS.map((value) => ({ value, label: t(`tiers:guide.rhythm.${value}`) })),
  aims: GUIDE_AIMS.map((value) => ({ value, label: t(`tiers:guide.aim.${value}`) })),
});
