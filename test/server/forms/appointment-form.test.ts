import { expect } from 'chai';
import { appointmentChangeForm, appointmentForm, dayListQuery } from '../../../server/forms/appointment-form.js';
import { parseForm } from '../../../server/forms/parse.js';

const today = '2026-11-22';
const typed = (overrides: Record<string, unknown> = {}) => ({ patientId: '9', day: 'فردا', time: '۱۷:۳۰', ...overrides });
const read = (overrides: Record<string, unknown> = {}) => parseForm(appointmentForm(today), typed(overrides));

describe('appointment form', () => {
  it('reads an appointment of tomorrow', () => {
    const answer = read({ keepBoth: 'yes' });
    expect(answer.ok && answer.form).to.include({ patientId: 9, day: '2026-11-23', time: '17:30', specialtyId: null, keepBoth: 'yes' });
  });

  const refused: [Record<string, unknown>, string, string][] = [
    [{ patientId: '' }, 'patientId', 'patient-missing'],
    [{ day: '' }, 'day', 'day-missing'],
    [{ day: 'روزی' }, 'day', 'day-unreadable'],
    [{ time: '' }, 'time', 'time-missing'],
    [{ time: undefined }, 'time', 'time-missing'],
    [{ time: 'عصر' }, 'time', 'time-unreadable'],
    [{ note: 'x'.repeat(201) }, 'note', 'note-too-long'],
    [{ keepBoth: 'no' }, 'keepBoth', 'invalid'],
    [{ state: 'arrived' }, 'state', 'invalid'],
  ];
  for (const [overrides, field, reason] of refused) {
    it(`answers ${reason} to ${JSON.stringify(overrides).slice(0, 60)}`, () => {
      const answer = read(overrides);
      expect(answer.ok ? [] : answer.problems).to.deep.equal([{ field, reason }]);
    });
  }

  it('changes everything but the patient', () => {
    const answer = parseForm(appointmentChangeForm(today), typed());
    expect(answer.ok ? [] : answer.problems).to.deep.equal([{ field: 'patientId', reason: 'invalid' }]);
  });

  it('falls back to today and every state for a list that it cannot read', () => {
    expect(dayListQuery(today).parse({})).to.deep.equal({ day: today, state: null, after: null });
    expect(dayListQuery(today).parse({ day: 'x', state: 'gone', after: "1'" })).to.deep.equal({ day: today, state: null, after: null });
    expect(dayListQuery(today).parse({ day: '۱۴۰۵/۰۹/۰۲', state: 'booked' })).to.deep.equal({
      day: '2026-11-23',
      state: 'booked',
      after: null,
    });
  });
});
