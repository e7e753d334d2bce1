import { expect } from 'chai';
import fc from 'fast-check';
import { holmLogP } from '../../../models/statistics/holm.js';

describe('Holm’s correction', () => {
  it('gives the values of the book', () => {
    // p.adjust(c(0.01, 0.04, 0.03, 0.005), method = 'holm') in R.
    const corrected = holmLogP([0.01, 0.04, 0.03, 0.005].map(Math.log)).map(Math.exp);
    [0.03, 0.06, 0.06, 0.02].forEach((p, i) => {
      expect(corrected[i]).to.be.closeTo(p, 1e-12);
    });
    expect(holmLogP([])).to.deep.equal([]);
  });

  it('never makes a value surer, keeps their order, and is never stricter than Bonferroni', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -50, max: 0, noNaN: true }), { minLength: 1, maxLength: 20 }), (logPs) => {
        const corrected = holmLogP(logPs);
        logPs.forEach((logP, i) => {
          expect(corrected[i]).to.be.at.least(logP);
          expect(corrected[i]).to.be.at.most(Math.min(0, logP + Math.log(logPs.length)) + 1e-12);
          logPs.forEach((other, j) => {
            if (logP < other) expect(corrected[i]).to.be.at.most(corrected[j] ?? 0);
          });
        });
      }),
    );
  });
});
