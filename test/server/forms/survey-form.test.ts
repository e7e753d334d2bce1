import { expect } from 'chai';
import { parseForm } from '../../../server/forms/parse.js';
import { surveyForm, surveyPeriod } from '../../../server/forms/survey-form.js';

describe('survey form', () => {
  it('reads a mark, one or several reasons and a text', () => {
    const one = parseForm(surveyForm, { recommendation: '10', reasons: 'waiting', comment: ' ممنون ' });
    expect(one).to.deep.equal({ ok: true, form: { recommendation: 10, reasons: ['waiting'], comment: 'ممنون' } });
    const more = parseForm(surveyForm, { recommendation: '0', reasons: ['cost', 'waiting', 'cost'] });
    expect(more).to.deep.equal({ ok: true, form: { recommendation: 0, reasons: ['cost', 'waiting'], comment: null } });
  });

  const refused: [Record<string, unknown>, string, string][] = [
    [{}, 'recommendation', 'recommendation-missing'],
    [{ recommendation: '11' }, 'recommendation', 'recommendation-missing'],
    [{ recommendation: '-1' }, 'recommendation', 'recommendation-missing'],
    [{ recommendation: ['9', '1'] }, 'recommendation', 'recommendation-missing'],
    [{ recommendation: '9', reasons: 'lunch' }, 'reasons', 'reason-unknown'],
    [{ recommendation: '9', comment: 'x'.repeat(1001) }, 'comment', 'comment-too-long'],
    [{ recommendation: '9', patientId: '1' }, 'patientId', 'invalid'],
  ];
  for (const [sent, field, reason] of refused) {
    it(`answers ${reason} to ${JSON.stringify(sent).slice(0, 60)}`, () => {
      const answer = parseForm(surveyForm, sent);
      expect(answer.ok ? [] : answer.problems).to.deep.equal([{ field, reason }]);
    });
  }

  it('shows the last 90 days unless a period is said', () => {
    expect(parseForm(surveyPeriod('2026-11-22'), {})).to.deep.equal({ ok: true, form: { from: '2026-08-25', to: '2026-11-22' } });
    expect(parseForm(surveyPeriod('2026-11-22'), { from: '۱۴۰۵/۰۱/۰۱', to: 'دیروز' })).to.deep.equal({
      ok: true,
      form: { from: '2026-03-21', to: '2026-11-21' },
    });
    const backwards = parseForm(surveyPeriod('2026-11-22'), { from: 'امروز', to: 'دیروز' });
    expect(backwards.ok ? [] : backwards.problems).to.deep.equal([{ field: 'to', reason: 'period-backwards' }]);
    const nonsense = parseForm(surveyPeriod('2026-11-22'), { from: 'x' });
    expect(nonsense.ok ? [] : nonsense.problems).to.deep.equal([{ field: 'from', reason: 'day-unreadable' }]);
  });
});
