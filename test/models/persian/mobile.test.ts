import { expect } from 'chai';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { isKnownPrefix, maskMobile, normaliseMobile } from '../../../models/persian/mobile.js';
import { toPersianDigits } from '../../../models/persian/digits.js';

interface Vectors {
  normalised: [string, string][];
  refused: string[];
  unknownPrefix: string[];
  accepted: string[];
}
const vectors = JSON.parse(readFileSync(new URL('./vectors/mobiles.json', import.meta.url), 'utf8')) as Vectors;

describe('a mobile number', () => {
  const spellings = [
    ...['09121234567', '۰۹۱۲۱۲۳۴۵۶۷', '٠٩١٢١٢٣٤٥٦٧', '+989121234567', '00989121234567', '989121234567', '9121234567', '+98 912 123 4567'],
    ...[
      '0912-123-4567',
      '۰۹۱۲ ۱۲۳ ۴۵ ۶۷',
      '+98 (0)912 123 4567',
      '\u200e09121234567\u200f',
      '0912\u200c1234567',
      '0912\u00a01234567',
      '+۹۸۹۱۲۱۲۳۴۵۶۷',
    ],
  ];
  for (const text of spellings) {
    it(`is understood as ${JSON.stringify(text)}`, () => {
      expect(normaliseMobile(text)).to.deep.equal({ ok: true, mobile: '09121234567' });
    });
  }

  it('agrees with the published vectors', () => {
    for (const [text, mobile] of vectors.normalised) expect(normaliseMobile(text)).to.deep.equal({ ok: true, mobile });
    for (const text of vectors.accepted) expect(normaliseMobile(text).ok, text).to.equal(true);
    for (const text of vectors.refused) expect(normaliseMobile(text).ok, text).to.equal(false);
  });

  it('is refused with a reason', () => {
    expect(normaliseMobile(' ')).to.deep.equal({ ok: false, reason: 'mobile-empty' });
    for (const text of ['0912123456', '091212345678', '02112345678', 'abc', '0912123456a', '+19121234567', '٪']) {
      expect(normaliseMobile(text), text).to.deep.equal({ ok: false, reason: 'mobile-invalid' });
    }
  });

  it('with a prefix that is not in use deserves a warning, not a refusal', () => {
    for (const text of vectors.unknownPrefix) {
      expect(normaliseMobile(text).ok).to.equal(true);
      expect(isKnownPrefix(text)).to.equal(false);
    }
    for (const prefix of ['0900', '0905', '0919', '0923', '0931', '0934', '0994', '0996', '09951', '09981']) {
      expect(isKnownPrefix(prefix.padEnd(11, '0')), prefix).to.equal(true);
    }
    for (const prefix of ['0906', '0924', '0941', '0950', '0960', '0997'])
      expect(isKnownPrefix(prefix.padEnd(11, '0')), prefix).to.equal(false);
  });

  it('comes out the same however it was typed', () => {
    const number = fc.integer({ min: 9_000_000_000, max: 9_999_999_999 }).map(String);
    const lead = fc.constantFrom('', '0', '98', '+98', '0098', '+98 0');
    fc.assert(
      fc.property(number, lead, fc.boolean(), (digits, prefix, persian) => {
        const typed = prefix + digits;
        expect(normaliseMobile(persian ? toPersianDigits(typed) : typed)).to.deep.equal({ ok: true, mobile: `0${digits}` });
      }),
    );
  });

  it('is shown with its middle hidden where it need not be read', () => {
    expect(maskMobile('09121234567')).to.equal('0912***4567');
    expect(maskMobile('123')).to.equal('***');
  });
});
