import { expect } from 'chai';
import { fromJalali } from '../../../models/persian/jalali.js';
import { parseDay, parseJalaliYear, parseMonth, parseTime } from '../../../models/persian/typed-day.js';

const FIRST_OF_AZAR = '2026-11-22';

describe('a typed day', () => {
  const spellings = [
    ...[
      '۱۴۰۵/۹/۱',
      '۱۴۰۵/۰۹/۰۱',
      '1405-09-01',
      '1405/9/1',
      '١٤٠٥/٠٩/٠١',
      '1405.9.1',
      '1405 9 1',
      ' ۱۴۰۵ / ۰۹ / ۰۱ ',
      '\u200f۱۴۰۵/۰۹/۰۱\u200e',
    ],
    ...[
      '۱ آذر ۱۴۰۵',
      '۰۱ آذر ۱۴۰۵',
      'یکشنبه ۱ آذر ۱۴۰۵',
      'یک\u200cشنبه، ۱ آذر ۱۴۰۵',
      '۱ آذرماه ۱۴۰۵',
      '1 Azar 1405',
      '۱۴۰۵ آذر ۱',
      '۱ آذر ۰۵',
      '۱/آذر/۱۴۰۵',
      '۱-آذر-۱۴۰۵',
    ],
    ...[
      '۰۵/۹/۱',
      '05/09/01',
      '14050901',
      '۱۴۰۵۰۹۰۱',
      '1/9/1405',
      '۰۱/۰۹/۱۴۰۵',
      '2026-11-22',
      '2026/11/22',
      '20261122',
      '۲۰۲۶-۱۱-۲۲',
      '1405\u00a009\u00a001',
    ],
  ];
  for (const text of spellings) {
    it(`understands ${JSON.stringify(text)}`, () => {
      expect(parseDay(text)).to.equal(FIRST_OF_AZAR);
    });
  }

  const nonsense = [
    '',
    ' ',
    'فردا',
    '۱۴۰۴/۱۲/۳۰',
    '1405/13/1',
    '1405/7/31',
    '1405/9',
    '1405',
    '2026-02-30',
    '11/22/2026',
    '140509011',
    '1405/0/1',
    '1/1',
    '۱ آبان آذر ۱۴۰۵',
    '0900/01/01',
    '1700/01/01',
    'abc/9/1',
  ];
  for (const text of nonsense) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(parseDay(text)).to.equal(null);
    });
  }

  it('reads two-digit years below 50 as 14.. and the others as 13..', () => {
    expect(parseDay('65/2/3')).to.equal(fromJalali({ year: 1365, month: 2, day: 3 }));
    expect(parseDay('۴۹/۲/۳')).to.equal(fromJalali({ year: 1449, month: 2, day: 3 }));
    expect(parseJalaliYear('۶۵')).to.equal(1365);
    expect(parseJalaliYear('۰۵')).to.equal(1405);
    expect(parseJalaliYear(' ۱۳۶۵ ')).to.equal(1365);
    expect(parseJalaliYear('1986')).to.equal(null);
    expect(parseJalaliYear('x')).to.equal(null);
  });

  it('takes every month by name and number', () => {
    expect(['1', '۱۲', 'فروردین', 'فروردين', 'Esfand', 'مرداد', 'امرداد'].map(parseMonth)).to.deep.equal([1, 12, 1, 1, 12, 5, 5]);
    expect(['0', '13', '', 'June'].map(parseMonth)).to.deep.equal([null, null, null, null]);
  });

  it('reads 30 Esfand of a leap year only', () => {
    expect(parseDay('۳۰ اسفند ۱۴۰۳')).to.equal('2025-03-20');
    expect(parseDay('۳۰ اسفند ۱۴۰۴')).to.equal(null);
  });
});

describe('a typed time', () => {
  it('is understood in any digits', () => {
    expect(['8:09', '۸:۰۹', '08:09', '0809', '۸', '16:30:00', ' 23 : 59 ', '8.30', '8٫30'].map(parseTime)).to.deep.equal([
      ...['08:09', '08:09', '08:09', '08:09', '08:00', '16:30', '23:59', '08:30', '08:30'],
    ]);
  });

  it('is refused when no clock shows it', () => {
    expect(['24:00', '8:60', '', 'noon', '8:9', '123', '99999'].map(parseTime)).to.deep.equal(Array(7).fill(null));
  });
});
