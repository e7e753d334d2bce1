import { expect } from 'chai';
import { formatter } from '../../../models/persian/format.js';

const fa = formatter('fa');
const en = formatter('en');
const LRM = '\u200e';

describe('the formatter', () => {
  const instant = new Date('2026-11-22T04:39:00Z');

  it('writes days and instants from their parts', () => {
    expect(fa.day('2026-11-22')).to.equal('۱۴۰۵/۰۹/۰۱');
    expect(fa.day(instant)).to.equal('۱۴۰۵/۰۹/۰۱');
    expect(fa.longDay('2026-11-22')).to.equal('یکشنبه ۱ آذر ۱۴۰۵');
    expect(fa.instant(instant)).to.equal('یکشنبه ۱ آذر ۱۴۰۵، ساعت ۸:۰۹');
    expect(fa.time(instant)).to.equal('۸:۰۹');
    expect(fa.time('18:05')).to.equal('۱۸:۰۵');
    expect(fa.longDay('2025-03-20')).to.equal('پنجشنبه ۳۰ اسفند ۱۴۰۳');
  });

  it('writes English with Jalali days in Latin letters', () => {
    expect(en.day('2026-11-22')).to.equal('1405/09/01');
    expect(en.longDay('2026-11-22')).to.equal('Sunday 1 Azar 1405');
    expect(en.instant(instant)).to.equal('Sunday 1 Azar 1405, 8:09');
    expect(en.number(1234567.891)).to.equal('1,234,567.89');
    expect(en.percent(0.253, 1)).to.equal('25.3%');
    expect(en.toman(1_200_000)).to.equal('120,000 toman');
    expect(en.digits('۰۹۱۲')).to.equal('0912');
  });

  it('writes numbers, shares and money in Persian', () => {
    expect(fa.number(1234567.891)).to.equal('۱٬۲۳۴٬۵۶۷٫۸۹');
    expect(fa.number(3.14159, 4)).to.equal('۳٫۱۴۱۶');
    expect(fa.number(-5)).to.equal(`${LRM}−۵`);
    expect(fa.percent(0.253)).to.equal('۲۵٪');
    expect(fa.percent(0.253, 1)).to.equal('۲۵٫۳٪');
    expect(fa.toman(1_200_000)).to.equal('۱۲۰٬۰۰۰ تومان');
    expect(fa.toman(125)).to.equal('۱۲٫۵ تومان');
    expect(fa.digits('0912 abc')).to.equal('۰۹۱۲ abc');
  });

  it('names months, weekdays and seasons', () => {
    expect(fa.monthName(2)).to.equal('اردیبهشت');
    expect(en.monthName(12)).to.equal('Esfand');
    expect(fa.weekdayName(0)).to.equal('شنبه');
    expect(fa.seasonName('winter')).to.equal('زمستان');
    expect(en.seasonName(7)).to.equal('Autumn');
  });

  it('says how far a day is', () => {
    expect(fa.relative('2026-11-19', '2026-11-22')).to.equal('۳ روز پیش');
    expect(fa.relative('2026-11-22', '2026-11-22')).to.equal('امروز');
    expect(en.relative('2026-12-22', '2026-11-22')).to.equal('in 4 weeks');
  });
});
