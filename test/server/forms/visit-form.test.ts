import { expect } from 'chai';
import { parseForm } from '../../../server/forms/parse.js';
import { visitForm, visitorForm } from '../../../server/forms/visit-form.js';

const typed = (overrides: Record<string, unknown> = {}) => ({ specialtyId: '3', day: 'امروز', ...overrides });
const read = (overrides: Record<string, unknown> = {}) => parseForm(visitForm('2026-11-22'), typed(overrides));

describe('visit form', () => {
  it('reads a full visit in Persian digits', () => {
    const form = {
      serviceId: '7',
      illness: ' L20 ',
      physicianId: '2',
      day: '۱۴۰۵/۹/۱',
      time: '۱۴:۳۰',
      amountRial: '۱٬۲۰۰٬۰۰۰',
      note: 'خط یک\r\nخط دو\u0000',
      appointmentId: '',
      submissionKey: 'a'.repeat(22),
    };
    expect(read(form)).to.deep.equal({
      ok: true,
      form: {
        specialtyId: 3,
        serviceId: 7,
        illness: 'L20',
        physicianId: 2,
        day: '2026-11-22',
        time: '14:30',
        amountRial: 12_000_000,
        note: 'خط یک\nخط دو',
        appointmentId: null,
        submissionKey: 'a'.repeat(22),
      },
    });
  });

  it('leaves what is empty open', () => {
    expect(read()).to.deep.equal({
      ok: true,
      form: {
        specialtyId: 3,
        serviceId: null,
        illness: null,
        physicianId: null,
        day: '2026-11-22',
        time: null,
        amountRial: null,
        note: null,
        appointmentId: null,
      },
    });
  });

  const refused: [Record<string, unknown>, string, string][] = [
    [{ specialtyId: '' }, 'specialtyId', 'specialty-missing'],
    [{ specialtyId: undefined }, 'specialtyId', 'specialty-missing'],
    [{ specialtyId: '1 OR 1=1' }, 'specialtyId', 'invalid'],
    [{ specialtyId: ['1', '2'] }, 'specialtyId', 'specialty-missing'],
    [{ serviceId: '-1' }, 'serviceId', 'invalid'],
    [{ day: '' }, 'day', 'day-missing'],
    [{ day: '۱۴۰۴/۱۲/۳۰' }, 'day', 'day-unreadable'],
    [{ time: '25:00' }, 'time', 'time-unreadable'],
    [{ amountRial: 'زیاد' }, 'amountRial', 'amount-unreadable'],
    [{ amountRial: '-5' }, 'amountRial', 'amount-unreadable'],
    [{ note: 'x'.repeat(401) }, 'note', 'note-too-long'],
    [{ submissionKey: 'short' }, 'submissionKey', 'invalid'],
    [{ clinicId: '2' }, 'clinicId', 'invalid'],
  ];
  for (const [overrides, field, reason] of refused) {
    it(`answers ${reason} to ${JSON.stringify(overrides).slice(0, 60)}`, () => {
      const answer = read(overrides);
      expect(answer.ok ? [] : answer.problems).to.deep.equal([{ field, reason }]);
    });
  }

  it('reads a scanned or typed member number', () => {
    for (const member of ['100386', '۱۰۰۳۸۶', ' 100 386\n', '100-386']) {
      expect(parseForm(visitorForm, { member })).to.deep.equal({ ok: true, form: { member: 100386 } });
    }
    expect(parseForm(visitorForm, { member: 'سارا' })).to.deep.equal({
      ok: false,
      problems: [{ field: 'member', reason: 'member-unknown' }],
    });
    expect(parseForm(visitorForm, {})).to.deep.equal({ ok: false, problems: [{ field: 'member', reason: 'member-missing' }] });
  });
});
