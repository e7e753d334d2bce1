import { expect } from 'chai';
import fc from 'fast-check';
import { toLatinDigits } from '../../../models/persian/digits.js';
import { addDays, fromJalali } from '../../../models/persian/jalali.js';
import { explainTier } from '../../../models/rules/tier-explained.js';
import { defaultTierRule, tierForCredit, TIERS, type TierRuleVersion } from '../../../models/rules/tier-rule.js';
import { tierOn, type TierFacts } from '../../../models/rules/tiers.js';
import { localeOf } from '../../../server/locale.js';
import { arbitraryDay, arbitraryFacts } from '../../models/rules/tier-oracle.js';
import { tierView } from '../../../server/presenters/tier-presenter.js';

const jalali = (year: number, month: number, day: number): string => fromJalali({ year, month, day });
const factsOf = (days: string[], overrides: Partial<TierRuleVersion> = {}): TierFacts => ({
  visits: days.map((visitedOn) => ({ specialtyId: 1, visitedOn })),
  standing: [],
  rules: [{ id: 1, ...defaultTierRule, ...overrides }],
});
const said = (facts: TierFacts, on: string, lang: 'fa' | 'en' = 'fa', today = on): string =>
  tierView({ ...explainTier(facts, on), specialtyNames: new Map([[1, 'پوست']]) }, today, localeOf(lang)).sentence;

const four = [jalali(1404, 7, 1), jalali(1404, 9, 1), jalali(1404, 11, 1), jalali(1405, 1, 20)];
const three = [jalali(1404, 1, 10), jalali(1404, 3, 10), jalali(1404, 6, 31)];
const ten = Array.from({ length: 10 }, (_, i) => addDays(jalali(1405, 1, 1), i * 3));
const yearly = { windowKind: 'jalali_year', windowMonths: null } as const;
const lifetime = { windowKind: 'lifetime', windowMonths: null } as const;

