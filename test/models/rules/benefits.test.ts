import { expect } from 'chai';
import fc from 'fast-check';
import { addDays } from '../../../models/persian/jalali.js';
import { grantBalance, grantStateOn, mayGrant, mayReverse, mayUse, type Candidate, type Offer } from '../../../models/rules/benefits.js';
import { codeFrom, readCode, readSought, shownCode } from '../../../models/rules/grant-code.js';
import { dueYears, nearMonthDays } from '../../../models/rules/recurring-days.js';

const DAY = '2026-11-22';
const OFFER: Offer = {
  isArchived: false,
  openTiers: [],
  isOpenToVip: false,
  specialtyIds: [],
  pricePoints: null,
  limitCount: null,
  stock: null,
  offeredFromOn: null,
  offeredUntilOn: null,
  isTreatment: false,
  permitNumber: null,
  permitUntilOn: null,
};
const WHO: Candidate = {
  isMember: true,
  tier: 'silver',
  isVip: false,
  visitedSpecialtyIds: [1],
  grantedInPeriod: 0,
  taken: 0,
  balance: null,
};

describe('who may be given a benefit', () => {
  const cases: [string, Partial<Offer>, Partial<Candidate>, string | null][] = [
    ['open to everybody', {}, {}, null],
    ['nobody who is no member', {}, { isMember: false }, 'not-a-member'],
    ['archived', { isArchived: true }, {}, 'benefit-archived'],
    ['not begun', { offeredFromOn: '2026-11-23' }, {}, 'offer-not-begun'],
    ['on its first day', { offeredFromOn: DAY }, {}, null],
    ['on its last day', { offeredUntilOn: DAY }, {}, null],
    ['over', { offeredUntilOn: '2026-11-21' }, {}, 'offer-over'],
    ['of the right tier', { openTiers: ['silver', 'gold'] }, {}, null],
    ['of the wrong tier', { openTiers: ['gold'] }, {}, 'wrong-tier'],
    ['for tiers in a club without tiers', { openTiers: ['silver'] }, { tier: null }, 'wrong-tier'],
    ['for VIPs only', { isOpenToVip: true }, {}, 'wrong-tier'],
    ['for VIPs, to one', { isOpenToVip: true }, { isVip: true }, null],
    ['for gold or VIP, to a silver VIP', { openTiers: ['gold'], isOpenToVip: true }, { isVip: true }, null],
    ['of a specialty never visited', { specialtyIds: [2] }, {}, 'wrong-specialty'],
    ['of one of the specialties', { specialtyIds: [2, 1] }, {}, null],
    ['within the limit', { limitCount: 2 }, { grantedInPeriod: 1 }, null],
    ['above the limit', { limitCount: 2 }, { grantedInPeriod: 2 }, 'limit-reached'],
    ['of the last in stock', { stock: 5 }, { taken: 4 }, null],
    ['out of stock', { stock: 5 }, { taken: 5 }, 'out-of-stock'],
    ['of an empty stock', { stock: 0 }, {}, 'out-of-stock'],
    ['bought with enough points', { pricePoints: 100 }, { balance: 100 }, null],
    ['bought with too few', { pricePoints: 100 }, { balance: 99 }, 'points-short'],
    ['bought though it has no price', {}, { balance: 99 }, 'not-for-points'],
    ['given by hand though it has a price', { pricePoints: 100 }, {}, null],
    ['on a treatment without a permit', { isTreatment: true }, {}, 'permit-missing'],
    ['on a treatment with a permit that ends today', { isTreatment: true, permitNumber: 'م/۱۲', permitUntilOn: DAY }, {}, null],
    [
      'on a treatment with a permit of yesterday',
      { isTreatment: true, permitNumber: '1', permitUntilOn: '2026-11-21' },
      {},
      'permit-expired',
    ],
    ['chosen from a grant, whatever the tier', { openTiers: ['platinum'], limitCount: 0, specialtyIds: [9] }, { isChosen: true }, null],
    ['chosen from a grant, but out of stock', { stock: 1 }, { isChosen: true, taken: 1 }, 'out-of-stock'],
  ];
  for (const [what, offer, who, reason] of cases)
    it(what, () => {
      const verdict = mayGrant({ ...OFFER, ...offer }, { ...WHO, ...who }, DAY);
      expect(verdict.ok ? null : verdict.reason).to.equal(reason);
    });
});

