import { expect } from 'chai';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { toPersianDigits } from '../../../models/persian/digits.js';
import { maskNationalCode, normaliseNationalCode } from '../../../models/persian/national-code.js';

const vectors = JSON.parse(readFileSync(new URL('./vectors/national-codes.json', import.meta.url), 'utf8')) as {
  rows: [string, boolean][];
};

describe('a national code', () => {
  for (const [text, valid] of vectors.rows) {
    it(`${valid ? 'accepts' : 'refuses'} ${JSON.stringify(text)}`, () => {
      expect(normaliseNationalCode(text).ok).to.equal(valid);
    });
  }

  it('fills up the zeros that a spreadsheet lost and takes any digits and dashes', () => {
    for (const text of ['0499370899', '499370899', '۰۴۹۹۳۷۰۸۹۹', '٠٤٩٩٣٧٠٨٩٩', '049-937089-9', ' 0499 370899 ', '\u200f0499370899']) {
      expect(normaliseNationalCode(text), text).to.deep.equal({ ok: true, nationalCode: '0499370899' });
    }
  });

  it('refuses ten equal digits and six zeros in the middle although they satisfy the formula', () => {
    for (const digit of '0123456789') expect(normaliseNationalCode(digit.repeat(10)).ok, digit).to.equal(false);
    expect(normaliseNationalCode('0010000000').ok).to.equal(false);
  });

  it('says what is missing', () => {
    expect(normaliseNationalCode('')).to.deep.equal({ ok: false, reason: 'national-code-empty' });
    expect(normaliseNationalCode('1234567')).to.deep.equal({ ok: false, reason: 'national-code-invalid' });
    expect(normaliseNationalCode('04993708999')).to.deep.equal({ ok: false, reason: 'national-code-invalid' });
  });

  it('notices any single wrong digit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 9 }), (place, shift) => {
        const code = '0499370899';
        const wrong = [...code].map((digit, i) => (i === place ? String((Number(digit) + shift) % 10) : digit)).join('');
        expect(normaliseNationalCode(toPersianDigits(wrong)).ok).to.equal(false);
      }),
    );
  });

  it('is shown hidden but for its end', () => {
    expect(maskNationalCode('0499370899')).to.equal('*******899');
  });
});
