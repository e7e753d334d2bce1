import { expect } from 'chai';
import { toLatinDigits, toPersianDigits } from '../../../models/persian/digits.js';

describe('digits', () => {
  it('writes Persian and Arabic digits as Latin ones and keeps the rest', () => {
    expect(toLatinDigits('۰۱۲۳۴۵۶۷۸۹ ٠١٢٣٤٥٦٧٨٩ 0-9 الف')).to.equal('0123456789 0123456789 0-9 الف');
  });

  it('writes any digits as Persian ones', () => {
    expect(toPersianDigits('09٣۴')).to.equal('۰۹۳۴');
    expect(toPersianDigits(1405)).to.equal('۱۴۰۵');
  });
});
