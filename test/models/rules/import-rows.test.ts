import { expect } from 'chai';
import fc from 'fast-check';
import { IMPORT_FIELDS, type ImportField } from '../../../models/rules/import-columns.js';
import { planImport, type ImportMap } from '../../../models/rules/import-map.js';
import { readRow, type RowAnswer } from '../../../models/rules/import-rows.js';

const today = { day: '2026-11-22', time: '10:00' };
/** A good row, field by field; the headers are the names of the fields. */
const GOOD: Partial<Record<ImportField, string>> = {
  file_number: '۱۰۰۳۸۶',
  first_name: 'سارا',
  last_name: 'نوري',
  national_code: '0499370899',
  mobile: '+98 912 345 6789',
  sex: 'زن',
  birth_on: '۱۳۷۳/۱۱/۲۳',
  education: 'كارشناسي',
  area: 'منطقه ۲',
  source: '',
  visited_on: '1405-9-1',
  time: '۸:۰۹',
  specialty: 'پوست و مو',
  service: 'ویزیت',
  illness_code: 'l70',
  physician: 'دکتر احمدی',
  amount: '9,000,000',
};

type Cells = Partial<Record<ImportField, string>>;
const read = (changes: Cells = {}, map: Partial<ImportMap> = {}, without: ImportField[] = []): RowAnswer => {
  const cells = Object.entries({ ...GOOD, ...changes }).filter(([field]) => !without.includes(field as ImportField));
  const columns = Object.fromEntries(cells.map(([field]) => [field, field as ImportField]));
  const planned = planImport(
    cells.map(([field]) => field),
    { columns, amountUnit: 'rial', ...map },
  );
  if (!planned.ok) throw new Error(planned.reason);
  return readRow(
    planned.plan,
    cells.map(([, text]) => text),
    today,
  );
};
const fault = (...args: Parameters<typeof read>) => {
  const answer = read(...args);
  return answer.ok ? 'good' : `${answer.column ?? '-'}: ${answer.reason}`;
};
const patient = (...args: Parameters<typeof read>) => {
  const answer = read(...args);
  if (!answer.ok) throw new Error(answer.reason);
  return answer.patient;
};

