import { expect } from 'chai';
import fc from 'fast-check';
import { parseAmountRial } from '../../../models/persian/amount.js';

describe('a typed amount', () => {
  const cases: [string, number][] = [
    ['۱٬۲۰۰٬۰۰۰', 12_000_000],
    ['1,200,000', 12_000_000],
    ['۱۲۰۰۰۰۰ ریال', 1_200_000],
    ['1200000 ريال', 1_200_000],
    ['۱۲۰،۰۰۰ تومان', 1_200_000],
    ['120 000', 1_200_000],
    ['120000toman', 1_200_000],
    ['۰', 0],
    ['12٫5', 125],
    ['12.5', 125],
    ['١٢٠', 1200],
  ];
  for (const [text, amountRial] of cases) {
    it(`${JSON.stringify(text)} is ${amountRial} rial`, () => {
      expect(parseAmountRial(text)).to.equal(amountRial);
    });
  }

  it('is taken as rial where the form says so', () => {
    expect(parseAmountRial('1,200,000', 'rial')).to.equal(1_200_000);
    expect(parseAmountRial('120,000 تومان', 'rial')).to.equal(1_200_000);
  });

  for (const text of ['', '-5', '۱۲هزار', '1.200', '1,2,3', '1,20', '12.55', '12.5 ریال', '9'.repeat(20), 'NaN', '1e5', '٬']) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(parseAmountRial(text)).to.equal(null);
    });
  }

  it('reads back what was printed', () => {
    const printed = new Intl.NumberFormat('fa-IR');
    fc.assert(
      fc.property(fc.nat(), (toman) => {
        expect(parseAmountRial(printed.format(toman))).to.equal(toman * 10);
      }),
    );
  });
});