describe('the sentence of a tier', () => {
  const cases: [string, string, string, string][] = [
    [
      'earned',
      said(factsOf(four), jalali(1405, 2, 1)),
      'نقره‌ای هستید چون ۴ مراجعه در ۱۲ ماه گذشته داشته‌اید؛ با ۲ مراجعهٔ دیگر تا ۳۱ شهریور طلایی می‌شوید.',
      'You are Silver because you had 4 visits in the last 12 months; 2 more visits by 31 Shahrivar will make you Gold.',
    ],
    [
      'zero visits',
      said(factsOf([]), jalali(1405, 2, 10)),
      'در سطح پایه هستید چون در ۱۲ ماه گذشته مراجعه‌ای نداشته‌اید؛ با ۳ مراجعهٔ دیگر تا ۹ اردیبهشت ۱۴۰۶ نقره‌ای می‌شوید.',
      'You are Basic because you had no visit in the last 12 months; 3 more visits by 9 Ordibehesht 1406 will make you Silver.',
    ],
    [
      'platinum',
      said(factsOf(ten), jalali(1405, 2, 10)),
      'پلاتینیوم هستید چون ۱۰ مراجعه در ۱۲ ماه گذشته داشته‌اید؛ این بالاترین سطح باشگاه است و دست‌کم تا ۳۱ خرداد ۱۴۰۶ می‌ماند.',
      'You are Platinum because you had 10 visits in the last 12 months; this is the highest tier of the club and stays at least until 31 Khordad 1406.',
    ],
    [
      'grace',
      said(factsOf(three), jalali(1405, 2, 1)),
      'نقره‌ای هستید چون در ۹ فروردین ۳ مراجعه در ۱۲ ماه پیش از آن داشتید؛ اکنون ۲ مراجعه دارید و این سطح تا ۹ تیر می‌ماند؛ با ۱ مراجعهٔ دیگر تا ۹ خرداد نقره‌ای می‌مانید.',
      'You are Silver because on 9 Farvardin you had 3 visits in the 12 months before; now you have 2 visits, and the tier stays until 9 Tir; 1 more visit by 9 Khordad will keep you Silver.',
    ],
    [
      'the Jalali year',
      said(factsOf(four.slice(0, 3), yearly), jalali(1404, 12, 1)),
      'نقره‌ای هستید چون ۳ مراجعه در سال ۱۴۰۴ داشته‌اید؛ با ۳ مراجعهٔ دیگر تا ۲۹ اسفند طلایی می‌شوید.',
      'You are Silver because you had 3 visits in the year 1404; 3 more visits by 29 Esfand will make you Gold.',
    ],
    [
      'a Jalali year that is over tomorrow',
      said(factsOf([], yearly), jalali(1404, 12, 29)),
      'در سطح پایه هستید چون در سال ۱۴۰۴ مراجعه‌ای نداشته‌اید؛ با ۳ مراجعه از ۱ فروردین ۱۴۰۵ تا ۲۹ اسفند ۱۴۰۵ نقره‌ای می‌شوید.',
      'You are Basic because you had no visit in the year 1404; 3 visits from 1 Farvardin 1405 to 29 Esfand 1405 will make you Silver.',
    ],
    [
      'lifetime',
      said(factsOf(four.slice(0, 1), lifetime), jalali(1405, 2, 1)),
      'در سطح پایه هستید چون ۱ مراجعه تا امروز داشته‌اید؛ با ۲ مراجعهٔ دیگر نقره‌ای می‌شوید.',
      'You are Basic because you had 1 visit up to today; 2 more visits will make you Silver.',
    ],
    [
      'one specialty',
      said(factsOf(four, { specialtyId: 1 }), jalali(1405, 2, 1)),
      'نقره‌ای هستید چون ۴ مراجعه به پوست در ۱۲ ماه گذشته داشته‌اید؛ با ۲ مراجعهٔ دیگر به پوست تا ۳۱ شهریور طلایی می‌شوید.',
      'You are Silver because you had 4 visits to پوست in the last 12 months; 2 more visits to پوست by 31 Shahrivar will make you Gold.',
    ],
  ];
  const english = [
    said(factsOf(four), jalali(1405, 2, 1), 'en'),
    said(factsOf([]), jalali(1405, 2, 10), 'en'),
    said(factsOf(ten), jalali(1405, 2, 10), 'en'),
    said(factsOf(three), jalali(1405, 2, 1), 'en'),
    said(factsOf(four.slice(0, 3), yearly), jalali(1404, 12, 1), 'en'),
    said(factsOf([], yearly), jalali(1404, 12, 29), 'en'),
    said(factsOf(four.slice(0, 1), lifetime), jalali(1405, 2, 1), 'en'),
    said(factsOf(four, { specialtyId: 1 }), jalali(1405, 2, 1), 'en'),
  ];
  for (const [i, [name, fa, expectedFa, expectedEn]] of cases.entries()) {
    it(`is right for ${name}, in both languages`, () => {
      expect(fa).to.equal(expectedFa);
      expect(english[i]).to.equal(expectedEn);
    });
  }

  it('speaks of a past day in the past, without promises', () => {
    expect(said(factsOf(three), jalali(1404, 8, 1), 'fa', jalali(1405, 2, 1))).to.equal(
      'در ۱ آبان ۱۴۰۴ نقره‌ای بودید چون ۳ مراجعه در ۱۲ ماه پیش از آن داشتید.',
    );
    expect(said(factsOf(three), jalali(1405, 3, 1), 'fa', jalali(1405, 6, 1))).to.equal(
      'در ۱ خرداد ۱۴۰۵ نقره‌ای بودید چون در ۹ فروردین ۱۴۰۵ ۳ مراجعه در ۱۲ ماه پیش از آن داشتید و مهلت ۳ ماهه نگذشته بود.',
    );
  });

  it('says so when no rule was in force', () => {
    const facts = factsOf([], { effectiveOn: jalali(1404, 1, 1) });
    expect(said(facts, jalali(1403, 1, 1), 'fa', jalali(1405, 1, 1))).to.equal('در ۱ فروردین ۱۴۰۳ قاعده‌ای برای سطح‌ها در کار نبود.');
  });

  it('names standing beside the visits', () => {
    const facts = {
      ...factsOf(four),
      standing: [{ kind: 'hand' as const, on: jalali(1405, 1, 1), untilOn: jalali(1405, 12, 29), credits: 2, specialtyId: null }],
    };
    expect(said(facts, jalali(1405, 2, 1))).to.match(/^طلایی هستید چون ۴ مراجعه و ۲ اعتبار اهدایی در ۱۲ ماه گذشته داشته‌اید/);
  });

  it('shows the way to the next tier as a meter, today only', () => {
    const meter = tierView(explainTier(factsOf(four), jalali(1405, 2, 1)), jalali(1405, 2, 1), localeOf('fa')).meter;
    expect(meter).to.deep.equal({ value: 4, max: 6, label: '۴ از ۶ اعتبار' });
    expect(tierView(explainTier(factsOf(four), jalali(1405, 1, 1)), jalali(1405, 2, 1), localeOf('fa')).meter).to.equal(null);
  });

  it('carries the numbers that give the tier again', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 14 }), fc.integer({ min: 100, max: 900 }), (offsets, at) => {
        const facts = factsOf(offsets.map((n) => addDays(jalali(1403, 1, 1), n)));
        const on = addDays(jalali(1403, 1, 1), at);
        const sentence = toLatinDigits(said(facts, on));
        const tier = tierOn(facts, on).tier;
        const counted = sentence.includes('مراجعه‌ای نداشته‌اید') ? 0 : Number(/(\d+) مراجعه در/.exec(sentence)?.[1]);
        expect(tierForCredit(defaultTierRule, counted), sentence).to.equal(tier);
        const missing = /با (\d+) مراجعهٔ دیگر تا .+ می‌شوید/.exec(sentence);
        if (missing) {
          const next = TIERS[TIERS.indexOf(tier) + 1];
          expect(tierForCredit(defaultTierRule, counted + Number(missing[1])), sentence).to.equal(next);
        }
      }),
    );
  });

  it('carries numbers that give the tier again with any standing, specialties and versions', () => {
    fc.assert(
      fc.property(arbitraryFacts(), arbitraryDay(2000), fc.boolean(), (facts, on, isPast) => {
        const why = explainTier(facts, on);
        const specialtyNames = new Map([
          [1, 'پوست'],
          [2, 'قلب'],
        ]);
        const { sentence } = tierView({ ...why, specialtyNames }, isPast ? addDays(on, 1) : on, localeOf('fa'));
        const [reason = ''] = toLatinDigits(sentence).split('؛');
        const decided = why.grace?.rule ?? why.rule;
        if (!decided) return;
        const numbers = [...reason.matchAll(/(\d+) (?:مراجعه|اعتبار)(?!\u200c)/g)].map((match) => Number(match[1]));
        const credit = numbers.reduce((sum, n) => sum + n, 0);
        expect(tierForCredit(decided, credit), sentence).to.equal(why.tier);
        if (decided.specialtyId !== null && (why.grace ?? why).credit.visits > 0)
          expect(reason).to.contain(specialtyNames.get(decided.specialtyId));
      }),
      { numRuns: 2_000 },
    );
  });
});
