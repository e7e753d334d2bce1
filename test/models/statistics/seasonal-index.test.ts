import { expect } from 'chai';
import fc from 'fast-check';
import { seasonalIndex } from '../../../models/statistics/seasonal-index.js';

describe('seasonalIndex', () => {
  it('is observed over expected', () => {
    const index = seasonalIndex([60, 20, 10, 10], [250, 250, 250, 250]);
    expect(index.map((season) => season?.estimate)).to.deep.equal([2.4, 0.8, 0.4, 0.4]);
    const spring = index[0];
    expect(spring?.low).to.be.closeTo(4 * 0.5020026, 1e-6); // Wilson for 60 of 100
    expect(spring?.high).to.be.closeTo(4 * 0.6905987, 1e-6);
  });

  it('is 1 in every season when the events follow the exposure', () => {
    for (const season of seasonalIndex([10, 20, 30, 40], [100, 200, 300, 400])) expect(season?.estimate).to.be.closeTo(1, 1e-12);
  });

  it('has no answer for a season without exposure or a year without events', () => {
    expect(seasonalIndex([0, 5], [0, 50])[0]).to.equal(null);
    expect(seasonalIndex([0, 0], [10, 10])).to.deep.equal([null, null]);
    expect(seasonalIndex([0, 0], [0, 0])).to.deep.equal([null, null]);
  });

  it('averages to 1 when weighted by the exposure', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 5000 })), { minLength: 2, maxLength: 12 }),
        (seasons) => {
          const exposure = seasons.map(([, n]) => n);
          const total = exposure.reduce((a, b) => a + b, 0);
          const index = seasonalIndex(
            seasons.map(([n]) => n),
            exposure,
          );
          const mean = index.reduce((all, season, i) => all + (season?.estimate ?? NaN) * ((exposure[i] ?? 0) / total), 0);
          return Math.abs(mean - 1) < 1e-9;
        },
      ),
    );
  });
});
