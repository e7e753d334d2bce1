import { expect } from 'chai';
import fc from 'fast-check';
import { instantOf, tehranDay, tehranParts } from '../../../models/persian/tehran-time.js';

describe('the clock of Tehran', () => {
  it('is three and a half hours ahead all year since 1401', () => {
    expect(tehranParts(new Date('2026-07-01T00:00:00Z'))).to.deep.equal({ day: '2026-07-01', hour: 3, minute: 30 });
    expect(tehranParts(new Date('2026-01-01T20:29:59Z'))).to.deep.equal({ day: '2026-01-01', hour: 23, minute: 59 });
    expect(tehranDay(new Date('2025-03-20T20:30:00Z'))).to.equal('2025-03-21');
    expect(instantOf('2026-07-01', '08:09').toISOString()).to.equal('2026-07-01T04:39:00.000Z');
  });

  it('kept summer time until 1401', () => {
    expect(tehranParts(new Date('2022-07-01T00:00:00Z'))).to.deep.equal({ day: '2022-07-01', hour: 4, minute: 30 });
    expect(instantOf('2021-07-01', '10:00').toISOString()).to.equal('2021-07-01T05:30:00.000Z');
    expect(instantOf('2021-01-01', '10:00').toISOString()).to.equal('2021-01-01T06:30:00.000Z');
  });

  it('moves an hour that never came forward and takes the first of an hour that came twice', () => {
    expect(tehranParts(instantOf('2021-03-22', '00:30'))).to.deep.equal({ day: '2021-03-22', hour: 1, minute: 30 });
    expect(instantOf('2022-09-21', '23:30').toISOString()).to.equal('2022-09-21T19:00:00.000Z');
  });

  it('refuses nonsense', () => {
    expect(() => instantOf('2026-01-01', '25:00')).to.throw(RangeError);
    expect(() => instantOf('yesterday', '08:00')).to.throw(RangeError);
  });

  it('agrees with Intl and reads back what it wrote', () => {
    const intl = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tehran', dateStyle: 'short', timeStyle: 'short' });
    const instant = fc.date({ min: new Date('1985-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(instant, (at) => {
        const { day, hour, minute } = tehranParts(at);
        const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
        expect(`${day} ${time}`).to.equal(intl.format(at));
        const back = tehranParts(instantOf(day, time));
        expect(back).to.deep.equal({ day, hour, minute });
      }),
      { numRuns: 500 },
    );
  });
});
