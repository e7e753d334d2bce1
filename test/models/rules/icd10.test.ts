import { expect } from 'chai';
import { icd10Chapter, threeCharacterCode } from '../../../models/rules/icd10.js';
import { icd10Codes } from '../../../server/reference/icd10.js';

describe('icd10', () => {
  it('reads the illness from a code with or without its fourth character', () => {
    for (const code of ['J45', 'J45.0', 'j450', ' J45.901 ']) expect(threeCharacterCode(code), code).to.equal('J45');
  });

  it('calls a code of another shape the clinic’s own', () => {
    for (const code of ['', 'D1-laser', 'JJ5', '45', 'J4', 'J45.', 'J45.00000']) {
      expect(threeCharacterCode(code), code).to.equal(null);
      expect(icd10Chapter(code), code).to.equal(null);
    }
  });

  it('knows the chapters at their borders', () => {
    const cases = {
      D49: 'neoplasms',
      D50: 'blood',
      H59: 'eye',
      H60: 'ear',
      'K02.1': 'digestive',
      L55: 'skin',
      O9A: 'pregnancy',
      U07: 'special',
    };
    for (const [code, chapter] of Object.entries(cases)) expect(icd10Chapter(code), code).to.equal(chapter);
  });

  it('puts each of the 1,910 shipped codes into the chapter it is shipped with', () => {
    const entries = Object.entries(icd10Codes());
    expect(entries).to.have.length(1910);
    for (const [code, [chapter]] of entries) expect(icd10Chapter(code), code).to.equal(chapter);
  });
});
