import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { environmentExample } from '../../server/env.js';

describe('.env.example', () => {
  it('is what the schema of the environment says (npm run env-example writes it)', () => {
    expect(readFileSync('.env.example', 'utf8')).to.equal(environmentExample());
  });
});
