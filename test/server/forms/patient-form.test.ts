import { expect } from 'chai';
import fc from 'fast-check';
import { parseForm } from '../../../server/forms/parse.js';
import { enrollForm, patientEditForm } from '../../../server/forms/patient-form.js';
import { patientListQuery } from '../../../server/forms/patient-list-query.js';

const TODAY = '2026-11-22';
const SENT = { firstName: 'سارا', lastName: 'کریمی', submissionKey: 'form-0001' };
const read = (changes: Record<string, unknown>) => parseForm(enrollForm(TODAY), { ...SENT, ...changes });
const reasons = (changes: Record<string, unknown>): string[] => {
  const parsed = read(changes);
  return parsed.ok ? [] : parsed.problems.map(({ field, reason }) => `${field}: ${reason}`);
};
const formOf = (changes: Record<string, unknown>) => {
  const parsed = read(changes);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.form;
};

describe('the enrollment form', () => {
  it('needs no more than a name', () => {
    expect(formOf({})).to.deep.equal({
      ...{ firstName: 'سارا', lastName: 'کریمی', mobile: null, nationalCode: null, birthOn: null, birthIsEstimated: false },
      ...{ sex: null, education: null, area: null, source: null, fileNumber: null, consents: [], submissionKey: 'form-0001' },
      ...{ referral: null, referralVia: 'desk' },
    });
  });

  it('cleans what is typed', () => {
    const form = formOf({
      firstName: ' \u202eعلي\u202c  رضا ',
      mobile: '+98 (912) 345-6789',
      nationalCode: '499370899',
      area: ' منطقه\u00a0۵ ',
    });
    expect(form).to.include({ firstName: 'علی رضا', mobile: '09123456789', nationalCode: '0499370899', area: 'منطقه 5' });
  });

  it('says every mistake at once', () => {
    expect(
      reasons({
        firstName: '',
        lastName: '۱۲۳',
        mobile: '12',
        nationalCode: '1111111111',
        birthYear: '1300',
        birthDay: '1',
        sex: 'x',
        education: 'phd',
      }),
    ).to.have.members([
      ...['firstName: first-name-missing', 'lastName: name-letters', 'mobile: mobile-invalid', 'nationalCode: national-code-invalid'],
      ...['birthDay: birth-month-missing', 'sex: unknown-choice', 'education: unknown-choice'],
    ]);
    expect(reasons({ firstName: 'ا'.repeat(61), area: 'ا'.repeat(61) })).to.have.members(['firstName: too-long', 'area: too-long']);
    expect(parseForm(enrollForm(TODAY), undefined).ok).to.equal(false);
    expect(parseForm(enrollForm(TODAY), 'text').ok).to.equal(false);
  });

  const births: [Record<string, string>, string | null][] = [
    [{ birthDay: '۲۵', birthMonth: '7', birthYear: '۱۳۷۱' }, '1992-10-17'],
    [{ birthDay: '25', birthMonth: 'مهر', birthYear: '71' }, '1992-10-17'],
    [{ birthDay: '30', birthMonth: '12', birthYear: '1403' }, '2025-03-20'],
    [{ birthDay: '', birthMonth: '', birthYear: '1371' }, '1992-09-23'],
    [{ birthDay: '', birthMonth: '', birthYear: '' }, null],
  ];
  for (const [typed, birthOn] of births) {
    it(`reads ${JSON.stringify(Object.values(typed))} as ${String(birthOn)}`, () => {
      expect(formOf(typed).birthOn).to.equal(birthOn);
      expect(formOf(typed).birthIsEstimated).to.equal(typed['birthDay'] === '' && typed['birthYear'] !== '');
    });
  }

  const badBirths: [string, string, string, string][] = [
    ['30', '12', '1404', 'birth-invalid'],
    ['31', '7', '1371', 'birth-invalid'],
    ['x', '7', '1371', 'birth-invalid'],
    ['1', '13', '1371', 'birth-invalid'],
    ['1', '7', '', 'birth-year-missing'],
    ['1', '7', '1992', 'birth-year-invalid'],
    ['1', '', '1371', 'birth-month-missing'],
    ['', '7', '1371', 'birth-day-missing'],
    ['2', '9', '1405', 'birth-in-future'],
    ['1', '1', '1270', 'birth-too-old'],
  ];
  for (const [birthDay, birthMonth, birthYear, reason] of badBirths) {
    it(`refuses the birthday ${birthYear}/${birthMonth}/${birthDay}: ${reason}`, () => {
      expect(reasons({ birthDay, birthMonth, birthYear })).to.deep.equal([`birthDay: ${reason}`]);
    });
  }

  it('takes one consent or several and no purpose of its own making', () => {
    expect(formOf({ consents: 'service' }).consents).to.deep.equal(['service']);
    expect(formOf({ consents: ['service', 'survey'] }).consents).to.deep.equal(['service', 'survey']);
    expect(reasons({ consents: ['everything'] })).to.deep.equal(['consents: unknown-choice']);
  });

  it('refuses fields that it does not have', () => {
    for (const field of ['tier', 'clinicId', 'role', 'status']) expect(reasons({ [field]: '1' })).to.deep.equal([`${field}: invalid`]);
  });

  it('never throws, whatever is sent', () => {
    const anything = fc.dictionary(
      fc.constantFrom('firstName', 'lastName', 'mobile', 'nationalCode', 'birthDay', 'birthMonth', 'birthYear', 'sex', 'consents', 'x'),
      fc.anything(),
    );
    fc.assert(
      fc.property(anything, (sent) => {
        expect(parseForm(enrollForm(TODAY), sent)).to.have.property('ok');
        expect(() => patientListQuery.parse(sent)).to.not.throw();
      }),
    );
  });
});

describe('the form of an existing patient', () => {
  it('lets a source stay that an import named in its own words, and takes no other', () => {
    const sent = { firstName: 'سارا', lastName: 'کریمی' };
    expect(parseForm(patientEditForm(TODAY, 'بیلبورد'), { ...sent, source: 'بیلبورد' }).ok).to.equal(true);
    expect(parseForm(patientEditForm(TODAY, null), { ...sent, source: 'بیلبورد' }).ok).to.equal(false);
    expect(parseForm(patientEditForm(TODAY, 'بیلبورد'), { ...sent, source: 'referral' }).ok).to.equal(true);
  });
});
