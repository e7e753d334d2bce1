import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { recommendationScore } from '../../../models/statistics/recommendation-score.js';

interface Vectors {
  vectors: [promoters: number, passives: number, detractors: number, score: number, low: number, high: number][];
}
const { vectors } = JSON.parse(readFileSync(new URL('./vectors/recommendation-score.json', import.meta.url), 'utf8')) as Vectors;

describe('recommendationScore', () => {
  for (const [promoters, passives, detractors, score, low, high] of vectors) {
    it(`agrees with the published interval for ${promoters}, ${passives}, ${detractors}`, () => {
      const result = recommendationScore({ promoters, passives, detractors });
      expect(result?.score).to.be.closeTo(score, 1e-9);
      expect(result?.low).to.be.closeTo(low, 1e-9);
      expect(result?.high).to.be.closeTo(high, 1e-9);
    });
  }

  it('has no answer when nobody answered', () => {
    expect(recommendationScore({ promoters: 0, passives: 0, detractors: 0 })).to.equal(null);
  });
});
