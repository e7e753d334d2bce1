import { expect } from 'chai';
import { icd10CodeOf, icd10Name, suggestIcd10 } from '../../../server/reference/illness-names.js';

describe('illness names', () => {
  const table: [string, string | null][] = [
    ['L20', 'L20'],
    ['l20', 'L20'],
    ['L20.9', 'L20.9'],
    ['l209', 'L20.9'],
    ['L20 · درماتیت', 'L20'],
    ['زونا', 'B02'],
    ['Asthma', 'J45'],
    ['ZZZ', null],
    ['ریزش موی عجیب', null],
    ['', null],
  ];
  for (const [typed, code] of table) {
    it(`reads «${typed}» as ${String(code)}`, () => {
      expect(icd10CodeOf(typed)).to.equal(code);
    });
  }

  it('names a code in both languages, and in English when nobody translated it', () => {
    expect([icd10Name('B02', 'fa'), icd10Name('J45.0', 'en'), icd10Name('own-1', 'fa')]).to.deep.equal(['زونا', 'Asthma', null]);
    expect(icd10Name('A00', 'fa')).to.be.a('string');
  });

  it('suggests by code and by a part of the name, Arabic letters included', () => {
    expect(suggestIcd10('j4', 'fa', 5).every(({ code }) => code.startsWith('J4'))).to.equal(true);
    expect(suggestIcd10('قارچ', 'fa', 20).map(({ code }) => code)).to.include('B35');
    expect(suggestIcd10('قارچ پوست', 'fa', 1)).to.have.length(1);
    expect(suggestIcd10('x', 'fa', 5)).to.deep.equal([]);
  });
});
