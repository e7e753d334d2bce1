import { expect } from 'chai';
import fc from 'fast-check';
import { defaultTierRule, FROM_THE_BEGINNING, tierForCredit, type TierRuleVersion } from '../../../models/rules/tier-rule.js';
import {
  guideProblem,
  guideTerms,
  proposeThresholds,
  WITHIN_POINTS,
  type GuideAnswers,
  type TierShares,
} from '../../../models/rules/tier-guide.js';
import { peakCredit, tierOn, tracksOf } from '../../../models/rules/tiers.js';
import { arbitraryDay, arbitraryFacts } from './tier-oracle.js';

const answers = (overrides: Partial<GuideAnswers> = {}): GuideAnswers => ({
  rhythm: 'monthly',
  aim: 'recognise',
  mostPlatinum: null,
  silver: null,
  gold: null,
  platinum: null,
  windowMonths: null,
  graceMonths: null,
  ...overrides,
});

const arbitraryCounts = fc
  .dictionary(fc.integer({ min: 0, max: 14 }).map(String), fc.integer({ min: 1, max: 400 }), { minKeys: 1, maxKeys: 15 })
  .map((counts) => new Map(Object.entries(counts).map(([credit, n]) => [Number(credit), n])));
const arbitraryWanted = fc.record({
  silver: fc.integer({ min: 1, max: 40 }),
  gold: fc.integer({ min: 1, max: 30 }),
  platinum: fc.integer({ min: 1, max: 20 }),
});

/** Shares counted member by member. */
function sharesOf(counts: ReadonlyMap<number, number>, rule: Pick<TierRuleVersion, 'silver' | 'gold' | 'platinum'>): TierShares {
  const shares = { basic: 0, silver: 0, gold: 0, platinum: 0 };
  let members = 0;
  for (const [credit, n] of counts) {
    shares[tierForCredit(rule, credit)] += n;
    members += n;
  }
  return { silver: (shares.silver / members) * 100, gold: (shares.gold / members) * 100, platinum: (shares.platinum / members) * 100 };
}
const offBy = (shares: TierShares, wanted: TierShares): number =>
  Math.max(...(['silver', 'gold', 'platinum'] as const).map((tier) => Math.abs(shares[tier] - wanted[tier])));

describe('the guide to a tier rule', () => {
  it('proposes the nearest thresholds there are, and says how far they are off', () => {
    fc.assert(
      fc.property(arbitraryCounts, arbitraryWanted, (counts, wanted) => {
        const proposal = proposeThresholds(counts, wanted);
        expect(proposal.silver).to.be.at.least(1);
        expect(proposal.gold).to.be.above(proposal.silver);
        expect(proposal.platinum).to.be.above(proposal.gold);
        const shares = sharesOf(counts, proposal);
        for (const tier of ['silver', 'gold', 'platinum'] as const) expect(proposal.shares[tier]).to.be.closeTo(shares[tier], 1e-6);
        expect(proposal.offBy).to.be.closeTo(offBy(shares, wanted), 1e-6);
        let nearest = Infinity;
        for (let silver = 1; silver <= 15; silver += 1)
          for (let gold = silver + 1; gold <= 16; gold += 1)
            for (let platinum = gold + 1; platinum <= 17; platinum += 1)
              nearest = Math.min(nearest, offBy(sharesOf(counts, { silver, gold, platinum }), wanted));
        expect(proposal.offBy).to.be.closeTo(nearest, 1e-6);
        expect(proposal.isWithin).to.equal(proposal.offBy <= WITHIN_POINTS);
        expect(proposal.crowd === null).to.equal(proposal.isWithin);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps within two points where the credits are spread out', () => {
    const counts = new Map(Array.from({ length: 100 }, (_, credit) => [credit, 10]));
    const proposal = proposeThresholds(counts, { silver: 15, gold: 7, platinum: 3 });
    expect(proposal).to.deep.include({ silver: 75, gold: 90, platinum: 97, isWithin: true });
    expect(proposal.offBy).to.be.below(1e-9);
  });

  it('says which members cannot be parted', () => {
    const proposal = proposeThresholds(
      new Map([
        [0, 10],
        [4, 90],
      ]),
      { silver: 20, gold: 10, platinum: 5 },
    );
    expect(proposal.isWithin).to.equal(false);
    expect(proposal.crowd).to.deep.equal({ credit: 4, members: 90 });
  });

  it('proposes something for a clinic without members', () => {
    const { silver, gold, platinum } = proposeThresholds(new Map(), { silver: 20, gold: 10, platinum: 5 });
    expect([silver, gold, platinum]).to.deep.equal([1, 2, 3]);
  });

  it('lets every question matter', () => {
    const base = guideTerms(answers(), 1000);
    const changed: Partial<GuideAnswers>[] = [
      { rhythm: 'yearly' },
      { aim: 'keep' },
      { mostPlatinum: 10 },
      { silver: 33 },
      { gold: 11 },
      { platinum: 1 },
      { windowMonths: 7 },
      { graceMonths: 0 },
    ];
    for (const change of changed) expect(guideTerms(answers(change), 1000), JSON.stringify(change)).not.to.deep.equal(base);
    expect(guideTerms(answers({ mostPlatinum: 10 }), 1000).shares.platinum).to.equal(1);
    expect(guideTerms(answers({ mostPlatinum: 10 }), 0).shares.platinum).to.equal(3);
  });

  it('refuses shares that leave nobody basic', () => {
    expect(guideProblem(answers({ silver: 60, gold: 30, platinum: 10 }))).to.deep.equal({
      ok: false,
      reason: 'shares-sum',
      field: 'silver',
    });
    expect(guideProblem(answers({ silver: 60, gold: 30, platinum: 5 }))).to.deep.equal({ ok: true });
  });

  it('counts the credit that the proposed rule would give its tier by', () => {
    fc.assert(
      fc.property(arbitraryFacts(1), arbitraryDay(), fc.integer({ min: 0, max: 5 }), (facts, day, graceMonths) => {
        const rule: TierRuleVersion = { ...defaultTierRule, id: 1, graceMonths, effectiveOn: FROM_THE_BEGINNING, creditsPerYear: 1 };
        const alone = { ...facts, rules: [rule] };
        const [track] = tracksOf(alone);
        expect(tierForCredit(rule, peakCredit(track!, rule, day))).to.equal(tierOn(alone, day).tier);
      }),
      { numRuns: 1000 },
    );
  });
});
