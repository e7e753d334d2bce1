import { expect } from 'chai';
import fc from 'fast-check';
import { addDays, daysBetween, fromJalali } from '../../../models/persian/jalali.js';
import { explainTier } from '../../../models/rules/tier-explained.js';
import { defaultTierRule, isAbove, tierForCredit, type TierRuleVersion } from '../../../models/rules/tier-rule.js';
import { earnedTier, tierOn, type TierFacts } from '../../../models/rules/tiers.js';
import { arbitraryDay, arbitraryFacts, oracleEarned, oracleTier } from './tier-oracle.js';

const jalali = (year: number, month: number, day: number): string => fromJalali({ year, month, day });
const rule = (overrides: Partial<TierRuleVersion> = {}): TierRuleVersion => ({ id: 1, ...defaultTierRule, ...overrides });
const factsOf = (days: string[], overrides: Partial<TierRuleVersion> = {}): TierFacts => ({
  visits: days.map((visitedOn) => ({ specialtyId: 1, visitedOn })),
  standing: [],
  rules: [rule(overrides)],
});

describe('explainTier', () => {
  it('says credit, what is missing to the next tier, and by when', () => {
    const facts = factsOf([jalali(1404, 7, 1), jalali(1404, 9, 1), jalali(1404, 11, 1), jalali(1405, 1, 20)]);
    const why = explainTier(facts, jalali(1405, 2, 1));
    expect(why).to.deep.include({ tier: 'silver', grace: null, keep: null });
    expect(why.credit).to.deep.include({ visits: 4, standing: 0, total: 4 });
    // The visit of 1404/07/01 counts up to and with 1405/06/31.
    expect(why.next).to.deep.include({ tier: 'gold', visits: 2, byOn: jalali(1405, 6, 31) });
    // Earned until the visit of 1404/09/01 leaves, and then the grace.
    expect(why.holdsUntilOn).to.equal(jalali(1405, 11, 30));
  });

  it('gives who never came one whole window from today', () => {
    const why = explainTier(factsOf([]), jalali(1405, 2, 10));
    expect(why).to.deep.include({ tier: 'basic', holdsUntilOn: null, grace: null });
    expect(why.next).to.deep.include({ tier: 'silver', visits: 3, byOn: jalali(1406, 2, 9) });
  });

  it('names no day for a single missing visit that nothing can spoil', () => {
    expect(explainTier(factsOf([], { silver: 1 }), jalali(1405, 2, 10)).next).to.deep.include({ visits: 1, byOn: null });
  });

  it('misses nothing at platinum', () => {
    const ten = Array.from({ length: 10 }, (_, i) => addDays(jalali(1405, 1, 1), i * 3));
    const why = explainTier(factsOf(ten), jalali(1405, 2, 10));
    expect(why).to.deep.include({ tier: 'platinum', next: null });
    expect(why.holdsUntilOn).to.equal(jalali(1406, 3, 31));
  });

  it('says until when grace holds and what keeps the tier', () => {
    const facts = factsOf([jalali(1404, 1, 10), jalali(1404, 3, 10), jalali(1404, 6, 31)]);
    const why = explainTier(facts, jalali(1405, 2, 1));
    expect(why).to.deep.include({ tier: 'silver', holdsUntilOn: jalali(1405, 4, 9) });
    expect(why.credit.total).to.equal(2);
    expect(why.grace).to.deep.include({ earnedOn: jalali(1405, 1, 9) });
    expect(why.grace?.credit.total).to.equal(3);
    expect(why.keep).to.deep.include({ visits: 1, byOn: jalali(1405, 3, 9) });
    expect(why.next).to.deep.include({ tier: 'gold', visits: 4 });
  });

  it('counts the Jalali year to its last day, and the next year when too few days are left', () => {
    const yearly = { windowKind: 'jalali_year', windowMonths: null } as const;
    const facts = factsOf([jalali(1404, 2, 1)], yearly);
    expect(explainTier(facts, jalali(1404, 8, 1)).next).to.deep.include({ visits: 2, byOn: jalali(1404, 12, 29) });
    expect(explainTier(facts, jalali(1404, 12, 29)).next).to.deep.include({
      visits: 3,
      fromOn: jalali(1405, 1, 1),
      byOn: jalali(1405, 12, 29),
    });
  });

  it('has no last day under a lifetime window', () => {
    const why = explainTier(factsOf([jalali(1400, 1, 1)], { windowKind: 'lifetime', windowMonths: null }), jalali(1404, 1, 1));
    expect(why.next).to.deep.include({ visits: 2, byOn: null });
  });

  it('names more visits by a later day when one a day would not do', () => {
    // On 1405/02/09 the two visits of 1404/02/10 and 11 still count, but only two days are left before the first of them leaves.
    const facts = factsOf([jalali(1404, 2, 10), jalali(1404, 2, 11), jalali(1404, 8, 1)]);
    const why = explainTier(facts, jalali(1405, 2, 9));
    expect(why.next).to.deep.include({ tier: 'gold', visits: 5, byOn: jalali(1405, 7, 30) });
  });

  it('says nothing of visits dated later', () => {
    const facts = factsOf([jalali(1404, 1, 1), jalali(1404, 2, 1), jalali(1404, 3, 1)]);
    expect(explainTier(facts, jalali(1404, 2, 15))).to.deep.include({ tier: 'basic' });
    expect(explainTier(facts, jalali(1404, 2, 15)).next).to.deep.include({ visits: 1, tier: 'silver' });
  });

  it('agrees with the tier, and its numbers give the tier again', () => {
    fc.assert(
      fc.property(arbitraryFacts(), arbitraryDay(2000), (facts, day) => {
        const why = explainTier(facts, day);
        expect(why.tier).to.equal(tierOn(facts, day).tier);
        const decided = why.grace ?? (why.rule && { rule: why.rule, credit: why.credit });
        if (decided) expect(tierForCredit(decided.rule, decided.credit.total)).to.equal(why.tier);
        if (why.grace) expect(why.grace.earnedOn < day).to.equal(true);
        for (const { visits, standing, total, byKind } of [why.credit, ...(why.grace ? [why.grace.credit] : [])]) {
          expect(visits + standing).to.equal(total);
          expect(byKind.hand + byKind.referral + byKind.year).to.equal(standing);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('holds the tier up to the day it says and not on the next, day by day', () => {
    fc.assert(
      fc.property(arbitraryFacts(2), arbitraryDay(1500), (all, day) => {
        const facts = known(all, day);
        const { tier, holdsUntilOn } = explainTier(facts, day);
        const rank = (d: string): boolean => isAbove(tier, oracleTier(facts, d));
        const end = holdsUntilOn ?? addDays(day, 900);
        for (let d = day; d <= end && daysBetween(day, d) < 1200; d = addDays(d, 23)) expect(rank(d), d).to.equal(false);
        if (holdsUntilOn) {
          expect(rank(holdsUntilOn)).to.equal(false);
          expect(rank(addDays(holdsUntilOn, 1)), `day after ${holdsUntilOn}`).to.equal(true);
        }
      }),
      { numRuns: 120 },
    );
  });

  it('keeps its promise: so many visits on any days until then reach the next tier', () => {
    fc.assert(
      fc.property(arbitraryFacts(2), arbitraryDay(1500), fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), (all, day, picks) => {
        const facts = known(all, day);
        const { next } = explainTier(facts, day);
        if (!next) return;
        const comesToday = facts.visits.some((visit) => visit.visitedOn === day);
        const first = next.fromOn === day && comesToday ? addDays(day, 1) : next.fromOn;
        const room = next.byOn ? daysBetween(first, next.byOn) : 400;
        const further = distinct(next.visits, room, picks).map((n) => addDays(first, n));
        const specialtyId = next.rule.specialtyId ?? 1;
        const after = (days: string[]): TierFacts => ({
          ...facts,
          visits: [...facts.visits, ...days.map((visitedOn) => ({ specialtyId, visitedOn }))],
        });
        const reached = oracleEarned(after(further), further.at(-1) ?? day);
        expect(isAbove(next.tier, reached), `${next.visits} by ${next.byOn ?? 'any day'}: ${further.join()}`).to.equal(false);
      }),
      { numRuns: 400 },
    );
  });

  it('names the last such day: from the first day to the day after it, the same number can be too few', () => {
    fc.assert(
      fc.property(arbitraryFacts(1), arbitraryDay(1500), (all, day) => {
        const facts = { ...known(all, day), standing: [] };
        const { next } = explainTier(facts, day);
        if (!next?.byOn || facts.visits.some((visit) => visit.visitedOn === day)) return;
        const late = addDays(next.byOn, 1);
        const days = [...Array.from({ length: next.visits - 1 }, (_, i) => addDays(next.fromOn, i)), late];
        const specialtyId = next.rule.specialtyId ?? 1;
        const more = { ...facts, visits: [...facts.visits, ...days.map((visitedOn) => ({ specialtyId, visitedOn }))] };
        expect(isAbove(next.tier, earnedTier(more, late).tier), `${next.visits} by ${next.byOn}`).to.equal(true);
      }),
      { numRuns: 300 },
    );
  });
});

function known(facts: TierFacts, day: string): TierFacts {
  return {
    ...facts,
    visits: facts.visits.filter((visit) => visit.visitedOn <= day),
    standing: facts.standing.filter((credit) => credit.on <= day),
  };
}

/** So many different days 0..room, oldest first. */
function distinct(count: number, room: number, picks: number[]): number[] {
  const taken = new Set<number>();
  for (let i = 0; taken.size < count; i += 1) {
    let n = (picks[i % picks.length] ?? 0) % (room + 1);
    while (taken.has(n)) n = (n + 1) % (room + 1);
    taken.add(n);
  }
  return [...taken].sort((a, b) => a - b);
}
