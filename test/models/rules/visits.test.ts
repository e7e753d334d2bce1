import { expect } from 'chai';
import { visitTime } from '../../../models/rules/visits.js';

const asOf = new Date('2026-11-22T06:30:00Z'); // 10:00 in Tehran
const nobody = { birthOn: null, birthIsEstimated: false };

describe('visits', () => {
  it('stand at the hour that was told, on the clinic’s clock', () => {
    expect(visitTime({ day: '2026-11-22', time: '09:59' }, nobody, asOf)).to.deep.equal({
      ok: true,
      visitedAt: new Date('2026-11-22T06:29:00Z'),
      visitedOn: '2026-11-22',
      hasTime: true,
    });
  });

  it('stand at noon when nobody noted the hour, and never after now', () => {
    const yesterday = visitTime({ day: '2026-11-21', time: null }, nobody, asOf);
    const today = visitTime({ day: '2026-11-22', time: null }, nobody, asOf);
    expect(yesterday).to.include({ ok: true, hasTime: false }).and.to.have.deep.property('visitedAt', new Date('2026-11-21T08:30:00Z'));
    expect(today).to.include({ ok: true, hasTime: false }).and.to.have.deep.property('visitedAt', asOf);
  });

  it('are never in the future', () => {
    expect(visitTime({ day: '2026-11-23', time: null }, nobody, asOf)).to.deep.equal({
      ok: false,
      reason: 'visit-in-the-future',
      field: 'day',
    });
    expect(visitTime({ day: '2026-11-22', time: '10:01' }, nobody, asOf)).to.deep.equal({
      ok: false,
      reason: 'visit-in-the-future',
      field: 'time',
    });
  });

  it('are never before birth; an estimated birthday may be a year off', () => {
    const born = { birthOn: '2026-11-01', birthIsEstimated: false };
    const refusal = { ok: false, reason: 'visit-before-birth', field: 'day' };
    expect(visitTime({ day: '2026-10-31', time: null }, born, asOf)).to.deep.equal(refusal);
    expect(visitTime({ day: '2026-11-01', time: null }, born, asOf).ok).to.equal(true);
    const estimated = { birthOn: '2026-11-01', birthIsEstimated: true };
    expect(visitTime({ day: '2025-11-01', time: null }, estimated, asOf).ok).to.equal(true);
    expect(visitTime({ day: '2025-10-30', time: null }, estimated, asOf)).to.deep.equal(refusal);
  });
});
