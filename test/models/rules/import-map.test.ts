import { expect } from 'chai';
import { planImport, type ImportMap } from '../../../models/rules/import-map.js';

const answer = (columns: ImportMap['columns'], more: Partial<ImportMap> = {}, options?: { patientsOnly: boolean }) => {
  const planned = planImport(['file', 'name', 'phone', 'day', 'number', 'ward', 'fee (rial)'], { columns, ...more }, options);
  return planned.ok ? 'ok' : planned.reason;
};
const visit = { file: 'file_number', name: 'full_name', day: 'visited_on', ward: 'specialty' } as const;

describe('laying a map over a file', () => {
  it('accepts a file that tells who came, when, and for which specialty', () => {
    expect(answer(visit)).to.equal('ok');
    expect(answer({ file: 'file_number', day: 'visited_on' }, { specialty: 'x' })).to.equal('ok');
    expect(answer({ name: 'full_name', phone: 'mobile' })).to.equal('ok');
  });

  for (const [reason, columns, more] of [
    ['column-not-in-file', { ...visit, other: 'area' }, {}],
    ['field-mapped-twice', { ...visit, number: 'file_number' }, {}],
    ['no-identity-column', { name: 'full_name', day: 'visited_on' }, { specialty: 'x' }],
    ['no-identity-column', { phone: 'mobile', day: 'visited_on' }, { specialty: 'x' }],
    ['no-day-column', { file: 'file_number', name: 'full_name', ward: 'specialty' }, {}],
    ['no-name-column', { file: 'file_number' }, {}],
    ['day-zero-needed', { file: 'file_number', name: 'full_name', number: 'day_number', ward: 'specialty' }, {}],
    ['specialty-needed', { file: 'file_number', name: 'full_name', day: 'visited_on' }, {}],
  ] as const) {
    it(`refuses with ${reason}: ${JSON.stringify(columns)}`, () => {
      expect(answer(columns, more)).to.equal(reason);
    });
  }

  it('reads a second file of patients for its patients only', () => {
    expect(answer(visit, {}, { patientsOnly: true })).to.equal('ok');
    expect(answer({ file: 'file_number', day: 'visited_on' }, {}, { patientsOnly: true })).to.equal('no-name-column');
  });

  it('takes the unit from the map, else from the header, else toman', () => {
    const unit = (columns: ImportMap['columns'], more: Partial<ImportMap> = {}) => {
      const planned = planImport(
        ['file', 'name', 'fee (rial)', 'fee'],
        { columns: { file: 'file_number', name: 'full_name', ...columns }, ...more },
        { patientsOnly: true },
      );
      return planned.ok ? planned.plan.amountUnit : planned.reason;
    };
    expect(unit({ 'fee (rial)': 'amount' })).to.equal('rial');
    expect(unit({ 'fee (rial)': 'amount' }, { amountUnit: 'toman' })).to.equal('toman');
    expect(unit({ fee: 'amount' })).to.equal('toman');
  });
});
