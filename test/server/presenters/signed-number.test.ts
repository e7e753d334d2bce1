import { expect } from 'chai';
import { localeOf } from '../../../server/locale.js';
import { signedNumber } from '../../../server/presenters/signed-number.js';

describe('signed numbers', () => {
  it('carry their sign before the digits, apart from the words around them', () => {
    const fa = localeOf('fa');
    expect([27.4, -3.5, 0, -0.2].map((n) => signedNumber(n, fa))).to.deep.equal([
      '\u2066+۲۷\u2069',
      '\u2066−۳\u2069',
      '\u2066۰\u2069',
      '\u2066۰\u2069',
    ]);
  });
});
