import { expect } from 'chai';
import fc from 'fast-check';
import { addDays, fromJalali } from '../../../models/persian/jalali.js';
import { countedVisits } from '../../../models/rules/counting.js';
import { defaultTierRule, tierForCredit, tierRuleProblem, type TierRuleVersion } from '../../../models/rules/tier-rule.js';
import { creditOn, earnedTier, tierOn, tracksOf, type TierFacts } from '../../../models/rules/tiers.js';
import { arbitraryDay, arbitraryFacts, arbitraryVisits, oracleCredit, oracleEarned, oracleTier } from './tier-oracle.js';

const jalali = (year: number, month: number, day: number): string => fromJalali({ year, month, day });
const rule = (overrides: Partial<TierRuleVersion> = {}): TierRuleVersion => ({ id: 1, ...defaultTierRule, ...overrides });
const factsOf = (days: string[], overrides: Partial<TierFacts> = {}): TierFacts => ({
  visits: days.map((visitedOn) => ({ specialtyId: 1, visitedOn })),
  standing: [],
  rules: [rule()],
  ...overrides,
});

describe('counting', () => {
  it('counts a specialty once a day and two specialties of one day twice', () => {
    const visits = [
      { specialtyId: 2, visitedOn: '2026-05-02' },
      { specialtyId: 1, visitedOn: '2026-05-01' },
      { specialtyId: 1, visitedOn: '2026-05-02' },
      { specialtyId: 1, visitedOn: '2026-05-01' },
    ];
    expect(countedVisits(visits)).to.deep.equal([
      { specialtyId: 1, visitedOn: '2026-05-01' },
      { specialtyId: 1, visitedOn: '2026-05-02' },
      { specialtyId: 2, visitedOn: '2026-05-02' },
    ]);
  });
});

describe('tiers', () => {
  it('rises on the day of the visit that reaches the threshold', () => {
    const facts = factsOf([jalali(1404, 1, 10), jalali(1404, 3, 10), jalali(1404, 6, 31)]);
    expect(tierOn(facts, jalali(1404, 6, 30)).tier).to.equal('basic');
    expect(tierOn(facts, jalali(1404, 6, 31)).tier).to.equal('silver');
  });

  it('keeps a tier for the months of grace and lets it fall on the day after', () => {
    // The visit of 1404/01/10 leaves the window of 12 months on 1405/01/10; the last day earned is 1405/01/09, in grace until 1405/04/09.
    const facts = factsOf([jalali(1404, 1, 10), jalali(1404, 3, 10), jalali(1404, 6, 31)]);
    expect(earnedTier(facts, jalali(1405, 1, 9)).tier).to.equal('silver');
    expect(earnedTier(facts, jalali(1405, 1, 10)).tier).to.equal('basic');
    expect(tierOn(facts, jalali(1405, 4, 9)).tier).to.equal('silver');
    expect(tierOn(facts, jalali(1405, 4, 10)).tier).to.equal('basic');
  });

  it('counts the Jalali year from Nowruz to the day, leap day included', () => {
    const yearly = { rules: [rule({ windowKind: 'jalali_year', windowMonths: null, graceMonths: 0 })] };
    const facts = factsOf([jalali(1403, 1, 1), jalali(1403, 6, 1), jalali(1403, 12, 30)], yearly);
    expect(tierOn(facts, jalali(1403, 12, 29)).tier).to.equal('basic');
    expect(tierOn(facts, jalali(1403, 12, 30)).tier).to.equal('silver');
    expect(tierOn(facts, jalali(1404, 1, 1)).tier).to.equal('basic');
  });

  it('never forgets under a lifetime window', () => {
    const facts = factsOf([jalali(1390, 1, 1), jalali(1395, 1, 1), jalali(1400, 1, 1)], {
      rules: [rule({ windowKind: 'lifetime', windowMonths: null, graceMonths: 0 })],
    });
    expect(tierOn(facts, jalali(1420, 1, 1)).tier).to.equal('silver');
  });

  it('judges the past by the rule of its day', () => {
    const stricter = rule({ id: 2, effectiveOn: jalali(1404, 7, 1), silver: 5, gold: 8, graceMonths: 0 });
    const facts = factsOf([jalali(1404, 5, 1), jalali(1404, 5, 2), jalali(1404, 5, 3)], { rules: [rule({ graceMonths: 0 }), stricter] });
    expect(tierOn(facts, jalali(1404, 6, 31)).tier).to.equal('silver');
    expect(tierOn(facts, jalali(1404, 7, 1)).tier).to.equal('basic');
  });

  it('takes the later written of two versions of one day', () => {
    const facts = factsOf([jalali(1404, 5, 1)], { rules: [rule({ id: 7, silver: 1 }), rule({ id: 6, silver: 2 })] });
    expect(tierOn(facts, jalali(1404, 5, 1))).to.deep.include({ tier: 'silver' });
    expect(tierOn(facts, jalali(1404, 5, 1)).rule?.id).to.equal(7);
  });

  it('keeps what a short-lived generous rule gave, for the months of grace', () => {
    const generous = rule({ id: 2, effectiveOn: jalali(1404, 7, 1), silver: 1 });
    const strictAgain = rule({ id: 3, effectiveOn: jalali(1404, 7, 20) });
    const facts = factsOf([jalali(1404, 3, 1)], { rules: [rule(), generous, strictAgain] });
    expect(tierOn(facts, jalali(1404, 8, 1)).tier).to.equal('silver');
    expect(tierOn(facts, jalali(1404, 10, 19)).tier).to.equal('silver');
    expect(tierOn(facts, jalali(1404, 10, 20)).tier).to.equal('basic');
  });

  it('names the specialty that gave the best tier', () => {
    const facts = factsOf([jalali(1404, 5, 1), jalali(1404, 5, 2)], {
      rules: [rule({ id: 1 }), rule({ id: 2, specialtyId: 1, silver: 1, gold: 2 })],
    });
    expect(tierOn(facts, jalali(1404, 5, 2))).to.deep.include({ tier: 'gold' });
    expect(tierOn(facts, jalali(1404, 5, 2)).rule?.specialtyId).to.equal(1);
  });

  it('is basic before the first rule', () => {
    const facts = factsOf([jalali(1404, 5, 1)], { rules: [rule({ effectiveOn: jalali(1404, 6, 1), silver: 1 })] });
    expect(tierOn(facts, jalali(1404, 5, 31))).to.deep.equal({ tier: 'basic', rule: null });
  });

  it('equals the rule worked out day by day, on any day', () => {
    fc.assert(
      fc.property(arbitraryFacts(), arbitraryDay(2200), (facts, day) => {
        expect(tierOn(facts, day).tier).to.equal(oracleTier(facts, day));
        expect(earnedTier(facts, day).tier).to.equal(oracleEarned(facts, day));
        for (const track of tracksOf(facts))
          for (const version of track.versions) {
            expect(creditOn(track, version, day).total).to.equal(oracleCredit(facts, version, day));
          }
      }),
      { numRuns: 5_000 },
    );
  });

  it('gives the same tier for any order of recorded, late, corrected and deleted visits', () => {
    fc.assert(
      fc.property(
        arbitraryFacts(2),
        arbitraryVisits(12),
        arbitraryDay(),
        fc.array(fc.nat(), { minLength: 20, maxLength: 20 }),
        (facts, mistakes, day, picks) => {
          const straight = tierOn(facts, day);
          const book = shuffled([...facts.visits, ...mistakes], picks).map((visit) => ({ ...visit }));
          // Every mistake is corrected to another day first and deleted afterwards; the others were recorded late and in any order.
          for (const mistake of mistakes) {
            const at = book.findIndex((visit) => visit.visitedOn === mistake.visitedOn && visit.specialtyId === mistake.specialtyId);
            const entry = book[at];
            if (entry) book[at] = { ...entry, visitedOn: addDays(entry.visitedOn, 3) };
            book.splice(at, 1);
          }
          expect(tierOn({ ...facts, visits: book }, day)).to.deep.equal(straight);
        },
      ),
      { numRuns: 4_000 },
    );
  });

  it('never falls when a visit is added under a rule', () => {
    fc.assert(
      fc.property(arbitraryFacts(3), arbitraryDay(), arbitraryDay(), (facts, visitedOn, day) => {
        const more = { ...facts, visits: [...facts.visits, { specialtyId: 1, visitedOn }] };
        const rank = ['basic', 'silver', 'gold', 'platinum'];
        expect(rank.indexOf(tierOn(more, day).tier)).to.be.at.least(rank.indexOf(tierOn(facts, day).tier));
      }),
    );
  });
});

