import { expect } from 'chai';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import {
  addDays,
  addJalaliMonths,
  ageOn,
  daysBetween,
  fromJalali,
  isDay,
  isValidJalali,
  jalaliMonthEnd,
  jalaliMonthLength,
  jalaliMonthStart,
  jalaliYearEnd,
  jalaliYearStart,
  season,
  toJalali,
  weekday,
} from '../../../models/persian/jalali.js';

interface MonthStarts {
  rows: [number, number, number, string, number][];
}
const read = (name: string) => JSON.parse(readFileSync(new URL(`./vectors/${name}.json`, import.meta.url), 'utf8')) as unknown;
const someDay = fc.integer({ min: -40_000, max: 40_000 }).map((n) => addDays('2000-01-01', n));
const jalali = (year: number, month: number, day: number) => fromJalali({ year, month, day });

describe('the Jalali calendar', () => {
  it('has 30 Esfand 1403 and not 30 Esfand 1404', () => {
    expect(isValidJalali(1403, 12, 30)).to.equal(true);
    expect(isValidJalali(1404, 12, 30)).to.equal(false);
    expect(toJalali('2025-03-20')).to.deep.equal({ year: 1403, month: 12, day: 30 });
    expect(toJalali('2025-03-21')).to.deep.equal({ year: 1404, month: 1, day: 1 });
    expect(() => jalali(1404, 12, 30)).to.throw(RangeError);
  });

  it('knows where every month of 1390-1410 begins, how long it is and on which weekday', () => {
    for (const [year, month, length, firstDay, day] of (read('month-starts') as MonthStarts).rows) {
      expect(jalali(year, month, 1)).to.equal(firstDay);
      expect(jalaliMonthLength(year, month)).to.equal(length);
      expect(weekday(firstDay)).to.equal(day);
      expect(jalaliMonthStart(addDays(firstDay, length - 1))).to.equal(firstDay);
      expect(jalaliMonthEnd(firstDay)).to.equal(addDays(firstDay, length - 1));
    }
  });

  it('agrees with the dates that the calendar centre published', () => {
    for (const [text, gregorian] of (read('calendar-centre') as { rows: [string, string][] }).rows) {
      const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
      expect(jalali(year, month, day)).to.equal(gregorian);
      expect(toJalali(gregorian)).to.deep.equal({ year, month, day });
    }
  });

  it('has the official leap years 1206-1498', () => {
    const leap = new Set((read('leap-years') as { leapYears: number[] }).leapYears);
    for (let year = 1206; year <= 1498; year += 1) expect(isValidJalali(year, 12, 30), String(year)).to.equal(leap.has(year));
  });

  it('agrees with Intl on any day', () => {
    const intl = new Intl.DateTimeFormat('en-US-u-ca-persian-nu-latn', {
      timeZone: 'UTC',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
    });
    fc.assert(
      fc.property(someDay, (day) => {
        const part = (type: string) => Number(intl.formatToParts(new Date(`${day}T12:00:00Z`)).find((p) => p.type === type)?.value);
        expect(toJalali(day)).to.deep.equal({ year: part('year'), month: part('month'), day: part('day') });
        expect(fromJalali(toJalali(day))).to.equal(day);
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses what is no day', () => {
    for (const text of ['2025-02-29', '2025-13-01', '2025-1-1', 'yesterday', '', '2025-00-10']) {
      expect(isDay(text), text).to.equal(false);
      expect(() => toJalali(text), text).to.throw(RangeError);
    }
    expect(isValidJalali(1403, 13, 1)).to.equal(false);
    expect(isValidJalali(1403, 7, 31)).to.equal(false);
    expect(isValidJalali(1403, 1.5, 1)).to.equal(false);
  });

  it('counts days forth and back', () => {
    fc.assert(
      fc.property(someDay, fc.integer({ min: -5000, max: 5000 }), (day, n) => {
        expect(daysBetween(day, addDays(day, n))).to.equal(n);
        expect(weekday(addDays(day, 7))).to.equal(weekday(day));
      }),
    );
  });

  it('adds Jalali months and stays inside the shorter month', () => {
    expect(addJalaliMonths(jalali(1404, 6, 31), 1)).to.equal(jalali(1404, 7, 30));
    expect(addJalaliMonths(jalali(1403, 12, 30), 12)).to.equal(jalali(1404, 12, 29));
    expect(addJalaliMonths(jalali(1405, 1, 31), -1)).to.equal(jalali(1404, 12, 29));
    expect(addJalaliMonths(jalali(1405, 1, 15), -12)).to.equal(jalali(1404, 1, 15));
    expect(addJalaliMonths(jalali(1405, 11, 10), 3)).to.equal(jalali(1406, 2, 10));
  });

  it('begins and ends the year at Nowruz', () => {
    expect(jalaliYearStart('2025-03-20')).to.equal('2024-03-20');
    expect(jalaliYearEnd('2025-03-20')).to.equal('2025-03-20');
    expect(jalaliYearEnd('2025-03-21')).to.equal('2026-03-20');
  });

  it('divides the year into seasons of three Jalali months', () => {
    expect([1, 3, 4, 6, 7, 9, 10, 12].map((month) => season(jalali(1405, month, 1)))).to.deep.equal([
      ...['spring', 'spring', 'summer', 'summer', 'autumn', 'autumn', 'winter', 'winter'],
    ]);
  });

  it('counts age in Jalali years and lets 30 Esfand age on the 29th of a common year', () => {
    const born = jalali(1399, 12, 30);
    expect(ageOn(born, jalali(1400, 12, 28))).to.equal(0);
    expect(ageOn(born, jalali(1400, 12, 29))).to.equal(1);
    expect(ageOn(born, jalali(1403, 12, 29))).to.equal(3);
    expect(ageOn(born, jalali(1403, 12, 30))).to.equal(4);
    expect(ageOn(jalali(1365, 5, 10), jalali(1405, 5, 9))).to.equal(39);
    expect(ageOn(jalali(1365, 5, 10), jalali(1405, 5, 10))).to.equal(40);
    expect(ageOn(jalali(1405, 1, 2), jalali(1405, 1, 1))).to.be.below(0);
  });
});
