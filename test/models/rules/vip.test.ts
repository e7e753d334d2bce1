import { expect } from 'chai';
import { isVipOn, vipVerdict, type VipTerm } from '../../../models/rules/vip.js';

const TODAY = '2026-11-22';
const term = (fromOn: string, untilOn: string, endedOn: string | null = null): VipTerm => ({ id: 1, fromOn, untilOn, endedOn });
const wish = { reason: 'همکار پیشین', fromOn: TODAY, untilOn: '2027-11-21' };

describe('VIP', () => {
  const days: [string, VipTerm, string, boolean][] = [
    ['the day before it begins', term('2026-11-22', '2026-12-22'), '2026-11-21', false],
    ['its first day', term('2026-11-22', '2026-12-22'), '2026-11-22', true],
    ['its last day', term('2026-11-22', '2026-12-22'), '2026-12-22', true],
    ['the day after', term('2026-11-22', '2026-12-22'), '2026-12-23', false],
    ['the day before it was ended', term('2026-11-22', '2026-12-22', '2026-12-01'), '2026-11-30', true],
    ['the day on which it was ended', term('2026-11-22', '2026-12-22', '2026-12-01'), '2026-12-01', false],
    ['a term ended before it began', term('2026-12-01', '2026-12-22', '2026-11-22'), '2026-12-05', false],
  ];
  for (const [what, given, day, holds] of days) {
    it(`${holds ? 'holds' : 'does not hold'} on ${what}`, () => expect(isVipOn(given, day)).to.equal(holds));
  }

  const verdicts: [string, VipTerm[], Partial<typeof wish>, string | null][] = [
    ['a year from today', [], {}, null],
    ['one day', [], { untilOn: TODAY }, null],
    ['24 months', [], { untilOn: '2028-11-21' }, null],
    ['25 months', [], { untilOn: '2028-12-22' }, 'until-too-late'],
    ['no reason', [], { reason: '  ' }, 'reason-missing'],
    ['yesterday', [], { fromOn: '2026-11-21' }, 'from-in-past'],
    ['an end before the beginning', [], { fromOn: '2026-12-02', untilOn: '2026-12-01' }, 'until-before-from'],
    ['a second term at a time', [term('2026-01-01', '2026-11-22')], {}, 'vip-already'],
    ['a term around one to come', [term('2027-01-01', '2027-02-01')], {}, 'vip-already'],
    ['a term after one that is over', [term('2026-01-01', '2026-11-21')], {}, null],
    ['a term after one that was ended today', [term('2026-01-01', '2027-11-21', TODAY)], {}, null],
    ['a term where one was ended before it began', [term('2027-01-01', '2027-02-01', TODAY)], {}, null],
  ];
  for (const [what, terms, change, reason] of verdicts) {
    it(`${reason ? 'is refused for' : 'may be given for'} ${what}`, () => {
      const verdict = vipVerdict(terms, { ...wish, ...change }, TODAY);
      expect(verdict.ok ? null : verdict.reason).to.equal(reason);
    });
  }
});
