import { FROM_THE_BEGINNING } from '../../models/rules/tier-rule.js';
import { loyaltyOn, type ClubWish, type Loyalty, type LoyaltyVersion } from '../../models/rules/loyalty.js';
import type { Locale } from '../locale.js';
import type { ClubPeople, WrittenChoice } from '../reports/club-report.js';

export interface ChoiceRow {
  id: number;
  state: 'now' | 'later' | 'over';
  stateName: string;
  from: string;
  kindName: string;
  writtenBy: string;
  /** The last choice can be taken back. */
  canTakeBack: boolean;
}

/** The choices that stand as rows, the last first. */
export function choiceRows(choices: readonly WrittenChoice[], today: string, locale: Locale): ChoiceRow[] {
  const { t } = locale;
  const inForce = choices.find((choice) => choice.effectiveOn <= today);
  return choices.map((choice, index) => {
    const state = choice === inForce ? 'now' : choice.effectiveOn > today ? 'later' : 'over';
    return {
      id: choice.id,
      state,
      stateName: t(`club:state.${state}`),
      from: dayOf(choice.effectiveOn, locale),
      kindName: kindWords(choice, locale),
      writtenBy: choice.writtenBy ?? '',
      canTakeBack: index === 0,
    };
  });
}

/** The kind in a word, and that the programme rests when it does. */
export const kindWords = ({ kind, isOn }: Pick<ClubWish, 'kind' | 'isOn'>, { t }: Pick<Locale, 't'>): string =>
  isOn ? t(`club:kind.${kind}.name`) : t('club:resting', { kind: t(`club:kind.${kind}.name`) });

/** The day from which a choice holds, in words. */
export const dayOf = (effectiveOn: string, { t, fmt }: Locale): string =>
  effectiveOn === FROM_THE_BEGINNING ? t('club:fromTheBeginning') : fmt.longDay(effectiveOn);

export interface ClubPreview {
  sentence: string;
  vanishes: string[];
  appears: string[];
}

const OFFERS = ['hasTiers', 'hasVip', 'hasPoints'] as const;

/** What a choice would take from the pages and bring to them. What a club does not have today is not called by its name. */
export function clubPreview(
  wish: ClubWish,
  { versions, people, today }: { versions: readonly LoyaltyVersion[]; people: ClubPeople; today: Loyalty },
  locale: Locale,
): ClubPreview {
  const { t } = locale;
  const before = loyaltyOn(versions, wish.effectiveOn);
  const wished = { id: Number.MAX_SAFE_INTEGER, undoneAt: null, ...wish };
  const after = loyaltyOn([...versions, wished], wish.effectiveOn);
  const on = dayOf(wish.effectiveOn, locale);
  const named = (offer: (typeof OFFERS)[number]): string => (today[offer] ? offer : 'unnamed');
  const vanishes = OFFERS.filter((offer) => before[offer] && !after[offer]).map((offer) =>
    t(`club:vanishes.${named(offer)}`, { raised: people.raised }),
  );
  const appears = OFFERS.filter((offer) => !before[offer] && after[offer]).map((offer) => t(`club:appears.${offer}`));
  const isNothing = vanishes.length === 0 && appears.length === 0;
  return {
    sentence: t(isNothing ? 'club:preview.nothing' : 'club:preview.sentence', {
      on,
      kind: kindWords(wish, locale),
      members: people.members,
    }),
    vanishes,
    appears,
  };
}