describe('a tier rule', () => {
  it('reaches the tier of its highest threshold', () => {
    const cases: [number, string][] = [
      [0, 'basic'],
      [2, 'basic'],
      [3, 'silver'],
      [5, 'silver'],
      [6, 'gold'],
      [10, 'platinum'],
      [99, 'platinum'],
    ];
    for (const [credit, tier] of cases) expect(tierForCredit(defaultTierRule, credit)).to.equal(tier);
  });

  const refusals: [string, Partial<TierRuleVersion>, string][] = [
    ['a window of 0 months', { windowMonths: 0 }, 'window-months'],
    ['a window without months', { windowMonths: null }, 'window-months'],
    ['a window of 200 months', { windowMonths: 200 }, 'window-months'],
    ['a window of half months', { windowMonths: 1.5 }, 'window-months'],
    ['an unknown window', { windowKind: 'week' as never }, 'window-unknown'],
    ['a threshold of 0', { silver: 0 }, 'threshold-bounds'],
    ['gold at silver', { gold: 3 }, 'gold-not-above-silver'],
    ['platinum under gold', { platinum: 5 }, 'platinum-not-above-gold'],
    ['a negative grace', { graceMonths: -1 }, 'grace-bounds'],
    ['a grace of 25 months', { graceMonths: 25 }, 'grace-bounds'],
    ['referrals that take away', { creditsPerReferral: -1 }, 'worth-bounds'],
    ['years worth more than a hundred', { creditsPerYear: 101 }, 'worth-bounds'],
    ['a threshold beyond counting', { platinum: Number.MAX_SAFE_INTEGER }, 'threshold-bounds'],
  ];
  for (const [what, change, reason] of refusals) {
    it(`refuses ${what}`, () => expect(tierRuleProblem(rule(change))).to.deep.include({ ok: false, reason }));
  }

  it('accepts the rule of a new clinic, and no months where the window has none', () => {
    expect(tierRuleProblem(defaultTierRule)).to.deep.equal({ ok: true });
    expect(tierRuleProblem(rule({ windowKind: 'lifetime', windowMonths: null }))).to.deep.equal({ ok: true });
  });
});

function shuffled<T>(items: T[], picks: number[]): T[] {
  return items
    .map((item, i) => ({ item, at: (picks[i % picks.length] ?? 0) * 31 + i * 7919 }))
    .sort((a, b) => (a.at % 997) - (b.at % 997))
    .map(({ item }) => item);
}