describe('whether a grant may be used', () => {
  const grant = { grantedOn: '2026-11-01', validUntilOn: '2026-11-30', usedOn: null, reversedOn: null, patientId: 7, isChoice: false };
  const free = { isTreatment: false, permitNumber: null, permitUntilOn: null };
  const cases: [string, Partial<typeof grant> | { usedOn: string } | { reversedOn: string }, string, number | null, string | null][] = [
    ['open', {}, DAY, null, null],
    ['by its member', {}, DAY, 7, null],
    ['by somebody else', {}, DAY, 8, 'wrong-member'],
    ['on its last day', {}, '2026-11-30', 7, null],
    ['a day late', {}, '2026-12-01', 7, 'grant-expired'],
    ['a second time', { usedOn: '2026-11-05' }, DAY, 7, 'grant-used'],
    ['after it was reversed', { reversedOn: '2026-11-05' }, DAY, 7, 'grant-reversed'],
    ['before something is chosen', { isChoice: true }, DAY, 7, 'choose-first'],
  ];
  for (const [what, change, day, patientId, reason] of cases)
    it(what, () => {
      const verdict = mayUse({ ...grant, ...change }, free, { day, patientId });
      expect(verdict.ok ? null : verdict.reason).to.equal(reason);
    });

  it('asks the permit of a discount on a treatment on the day of use', () => {
    const permit = { isTreatment: true, permitNumber: '12', permitUntilOn: '2026-11-21' };
    expect(mayUse(grant, permit, { day: '2026-11-21', patientId: 7 }).ok).to.equal(true);
    expect(mayUse(grant, permit, { day: DAY, patientId: 7 })).to.deep.equal({ ok: false, reason: 'permit-expired' });
    expect(mayUse(grant, { ...permit, permitNumber: '' }, { day: DAY, patientId: 7 })).to.deep.equal({
      ok: false,
      reason: 'permit-missing',
    });
  });

  it('lets the manager take back anything, the desk only its own of the same day', () => {
    const used = { grantedOn: '2026-11-01', grantedBy: 1, usedOn: DAY, usedBy: 2 };
    expect(mayReverse(used, { id: 9, isManager: true }, '2026-12-01')).to.equal(true);
    expect(mayReverse(used, { id: 2, isManager: false }, DAY)).to.equal(true);
    expect(mayReverse(used, { id: 2, isManager: false }, '2026-11-23')).to.equal(false);
    expect(mayReverse(used, { id: 1, isManager: false }, DAY)).to.equal(false);
    expect(mayReverse({ ...used, usedOn: null }, { id: 1, isManager: false }, '2026-11-01')).to.equal(true);
  });
});

