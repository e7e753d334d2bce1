import { expect } from 'chai';
import fc from 'fast-check';
import { displayName, queryTerms, searchKey, searchTerms } from '../../../models/persian/text-keys.js';

describe('text keys', () => {
  it('shows a name with Persian letters, single spaces and its ZWNJ, without marks and controls', () => {
    expect(displayName('  علي\u00a0 كريمي ')).to.equal('علی کریمی');
    expect(displayName('مُحَمَّد')).to.equal('محمد');
    expect(displayName('مـحـمـد')).to.equal('محمد');
    expect(displayName('\u202eرضا\u202c\u2066\u200f\ufeff')).to.equal('رضا');
    expect(displayName('نیک\u200cنام')).to.equal('نیک\u200cنام');
    expect(displayName('\u200cنیک\u200c \u200cنام\u200c')).to.equal('نیک نام');
    expect(displayName('ﻋﻠﯽ')).to.equal('علی');
    expect(displayName('آرش')).to.equal('آرش');
    expect(displayName('خانهٔ ما')).to.equal('خانهٔ ما');
  });

  const sameKey: [string, string][] = [
    ['علي', 'علی'],
    ['على', 'علی'],
    ['كاوه', 'کاوه'],
    ['فاطمة', 'فاطمه'],
    ['خانۀ', 'خانه'],
    ['خانهٔ', 'خانه'],
    ['خانە', 'خانه'],
    ['أحمد', 'احمد'],
    ['إحمد', 'احمد'],
    ['ٱحمد', 'احمد'],
    ['آرش', 'ارش'],
    ['رؤیا', 'رویا'],
    ['رئیسی', 'رییسی'],
    ['مُحَمَّد', 'محمد'],
    ['رحمٰن', 'رحمن'],
    ['مـحـمـد', 'محمد'],
    ['نیک\u200cنام', 'نیک نام'],
    ['نیک\u200cنام', 'نیکنام'],
    ['اتاق ۱۲', 'اتاق 12'],
    ['اتاق ١٢', 'اتاق ۱۲'],
    ['\u2067رضا\u2069', 'رضا'],
    ['Sara', 'sARA'],
    ['ﮐﯿﺎﻥ', 'کیان'],
  ];
  for (const [one, other] of sameKey) {
    it(`finds ${JSON.stringify(one)} and ${JSON.stringify(other)} under one key`, () => {
      expect(searchKey(one)).to.equal(searchKey(other));
    });
  }

  it('lets a name be found by the beginning of any of its words, joined or apart', () => {
    const terms = searchTerms('محمد\u200cرضا پور کریمی');
    const finds = (query: string) => queryTerms(query).every((asked) => terms.some((term) => term.startsWith(asked)));
    for (const query of [
      'محمد',
      'محم',
      'رضا',
      'محمد رضا',
      'محمدرضا',
      'محمد\u200cرضا',
      'پورکریمی',
      'کریمی',
      'كري',
      'کریمی محمد',
      'محمدرضا پور',
    ]) {
      expect(finds(query), query).to.equal(true);
    }
    expect(finds('علی')).to.equal(false);
    expect(finds('مد')).to.equal(false);
  });

  it('gives nothing for a text without letters or digits', () => {
    expect(searchTerms(' \u200c .- ')).to.deep.equal([]);
    expect(queryTerms('؟!')).to.deep.equal([]);
    expect(searchKey('…')).to.equal('');
  });

  it('cleans once and for all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(displayName(displayName(text))).to.equal(displayName(text));
        expect(searchKey(searchKey(text))).to.equal(searchKey(text));
        expect(searchKey(displayName(text))).to.equal(searchKey(text));
      }),
    );
  });
});
