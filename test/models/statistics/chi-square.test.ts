import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { chiSquareQuantile, chiSquareTest, logChiSquareUpperTail } from '../../../models/statistics/chi-square.js';

interface Vectors {
  independence: {
    name: string;
    observed: number[][];
    chi2: number;
    df: number;
    p: number;
    adjusted_std_residuals?: number[][];
    cramers_v?: number;
    min_expected?: number;
  }[];
  upperTail: [x: number, df: number, log10P: number][];
  quantiles: [df: number, p: number, critical: number][];
}

const vectors = JSON.parse(readFileSync(new URL('./vectors/chi-square.json', import.meta.url), 'utf8')) as Vectors;
const near = (actual: number, wanted: number, name: string): void => {
  expect(Math.abs(actual - wanted), `${name}: ${actual} for ${wanted}`).to.be.at.most(1e-9 * Math.max(1, Math.abs(wanted)));
};

describe('chiSquareTest', () => {
  for (const table of vectors.independence) {
    it(`agrees with R on ${table.name}`, () => {
      const result = chiSquareTest(table.observed);
      if (!result) throw new Error('no result');
      near(result.statistic, table.chi2, 'chi2');
      expect(result.degrees).to.equal(table.df);
      near(result.logP, Math.log(table.p), 'log p');
      if (table.cramers_v !== undefined) near(result.cramersV, table.cramers_v, 'V');
      if (table.min_expected !== undefined) near(result.smallestExpected, table.min_expected, 'expected');
      table.adjusted_std_residuals?.forEach((row, r) =>
        row.forEach((value, c) => near(result.residuals[r]?.[c] ?? NaN, value, 'residual')),
      );
    });
  }

  it('follows the tail as far out as it goes', () => {
    for (const [x, df, log10P] of vectors.upperTail) near(logChiSquareUpperTail(x, df) / Math.LN10, log10P, `x=${x}, df=${df}`);
  });

  it('finds the critical values', () => {
    for (const [df, p, critical] of vectors.quantiles) near(chiSquareQuantile(p, df), critical, `df=${df}, p=${p}`);
  });

  it('never calls a p of the far tail 0', () => {
    const result = chiSquareTest([
      [9784, 35482 - 9784],
      [12535, 75045 - 12535],
    ]);
    near((result?.logP ?? NaN) / Math.LN10, -385.365080112334, 'log10 p');
    expect(result?.p).to.equal(0); // which is why pages read logP
  });

  it('has no answer for a table without two rows and two columns that hold something', () => {
    for (const table of [
      [],
      [[]],
      [[5]],
      [[1, 2]],
      [
        [0, 0],
        [0, 0],
      ],
      [
        [3, 0],
        [4, 0],
      ],
    ])
      expect(chiSquareTest(table)).to.equal(null);
  });

  it('leaves out rows and columns that hold nothing', () => {
    const with0 = chiSquareTest([
      [12, 0, 5],
      [0, 0, 0],
      [7, 0, 15],
    ]);
    const without = chiSquareTest([
      [12, 5],
      [7, 15],
    ]);
    expect(with0?.statistic).to.equal(without?.statistic);
    expect(with0?.degrees).to.equal(1);
  });
});
