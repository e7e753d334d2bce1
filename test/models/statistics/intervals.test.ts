import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { newcombeInterval, normalQuantile, wilsonInterval } from '../../../models/statistics/intervals.js';

interface Vectors {
  wilson: [count: number, of: number, confidence: number, low: number, high: number][];
  difference: [x1: number, n1: number, x2: number, n2: number, low: number, high: number, log10P: number][];
}
const vectors = JSON.parse(readFileSync(new URL('./vectors/intervals.json', import.meta.url), 'utf8')) as Vectors;

describe('intervals', () => {
  it('agree with R for every Wilson vector', () => {
    for (const [count, of, confidence, low, high] of vectors.wilson) {
      const interval = wilsonInterval(count, of, confidence);
      expect(interval?.low, `${count}/${of}`).to.be.closeTo(low, 1e-9);
      expect(interval?.high, `${count}/${of}`).to.be.closeTo(high, 1e-9);
    }
  });

  it('agree with Newcombe (1998) for differences', () => {
    for (const [x1, n1, x2, n2, low, high] of vectors.difference) {
      const interval = newcombeInterval({ count: x1, of: n1 }, { count: x2, of: n2 });
      expect(interval?.low, `${x1}/${n1} − ${x2}/${n2}`).to.be.closeTo(low, 1e-9);
      expect(interval?.high, `${x1}/${n1} − ${x2}/${n2}`).to.be.closeTo(high, 1e-9);
    }
  });

  it('have no answer when nobody was counted', () => {
    expect(wilsonInterval(0, 0)).to.equal(null);
    expect(newcombeInterval({ count: 1, of: 2 }, { count: 0, of: 0 })).to.equal(null);
  });

  it('hold the estimate and stay between 0 and 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (of, share) => {
        const interval = wilsonInterval(Math.round(of * share), of);
        if (!interval) return false;
        const { estimate, low, high } = interval;
        return low >= 0 && low <= estimate + 1e-12 && estimate <= high + 1e-12 && high <= 1;
      }),
    );
  });

  it('know the usual quantile', () => {
    expect(normalQuantile(0.95)).to.be.closeTo(1.959963984540054, 1e-12);
  });
});
