import { expect } from 'chai';
import { fixedHoliday } from '../../../models/persian/holidays.js';
import { fromJalali } from '../../../models/persian/jalali.js';

const holiday = (year: number, month: number, day: number) => fixedHoliday(fromJalali({ year, month, day }));

describe('fixed holidays', () => {
  it('are those of the solar calendar', () => {
    const days: [number, number][] = [
      ...([1, 2, 3, 4, 12, 13].map((day) => [1, day]) as [number, number][]),
      ...([14, 15].map((day) => [3, day]) as [number, number][]),
      [11, 22],
      [12, 29],
    ];
    for (const [month, day] of days) expect(holiday(1405, month, day), `${month}/${day}`).to.be.a('string');
    expect(holiday(1403, 12, 30)).to.equal('year-end');
  });

  it('are no other days', () => {
    expect(holiday(1405, 1, 5)).to.equal(null);
    expect(holiday(1405, 9, 1)).to.equal(null);
  });
});
