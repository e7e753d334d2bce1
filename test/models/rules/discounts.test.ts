import { expect } from 'chai';
import fc from 'fast-check';
import { priceOf, ROUNDED_TO_RIAL, type DiscountRule, type PricePast } from '../../../models/rules/discounts.js';
import { discountProblem } from '../../../models/rules/discount-terms.js';

const DAY = '2026-11-22';
const visit = { on: DAY, time: '09:00', specialtyId: 1, serviceId: 5, listRial: 5_000_000 };
const rule = (id: number, change: Partial<DiscountRule> = {}): DiscountRule => ({
  id,
  name: `rule ${String(id)}`,
  terms: { kind: 'off-peak', weekdays: [0, 1, 2, 3, 4, 5, 6], fromTime: '00:00', toTime: '23:59' },
  percent: 10,
  amountRial: null,
  specialtyId: null,
  effectiveOn: '2026-01-01',
  untilOn: null,
  isTreatment: false,
  permitNumber: null,
  permitUntilOn: null,
  ...change,
});
const PAST: PricePast = { own: [], family: [] };

const someRule = fc
  .record({
    id: fc.integer({ min: 1, max: 50 }),
    percent: fc.option(fc.integer({ min: 1, max: 100 })),
    amountRial: fc.integer({ min: 1, max: 9_000_000 }),
  })
  .map(({ id, percent, amountRial }) => rule(id, { percent, amountRial: percent === null ? amountRial : null }));

describe('the price of a visit', () => {
  it('is between nothing and the list amount, in whole thousands of toman, and adds up', () => {
    fc.assert(
      fc.property(fc.array(someRule, { maxLength: 6 }), fc.integer({ min: 0, max: 50_000_000 }), (rules, listRial) => {
        const price = priceOf({ ...visit, listRial }, PAST, rules);
        expect(price.payRial).to.be.within(0, listRial);
        expect(price.payRial + price.discountRial).to.equal(listRial);
        if (price.by) expect(price.payRial % ROUNDED_TO_RIAL).to.equal(0);
        else expect(price.payRial).to.equal(listRial);
      }),
      { numRuns: 3_000 },
    );
  });

  it('does not depend on the order of the rules, and no further rule makes it dearer', () => {
    fc.assert(
      fc.property(fc.uniqueArray(someRule, { maxLength: 6, selector: (one) => one.id }), (rules) => {
        const price = priceOf(visit, PAST, rules);
        expect(priceOf(visit, PAST, [...rules].reverse())).to.deep.equal(price);
        expect(priceOf(visit, PAST, rules.slice(1)).payRial).to.be.at.least(price.payRial);
      }),
    );
  });

  it('takes the rule that was written first among equals, and any rule before what the member brings', () => {
    const price = priceOf(visit, PAST, [rule(2), rule(1)], { id: 9, name: 'card', percent: 10, amountRial: null });
    expect(price.by).to.deep.equal({ kind: 'off-peak', name: 'rule 1', ruleId: 1, grantId: null });
  });

  it('counts a streak at the turn of the Jalali year', () => {
    const streak = [rule(1, { terms: { kind: 'streak', months: 2 } })];
    const past = { own: [{ on: '2026-03-20', serviceId: null }], family: [] };
    expect(priceOf({ ...visit, on: '2026-03-21' }, past, streak).by?.kind).to.equal('streak');
    expect(priceOf({ ...visit, on: '2026-03-20' }, past, streak).by).to.equal(null);
  });

  it('is asked of rules that make sense', () => {
    expect(discountProblem(rule(1, { effectiveOn: DAY }), DAY)).to.equal(null);
    expect(discountProblem(rule(1), DAY)?.reason).to.equal('effective-in-past');
  });
});
