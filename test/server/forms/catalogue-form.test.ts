import { expect } from 'chai';
import { catalogueForms, catalogueList } from '../../../server/forms/catalogue-form.js';
import { parseForm } from '../../../server/forms/parse.js';

describe('catalogue forms', () => {
  it('reads an entry of each list', () => {
    expect(parseForm(catalogueForms.specialties, { name: ' پوست و مو ' })).to.deep.equal({ ok: true, form: { name: 'پوست و مو' } });
    expect(parseForm(catalogueForms.services, { name: 'ویزیت', specialtyId: '2', amountRial: '۲۵۰٬۰۰۰' })).to.deep.equal({
      ok: true,
      form: { name: 'ویزیت', specialtyId: 2, amountRial: 2_500_000 },
    });
    expect(parseForm(catalogueForms.physicians, { name: 'دکتر احمدی', specialtyId: '', staffMemberId: '' })).to.deep.equal({
      ok: true,
      form: { name: 'دکتر احمدی', specialtyId: null, staffMemberId: null },
    });
    expect(parseForm(catalogueForms.illnesses, { name: 'ریزش مو', code: 'D-۱' })).to.deep.equal({
      ok: true,
      form: { name: 'ریزش مو', code: 'D-1' },
    });
  });

  it('refuses what has no name, no code or fields of its own making', () => {
    const problems = (list: keyof typeof catalogueForms, sent: object) => {
      const answer = parseForm(catalogueForms[list], sent);
      return answer.ok ? [] : answer.problems.map(({ field, reason }) => `${field}:${reason}`);
    };
    expect(problems('specialties', { name: ' ' })).to.deep.equal(['name:name-missing']);
    expect(problems('specialties', { name: '***' })).to.deep.equal(['name:name-missing']);
    expect(problems('specialties', { name: 'x'.repeat(121) })).to.deep.equal(['name:name-too-long']);
    expect(problems('illnesses', { name: 'x', code: 'کد' })).to.deep.equal(['code:code-unreadable']);
    expect(problems('services', { name: 'x', amountRial: 'y' })).to.deep.equal(['amountRial:amount-unreadable']);
    expect(problems('physicians', { name: 'x', clinicId: '9' })).to.deep.equal(['clinicId:invalid']);
  });

  it('knows its lists by their path', () => {
    expect([catalogueList('services'), catalogueList('users')]).to.deep.equal(['services', null]);
  });
});
