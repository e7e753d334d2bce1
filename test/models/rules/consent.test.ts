import { expect } from 'chai';
import { mayContact, meaningOfReply, withStopLine } from '../../../models/rules/consent.js';

describe('consent', () => {
  it('lets the club write only where the newest statement allows it', () => {
    expect(mayContact({ consent: true, isDeleted: false })).to.deep.equal({ ok: true });
    expect(mayContact({ consent: false, isDeleted: false })).to.deep.equal({ ok: false, reason: 'no-consent' });
    expect(mayContact({ consent: null, isDeleted: false })).to.deep.equal({ ok: false, reason: 'no-consent' });
    expect(mayContact({ consent: true, isDeleted: true })).to.deep.equal({ ok: false, reason: 'patient-deleted' });
  });

  const meanings: Record<string, string[]> = {
    stop: [
      '11',
      '۱۱',
      '١١',
      ' ۱ ۱ ',
      '۱۱.',
      '«۱۱»',
      'لغو',
      'لغو۱۱',
      'لغو 11',
      'لغو ۱۱',
      'لغو‌۱۱',
      'لـغـو',
      'لَغو',
      '۱۱ لغو',
      'لغو!',
      '۱1',
      '\u200f۱۱\n',
    ],
    rejoin: ['12', '۱۲', '١٢', ' ۱ ۲', '۱۲.'],
    reply: ['', '۱', '۱۰', '۱۱۰', '۱۱۱', '۱۲۳', 'لغو نوبت من', 'سلام', '11 ممنون', '😀', '۲'],
  };
  for (const [meaning, texts] of Object.entries(meanings)) {
    it(`reads as ${meaning}: ${texts.map((text) => JSON.stringify(text)).join(' ')}`, () => {
      for (const text of texts) expect(meaningOfReply(text), JSON.stringify(text)).to.equal(meaning);
    });
  }

  it('ends promotion and surveys with the way to stop them, once, in any spelling', () => {
    expect(withStopLine('promotion', 'متن')).to.equal('متن\nلغو۱۱');
    for (const text of ['متن\nلغو۱۱', 'متن لغو 11', 'متن لغو11']) expect(withStopLine('survey', text)).to.equal(text);
    expect(withStopLine('service', 'متن')).to.equal('متن');
  });
});
