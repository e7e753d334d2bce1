import { expect } from 'chai';
import fc from 'fast-check';
import type { LoyaltyVersion } from '../../../models/rules/loyalty.js';
import {
  lastDayOf,
  MAX_PER_TEN_THOUSAND,
  pointRuleOn,
  pointRuleProblem,
  visitPoints,
  type PointRuleVersion,
} from '../../../models/rules/point-rule.js';
import { MAX_ENTRY_POINTS } from '../../../models/rules/points.js';

const RULE: PointRuleVersion = {
  id: 1,
  effectiveOn: '2026-01-01',
  perTenThousandToman: 2,
  servicePoints: { '7': 15 },
  welcome: 20,
  referral: 30,
  answer: 5,
  expiryMonths: 12,
  pointValueRial: 1_000,
};
const off = (effectiveOn: string, isOn: boolean, id: number): LoyaltyVersion => ({ id, effectiveOn, kind: 'tiered', isOn, undoneAt: null });

describe('the rule of points', () => {
  const sound = (change: Partial<PointRuleVersion>): string => {
    const verdict = pointRuleProblem({ ...RULE, ...change });
    return verdict.ok ? 'ok' : `${verdict.field} ${verdict.reason}`;
  };
  for (const [change, answer] of [
    [{}, 'ok'],
    [{ perTenThousandToman: 0, welcome: 0, referral: 0, answer: 0, expiryMonths: null, pointValueRial: null }, 'ok'],
    [{ perTenThousandToman: -1 }, 'perTenThousandToman per-amount-bounds'],
    [{ perTenThousandToman: MAX_PER_TEN_THOUSAND + 1 }, 'perTenThousandToman per-amount-bounds'],
    [{ perTenThousandToman: 0.5 }, 'perTenThousandToman per-amount-bounds'],
    [{ welcome: -1 }, 'welcome points-bounds'],
    [{ referral: 100_001 }, 'referral points-bounds'],
    [{ answer: Number.NaN }, 'answer points-bounds'],
    [{ servicePoints: { '9': -3 } }, 'service9 points-bounds'],
    [{ expiryMonths: 0 }, 'expiryMonths expiry-bounds'],
    [{ expiryMonths: 121 }, 'expiryMonths expiry-bounds'],
    [{ pointValueRial: 0 }, 'pointValue value-bounds'],
  ] as [Partial<PointRuleVersion>, string][]) {
    it(`answers ${answer} for ${JSON.stringify(change)}`, () => {
      expect(sound(change)).to.equal(answer);
    });
  }

  for (const [amountRial, serviceId, points] of [
    [null, null, 0],
    [99_999, null, 0],
    [100_000, null, 2],
    [259_999, null, 4],
    [null, 7, 15],
    [1_000_000, 7, 35],
    [1_000_000, 8, 20],
    [1_000_000_000_000_000, 7, MAX_ENTRY_POINTS],
  ] as [number | null, number | null, number][]) {
    it(`gives ${String(points)} for ${String(amountRial)} rial with service ${String(serviceId)}`, () => {
      expect(visitPoints(RULE, { amountRial, serviceId })).to.equal(points);
    });
  }

  it('gives whole points, never fewer for a larger amount', () => {
    const amount = fc.integer({ min: 0, max: 1e12 });
    fc.assert(
      fc.property(amount, amount, fc.integer({ min: 0, max: MAX_PER_TEN_THOUSAND }), (one, other, perTenThousandToman) => {
        const of = (amountRial: number) => visitPoints({ perTenThousandToman, servicePoints: {} }, { amountRial, serviceId: null });
        expect(of(one)).to.satisfy(Number.isInteger);
        expect(of(Math.max(one, other))).to.be.at.least(of(Math.min(one, other)));
      }),
    );
  });

  it('ends points on the same Jalali day, at the end of a shorter month, or never', () => {
    expect(lastDayOf(RULE, '2026-11-22')).to.equal('2027-11-22');
    // 30 Esfand 1403 has no fellow in 1404.
    expect(lastDayOf(RULE, '2025-03-20')).to.equal('2026-03-20');
    expect(lastDayOf({ expiryMonths: null }, '2026-11-22')).to.equal(null);
  });

  it('is that of the day: the newest that had begun, none before the first, none while the programme is off', () => {
    const rules = [{ ...RULE, id: 3, effectiveOn: '2026-06-01' }, RULE, { ...RULE, id: 2, effectiveOn: '2026-06-01' }];
    const loyalty = [off('2026-08-01', false, 1), off('2026-09-01', true, 2)];
    const idOn = (day: string): number | undefined => pointRuleOn({ rules, loyalty }, day)?.id;
    const days = ['2025-12-31', '2026-01-01', '2026-05-31', '2026-06-01', '2026-08-01', '2026-08-31', '2026-09-01'];
    expect(days.map(idOn)).to.deep.equal([undefined, 1, 1, 3, undefined, undefined, 3]);
  });
});