describe('what became of grants', () => {
  const days = fc.integer({ min: 0, max: 400 }).map((n) => addDays('2026-01-01', n));
  const someGrant = fc
    .record({
      grantedOn: days,
      valid: fc.integer({ min: 0, max: 60 }),
      fate: fc.constantFrom('open', 'used', 'reversed', 'both'),
      after: fc.nat(90),
    })
    .map(({ grantedOn, valid, fate, after }) => ({
      grantedOn,
      validUntilOn: addDays(grantedOn, valid),
      usedOn: fate === 'used' || fate === 'both' ? addDays(grantedOn, Math.min(after, valid)) : null,
      reversedOn: fate === 'reversed' || fate === 'both' ? addDays(grantedOn, Math.min(after, valid) + (fate === 'both' ? 3 : 0)) : null,
    }));

  it('always adds up: granted = open + used + expired + reversed, on any day and in any order', () => {
    fc.assert(
      fc.property(fc.array(someGrant, { maxLength: 40 }), days, (grants, day) => {
        const { granted, open, used, expired, reversed } = grantBalance(grants, day);
        expect(open + used + expired + reversed).to.equal(granted);
        expect(granted).to.equal(grants.filter((grant) => grant.grantedOn <= day).length);
        expect(grantBalance([...grants].reverse(), day)).to.deep.equal({ granted, open, used, expired, reversed });
      }),
      { numRuns: 2_000 },
    );
  });

  it('never goes back to open', () => {
    fc.assert(
      fc.property(someGrant, days, fc.nat(200), (grant, day, later) => {
        const [now, then] = [grantStateOn(grant, day), grantStateOn(grant, addDays(day, later))];
        if (now !== null && now !== 'open') expect(then).to.not.equal('open');
        if (now === 'reversed') expect(then).to.equal('reversed');
      }),
    );
  });
});

describe('the code of a grant', () => {
  it('is read as it was made, in any digits, letters, spaces and keyboard', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9a-f]{16}$/), (hash) => {
        const code = codeFrom(hash);
        expect(code).to.match(/^[CDFGHJKMNPQRTVWXY][2-9CDFGHJKMNPQRTVWXY]{5}$/);
        for (const typed of [code, shownCode(code), ` ${code.toLowerCase()} `, [...code].join(' ')]) expect(readCode(typed)).to.equal(code);
        const persian = code.replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'.charAt(Number(digit)));
        expect(readCode(persian)).to.equal(code);
      }),
    );
    expect(readCode('زیب-۲۳۴')).to.equal('CDF234');
  });

  it('is never mistaken for a member number or a mobile', () => {
    expect(readSought('۱۰۰۰۰۱')).to.deep.equal({ by: 'member', memberNumber: 100001 });
    expect(readSought('234567')).to.deep.equal({ by: 'member', memberNumber: 234567 });
    expect(readSought('0912 345 6789')).to.deep.equal({ by: 'mobile', mobile: '09123456789' });
    expect(readSought('cdf-۲۳۴')).to.deep.equal({ by: 'code', code: 'CDF234' });
    for (const nonsense of ['', 'سارا', 'CDF-230', 'CDFO23', '12345678901234']) expect(readSought(nonsense), nonsense).to.equal(null);
  });
});

describe('days that come back', () => {
  it('are found within the days to make up for, once', () => {
    expect(dueYears('1990-11-22', DAY, 7)).to.deep.equal({ on: DAY, jalaliYear: 1405, years: 36 });
    expect(dueYears('1990-11-22', '2026-11-28', 7)?.on).to.equal(DAY);
    expect(dueYears('1990-11-22', '2026-11-29', 7)).to.equal(null);
    expect(dueYears(DAY, DAY, 7)).to.equal(null);
  });

  it('gives 30 Esfand its day in a common year', () => {
    // 30 Esfand 1403; 1404 is a common year whose last day is 29 Esfand, 2026-03-20.
    expect(dueYears('2025-03-20', '2026-03-20', 7)).to.deep.equal({ on: '2026-03-20', jalaliYear: 1404, years: 1 });
    expect(dueYears('2025-03-20', '2026-03-19', 7)).to.equal(null);
  });

  it('never misses one by looking at months and days alone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 36_000 }), fc.integer({ min: 0, max: 9_000 }), (born, n) => {
        const [beganOn, day] = [addDays('1925-01-01', born), addDays('2023-06-01', n)];
        if (dueYears(beganOn, day, 7)) expect(nearMonthDays(day, 7)).to.include(beganOn.slice(5));
      }),
      { numRuns: 20_000 },
    );
  });
});
