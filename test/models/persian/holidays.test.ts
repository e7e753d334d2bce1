import { expect } from 'chai';
import { fixedHoliday } from '../../../models/persian/holidays.js';
import { fromJalali } from '../../../models/persian/jalali.js';

const holiday = (year: number, month: number, day: number) => fixedHoliday(fromJalali({ year, month, day }));

describe('fixed holidays', () => {
  it('are those of the solar calendar', () => {
    const days = { 1: [1, 2, 3, 4, 12, 13], 3: [14, 15], 11: [22], 12: [29] };
    for (const [month, daysOfMonth] of Object.entries(days)) {
      for (const day of daysOfMonth) expect(holiday(1405, Number(month), day), `${month}/${day}`).to.be.a('string');
    }
    expect(holiday(1403, 12, 30)).to.equal('year-end');
  });

  it('are no other days', () => {
    expect(holiday(1405, 1, 5)).to.equal(null);
    expect(holiday(1405, 9, 1)).to.equal(null);
  });
});
