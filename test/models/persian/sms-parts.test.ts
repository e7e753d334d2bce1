import { expect } from 'chai';
import { smsParts } from '../../../models/persian/sms-parts.js';

describe('SMS parts', () => {
  const parts = (text: string) => smsParts(text).parts;

  it('cut Persian at 70, then at 67', () => {
    expect([0, 1, 70, 71, 134, 135, 201, 202].map((n) => parts('ا'.repeat(n)))).to.deep.equal([1, 1, 1, 2, 2, 3, 3, 4]);
  });

  it('cut Latin at 160, then at 153', () => {
    expect([160, 161, 306, 307].map((n) => parts('a'.repeat(n)))).to.deep.equal([1, 2, 2, 3]);
  });

  it('count signs of the extension table twice', () => {
    expect(smsParts('[]{}€')).to.deep.equal({ alphabet: 'gsm7', units: 10, parts: 1, unitsLeft: 150 });
    expect(parts('€'.repeat(80))).to.equal(1);
    expect(parts('€'.repeat(81))).to.equal(2);
  });

  it('count an emoji as two and ZWNJ, tatweel and a new line as one', () => {
    expect(smsParts('سلام😀').units).to.equal(6);
    expect(smsParts('می\u200cشود\n').units).to.equal(7);
    expect(parts('😀'.repeat(35))).to.equal(1);
    expect(parts('😀'.repeat(36))).to.equal(2);
  });

  it('turn the whole text into UCS-2 for one Persian letter', () => {
    expect(smsParts('a'.repeat(100) + 'ا')).to.include({ alphabet: 'ucs2', parts: 2 });
    expect(smsParts('۱').alphabet).to.equal('ucs2');
  });

  it('say how much room is left', () => {
    expect(smsParts('ا'.repeat(60)).unitsLeft).to.equal(10);
    expect(smsParts('ا'.repeat(71)).unitsLeft).to.equal(63);
  });
});
