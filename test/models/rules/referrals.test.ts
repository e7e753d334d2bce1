import { expect } from 'chai';
import fc from 'fast-check';
import { mayRefer, readReferralCode, referralCodeFrom, type Referee } from '../../../models/rules/referrals.js';

const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const hex = fc.stringMatching(/^[0-9a-f]{64}$/);
const person = (overrides: Partial<Referee>): Referee => ({
  id: 1,
  firstName: 'سارا',
  lastName: 'کریمی',
  mobile: '09120000001',
  nationalCodeIndex: null,
  ...overrides,
});

describe('referral codes', () => {
  it('are read as they were made, however they are typed', () => {
    fc.assert(
      fc.property(hex, (number) => {
        const code = referralCodeFrom(number);
        expect(code).to.match(/^[2-9A-HJKMNP-Z]{7}$/);
        expect(readReferralCode(code)).to.equal(code);
        expect(readReferralCode(` ${code.slice(0, 3).toLowerCase()} - ${code.slice(3)} `)).to.equal(code);
        const persian = code.replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'.charAt(Number(digit)));
        expect(readReferralCode(persian)).to.equal(code);
      }),
    );
  });

  it('are refused with any one letter wrong and any two letters swapped', () => {
    fc.assert(
      fc.property(hex, fc.nat(6), fc.nat(6), fc.constantFrom(...ALPHABET), (number, at, other, letter) => {
        const code = referralCodeFrom(number);
        const wrong = code.slice(0, at) + letter + code.slice(at + 1);
        if (wrong !== code) expect(readReferralCode(wrong)).to.equal(null);
        const letters = [...code];
        [letters[at], letters[other]] = [letters[other] ?? '', letters[at] ?? ''];
        const swapped = letters.join('');
        if (swapped !== code) expect(readReferralCode(swapped)).to.equal(null);
      }),
    );
  });

  it('refuses what is no code at all', () => {
    for (const typed of ['', 'ABC', '0000000', 'OIL1234', 'سلام', 'A'.repeat(400), "' OR 1=1"])
      expect(readReferralCode(typed)).to.equal(null);
  });
});

describe('who may have brought whom', () => {
  const cases: [string, Partial<Referee>, Partial<Referee>, number[], string][] = [
    ['two strangers', { id: 1 }, { id: 2, lastName: 'رضایی', mobile: '09120000002' }, [], 'ok'],
    ['a relative on the same mobile', { id: 1 }, { id: 2, firstName: 'آرش' }, [], 'ok'],
    ['a namesake on another mobile', { id: 1 }, { id: 2, mobile: '09120000002' }, [], 'ok'],
    ['oneself', { id: 1 }, { id: 1 }, [], 'referral-self'],
    ['the same name and mobile', { id: 1 }, { id: 2, firstName: 'سارا', lastName: 'كريمي' }, [], 'referral-self'],
    ['the same national code', { id: 1, nationalCodeIndex: 'x' }, { id: 2, firstName: 'آرش', nationalCodeIndex: 'x' }, [], 'referral-self'],
    ['father and son of one name and two national codes', { id: 1, nationalCodeIndex: 'x' }, { id: 2, nationalCodeIndex: 'y' }, [], 'ok'],
    ['namesakes without mobiles', { id: 1, mobile: null }, { id: 2, mobile: null }, [], 'ok'],
    ['who was brought by the newcomer', { id: 1 }, { id: 2, mobile: null }, [2], 'referral-loop'],
    ['who was brought through others', { id: 1 }, { id: 2, mobile: null }, [7, 9, 2, 4], 'referral-loop'],
    ['others above', { id: 1 }, { id: 2, mobile: null }, [7, 9], 'ok'],
  ];
  for (const [name, referrer, referred, above, answer] of cases) {
    it(`${name}: ${answer}`, () => {
      const said = mayRefer(person(referrer), person(referred), above);
      expect(said.ok ? 'ok' : said.reason).to.equal(answer);
    });
  }
});
