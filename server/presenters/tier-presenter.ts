import { toJalali } from '../../models/persian/jalali.js';
import { STANDING_KINDS } from '../../models/rules/standing.js';
import type { ExplainedCredit, TierExplanation } from '../../models/rules/tier-explained.js';
import type { Reach } from '../../models/rules/tier-outlook.js';
import type { Tier, TierRuleVersion } from '../../models/rules/tier-rule.js';
import type { Locale } from '../locale.js';

export interface TierView {
  tier: Tier;
  tierName: string;
  /** Why the patient has this tier, and what is missing, in one or two sentences. */
  sentence: string;
  /** How far the way to the next tier is gone; null at the top and before the first rule. */
  meter: { value: number; max: number; label: string } | null;
  isPast: boolean;
}

/** What a page says about an explained tier; the names of specialties are needed for their rules only. */
export function tierView(why: TierExplanation & { specialtyNames?: ReadonlyMap<number, string> }, today: string, locale: Locale): TierView {
  const words = new Words(why.on, why.on < today, locale, why.specialtyNames ?? new Map());
  return {
    tier: why.tier,
    tierName: words.tier(why.tier),
    sentence: words.sentence(why),
    meter: why.next && why.on === today ? meterOf(why.next, locale) : null,
    isPast: why.on < today,
  };
}

function meterOf(next: NonNullable<TierExplanation['next']>, { t }: Locale): TierView['meter'] {
  const max = next.rule[next.tier];
  const value = Math.max(0, max - next.visits);
  return { value, max, label: t('tiers:meter', { value, max }) };
}

/** Puts the sentence together from phrases of the language, all seen from one day. */
class Words {
  constructor(
    private readonly on: string,
    private readonly isPast: boolean,
    private readonly locale: Locale,
    private readonly specialtyNames: ReadonlyMap<number, string>,
  ) {}

  sentence(why: TierExplanation): string {
    const { rule, grace } = why;
    if (!rule) return this.full(this.say('noRule', { on: this.day(why.on) }));
    if (grace) return this.kept(why, rule, grace);
    const kind = why.tier === 'basic' ? (why.credit.total === 0 ? 'none' : 'basic') : 'earned';
    const specialty = this.specialty(rule);
    const reason = this.say(kind === 'none' && specialty ? 'noneOf' : kind, {
      on: this.day(why.on),
      specialty,
      tier: this.tier(why.tier),
      credit: this.credit(why.credit, rule),
      window: this.window(rule, why.on),
    });
    return this.isPast ? this.full(reason) : this.full(reason, this.ahead(why));
  }

  tier(tier: Tier): string {
    return this.locale.t(`tiers:tier.${tier}`);
  }

  private kept(why: TierExplanation, rule: TierRuleVersion, grace: NonNullable<TierExplanation['grace']>): string {
    const reason = this.say('kept', {
      on: this.day(why.on),
      tier: this.tier(why.tier),
      earnedOn: this.day(grace.earnedOn),
      credit: this.credit(grace.credit, grace.rule),
      window: this.window(grace.rule, grace.earnedOn, true),
      grace: rule.graceMonths,
    });
    if (this.isPast) return this.full(reason);
    if (rule.isEnded) {
      const ended = this.say('ruleEnded', { until: why.holdsUntilOn ? this.day(why.holdsUntilOn) : this.day(why.on) });
      return this.full(reason, ended, why.next ? this.way('next', why.next, why.next.tier) : '');
    }
    const until = why.holdsUntilOn
      ? this.say('keptUntil', { credit: this.credit(why.credit, rule), until: this.day(why.holdsUntilOn) })
      : '';
    return this.full(reason, until, why.keep ? this.way('keep', why.keep, why.tier) : '');
  }

  private ahead(why: TierExplanation): string {
    if (why.next) return this.way('next', why.next, why.next.tier);
    if (why.tier !== 'platinum') return '';
    return why.holdsUntilOn ? this.say('topUntil', { until: this.day(why.holdsUntilOn) }) : this.say('top');
  }

  private way(what: 'next' | 'keep', way: Reach, tier: Tier): string {
    const values = { tier: this.tier(tier), more: this.visits('more', way.visits, way.rule) };
    const by = way.byOn ? this.day(way.byOn) : '';
    if (way.fromOn > this.on)
      return this.say(`${what}From`, { ...values, visits: this.visits('visits', way.visits, way.rule), from: this.day(way.fromOn), by });
    return by ? this.say(what, { ...values, by }) : this.say(`${what}Anytime`, values);
  }

  /** «۴ مراجعه و ۲ اعتبار معرفی»: every number that is in the total, and no other. */
  private credit({ visits, byKind, total }: ExplainedCredit, rule: TierRuleVersion): string {
    const { t } = this.locale;
    const kinds = STANDING_KINDS.filter((kind) => byKind[kind] !== 0).map((kind) => t(`tiers:standing.${kind}`, { count: byKind[kind] }));
    const counted = visits > 0 || total === 0 || kinds.length === 0 ? [this.visits('visits', visits, rule)] : [];
    return [...counted, ...kinds].join(t('tiers:sentence.and'));
  }

  private visits(key: 'visits' | 'more', count: number, rule: TierRuleVersion): string {
    const specialty = this.specialty(rule);
    return specialty ? this.locale.t(`tiers:${key}Of`, { count, specialty }) : this.locale.t(`tiers:${key}`, { count });
  }

  private specialty({ specialtyId }: TierRuleVersion): string | undefined {
    return specialtyId === null ? undefined : this.specialtyNames.get(specialtyId);
  }

  private window(rule: TierRuleVersion, on: string, before = this.isPast): string {
    const key = before ? `tiers:windowThen.${rule.windowKind}` : `tiers:window.${rule.windowKind}`;
    return this.locale.t(key, { months: rule.windowMonths ?? 0, year: this.locale.fmt.digits(toJalali(on).year) });
  }

  /** A day by its name; the year only when it is not the year of the day that is spoken of, or of a past day. */
  private day(day: string): string {
    const { fmt } = this.locale;
    const { year, month, day: date } = toJalali(day);
    const named = fmt.digits(`${date} ${fmt.monthName(month)}`);
    return !this.isPast && year === toJalali(this.on).year ? named : fmt.digits(`${named} ${year}`);
  }

  private say(phrase: string, params: Record<string, unknown> = {}): string {
    return this.locale.t(`tiers:${this.isPast ? 'sentencePast' : 'sentence'}.${phrase}`, params);
  }

  private full(...parts: string[]): string {
    return parts.filter((part) => part !== '').join(this.locale.t('tiers:sentence.joint')) + '.';
  }
}
