import { expect } from 'chai';
import { parseForm } from '../../../server/forms/parse.js';
import { surveyForm, surveyQuery } from '../../../server/forms/survey-form.js';

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

  it('reads which period and table are asked for, and falls back to this season', () => {
    const usual = { period: 'season', of: '', table: 'marks', format: null, after: null };
    expect(surveyQuery.parse({})).to.deep.equal(usual);
    expect(surveyQuery.parse({ period: 'week', of: ['x'], table: 'x', format: 'pdf', after: "1'" })).to.deep.equal(usual);
    expect(surveyQuery.parse({ period: 'year', of: '1404', table: 'reasons', format: 'xlsx', after: '7' })).to.deep.equal({
      period: 'year',
      of: '1404',
      table: 'reasons',
      format: 'xlsx',
      after: 7,
    });
  });
});