describe('reading a row of a clinic file', () => {
  it('reads a good row', () => {
    expect(read()).to.deep.equal({
      ok: true,
      forgiven: [],
      patient: {
        fileNumber: '100386',
        firstName: 'سارا',
        lastName: 'نوری',
        nationalCode: '0499370899',
        mobile: '09123456789',
        sex: 'f',
        birthOn: '1995-02-12',
        birthIsEstimated: false,
        education: 'bachelor',
        area: 'منطقه ۲',
        source: null,
      },
      visit: {
        visitedOn: '2026-11-22',
        time: '08:09',
        specialty: 'پوست و مو',
        service: 'ویزیت',
        illnessCode: 'L70',
        illnessName: null,
        physician: 'دکتر احمدی',
        amountRial: 9_000_000,
        visitNumber: null,
      },
    });
  });

  const BAD: [Cells, string][] = [
    [{ national_code: '0499370898' }, 'national_code: national-code-wrong-check-digit'],
    [{ national_code: '1111111111' }, 'national_code: national-code-wrong-check-digit'],
    [{ national_code: '1234' }, 'national_code: national-code-is-none'],
    [{ mobile: 'ندارد' }, 'mobile: mobile-is-no-mobile'],
    [{ mobile: '091234567890' }, 'mobile: mobile-is-no-mobile'],
    [{ mobile: '0212233445' }, 'mobile: mobile-is-no-mobile'],
    [{ visited_on: '1404/12/30' }, 'visited_on: visit-date-does-not-exist'],
    [{ visited_on: 'دیروز' }, 'visited_on: visit-date-does-not-exist'],
    [{ visited_on: '' }, 'visited_on: no-visit-day'],
    [{ visited_on: '1405/09/02' }, 'visited_on: visit-in-the-future'],
    [{ time: '10:01' }, 'visited_on: visit-in-the-future'],
    [{ birth_on: '1405/09/02' }, 'birth_on: born-after-the-visit'],
    [{ birth_on: '1370/13/01' }, 'birth_on: birth-date-does-not-exist'],
    [{ birth_on: '1250/01/01' }, 'birth_on: born-too-long-ago'],
    [{ file_number: '' }, 'file_number: no-file-number'],
    [{ sex: 'X' }, 'sex: sex-is-neither'],
    [{ sex: 'نامشخص' }, 'sex: sex-is-neither'],
    [{ sex: '؟' }, 'sex: sex-is-neither'],
    [{ amount: '-' }, 'amount: amount-is-no-number'],
    [{ amount: '15O0000' }, 'amount: amount-is-no-number'],
    [{ amount: '-5000' }, 'amount: amount-is-no-number'],
    [{ time: '25:70' }, 'time: time-does-not-exist'],
    [{ specialty: '' }, 'specialty: no-specialty'],
    [{ first_name: '', last_name: '' }, 'last_name: no-name'],
    [{ first_name: '؟', last_name: '12' }, 'last_name: no-name'],
    [{ last_name: 'ا'.repeat(81) }, 'last_name: text-too-long'],
    [{ area: 'x'.repeat(81) }, 'area: text-too-long'],
    [{ last_name: 'ن\ufffdری' }, 'last_name: letters-unreadable'],
    [{ age: 'پیر', birth_on: '' }, 'age: age-is-no-age'],
    [{ age: '151', birth_on: '' }, 'age: age-is-no-age'],
    [{ age: '-1', birth_on: '' }, 'age: age-is-no-age'],
  ];
  for (const [cells, expected] of BAD) {
    it(`names ${JSON.stringify(cells)} as ${expected}`, () => {
      expect(fault(cells)).to.equal(expected);
    });
  }

  it('names the first mistake of a row with several', () => {
    expect(fault({ file_number: '', sex: 'X', amount: '-' })).to.equal('file_number: no-file-number');
  });

  it('takes an empty cell for unknown, not for wrong', () => {
    const empty: Cells = {
      national_code: '',
      mobile: '',
      sex: '',
      birth_on: '',
      education: '',
      time: '',
      service: '',
      illness_code: '',
      amount: '',
    };
    expect(fault(empty)).to.equal('good');
  });

  it('forgives the fields it is told to, and only them', () => {
    const lenient = ['national_code', 'mobile', 'sex', 'amount'] as const;
    const faulty: Cells = { national_code: '1', mobile: '1', sex: 'X', amount: '-' };
    const answer = read(faulty, { lenient });
    expect(answer).to.deep.include({ ok: true });
    expect(answer.ok && answer.patient).to.include({ nationalCode: null, mobile: null, sex: null });
    expect(answer.ok && answer.forgiven.map(({ column }) => column)).to.deep.equal(['national_code', 'mobile', 'sex', 'amount']);
    expect(fault({ ...faulty, time: '25:70' }, { lenient })).to.equal('time: time-does-not-exist');
    expect(fault(faulty, { lenient: ['mobile'] })).to.equal(
      'national_code: national-code-wrong-check-digit'.replace('wrong-check-digit', 'is-none'),
    );
  });

  it('finds the time behind the date', () => {
    const answer = read({ visited_on: '1403/05/02 17:30' }, {}, ['time']);
    expect(answer.ok && answer.visit).to.include({ visitedOn: '2024-07-23', time: '17:30' });
  });

  it('counts a day number from the day that the map names', () => {
    const answer = read({ day_number: '۴' }, { dayZero: '2020-03-01' }, ['visited_on', 'birth_on']);
    expect(answer.ok && answer.visit?.visitedOn).to.equal('2020-03-05');
    expect(fault({ day_number: '4.5' }, { dayZero: '2020-03-01' }, ['visited_on'])).to.equal('day_number: day-number-is-no-number');
  });

  it('makes an age the first day of a birth year and says that it is estimated', () => {
    expect(patient({ age: '۳۰', birth_on: '' })).to.include({ birthOn: '1996-03-20', birthIsEstimated: true });
    expect(patient({ age: '0.8', birth_on: '' })).to.include({ birthOn: '2026-03-21', birthIsEstimated: true });
    expect(patient({ birth_year: '1365' }, {}, ['birth_on'])).to.include({ birthOn: '1986-03-21', birthIsEstimated: true });
    expect(patient({ birth_year: '1986' }, {}, ['birth_on'])).to.include({ birthOn: '1986-01-01', birthIsEstimated: true });
  });

  it('divides a full name', () => {
    const names = (full: string) => {
      const { firstName, lastName } = patient({ full_name: full }, {}, ['first_name', 'last_name']);
      return [firstName, lastName];
    };
    expect(names('سارا نوری زاده')).to.deep.equal(['سارا', 'نوری زاده']);
    expect(names('نوری زاده، سارا')).to.deep.equal(['سارا', 'نوری زاده']);
    expect(names('نوری')).to.deep.equal(['', 'نوری']);
  });

  it('puts education and source into the words of the club, and keeps a source that the club has no word for', () => {
    expect(patient({ education: 'کارشناسی ارشد و بالاتر', source: 'جست‌وجوی اینترنتی' })).to.include({
      education: 'master',
      source: 'web-search',
    });
    expect(patient({ education: 'فوق‌ديپلم', source: 'تابلوي خيابان' })).to.include({ education: 'associate', source: 'تابلوی خیابان' });
    const answer = read({ education: 'حوزوی' });
    expect(answer.ok && answer.forgiven).to.deep.equal([{ column: 'education', reason: 'education-is-unknown' }]);
    expect(answer.ok && answer.patient.education).to.equal(null);
  });

  it('uses the words that the map explains', () => {
    expect(patient({ sex: '2' }, { values: { sex: { '2': 'f' } } }).sex).to.equal('f');
    expect(patient({ sex: 'constructor' }, { lenient: ['sex'], values: { sex: { '2': 'f' } } }).sex).to.equal(null);
  });

  it('takes the specialty of the map where the row has none', () => {
    const answer = read({ specialty: '' }, { specialty: 'داخلی' });
    expect(answer.ok && answer.visit?.specialty).to.equal('داخلی');
  });

  it('refuses a row that nothing identifies', () => {
    expect(fault({ mobile: '', birth_on: '' }, {}, ['file_number', 'national_code'])).to.equal('-: nothing-to-know-the-patient-by');
  });

  it('refuses a row that is wider than its header', () => {
    const planned = planImport(['f', 'n'], { columns: { f: 'file_number', n: 'full_name' } });
    if (!planned.ok) throw new Error(planned.reason);
    expect(readRow(planned.plan, ['1', 'سارا نوری', 'x'], today)).to.deep.equal({
      ok: false,
      column: null,
      reason: 'more-cells-than-columns',
    });
    expect(readRow(planned.plan, ['1', 'سارا نوری', ''], today).ok).to.equal(true);
  });

  it('reads a list of patients without visits', () => {
    const answer = read({}, {}, ['visited_on', 'time', 'specialty', 'service', 'illness_code', 'physician', 'amount']);
    expect(answer.ok && answer.visit).to.equal(null);
    expect(
      fault({ birth_on: '1405/10/01' }, {}, ['visited_on', 'time', 'specialty', 'service', 'illness_code', 'physician', 'amount']),
    ).to.equal('birth_on: born-in-the-future');
  });

  it('answers every possible cell with a value or a reason', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...IMPORT_FIELDS.filter((field) => field in GOOD)),
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        (field, text) => {
          const answer = read({ [field]: text });
          return answer.ok || /^[a-z-]+$/.test(answer.reason);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
