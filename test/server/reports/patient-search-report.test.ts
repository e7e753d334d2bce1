import { expect } from 'chai';
import type { Clinic } from '../../../models/clinic.js';
import type { Db, Value } from '../../../models/database.js';
import { searchPatients } from '../../../server/reports/patient-search-report.js';
import { buildClinic, buildPatient } from '../../support/builders.js';
import { openTestDatabase } from '../../support/database.js';

const EVERYBODY = { physicianId: null };

describe('finding a patient', () => {
  let db: Db;
  let clinic: Clinic;
  before(async () => {
    db = await openTestDatabase();
    clinic = await buildClinic(db);
    const people = [
      { firstName: 'سارا', lastName: 'کریمی', mobile: '09121112233', nationalCode: '0499370899' },
      { firstName: 'محمد\u200cرضا', lastName: 'نیک نام', mobile: '09350004455' },
      { firstName: 'علی', lastName: 'رئیسی', fileNumber: 'A-77' },
      { firstName: 'علیرضا', lastName: 'محمدی' },
      { firstName: 'فاطمة', lastName: 'آذري' },
      { firstName: 'John', lastName: 'Smith' },
    ];
    for (const person of people) await buildPatient(db, clinic, person);
    await buildPatient(db, await buildClinic(db), { firstName: 'سارا', lastName: 'بیگانه' });
  });
  after(() => db.close());
  const found = async (q: string, limit = 10) => {
    const answer = await searchPatients(db, { clinicId: clinic.id, sight: EVERYBODY, q, limit });
    return answer.patients.map((patient) => patient.lastName);
  };

  const cases: [string, string[]][] = [
    ['سا', ['کریمی']],
    ['كري', ['کریمی']],
    ['سارا کر', ['کریمی']],
    ['کریمی سارا', ['کریمی']],
    ['محمدرضا', ['نیک نام']],
    ['محمد رضا', ['نیک نام']],
    ['نیکنام', ['نیک نام']],
    ['نیک\u200cنام محمد', ['نیک نام']],
    ['رضا', ['نیک نام']],
    ['رییسی', ['رئیسی']],
    ['رئيسي', ['رئیسی']],
    ['فاطمه اذری', ['آذری']],
    ['مُحَمَّدی', ['محمدی']],
    ['smi', ['Smith']],
    ['۰۹۱۲۱۱۱', ['کریمی']],
    ['0912 111', ['کریمی']],
    ['+98912111', ['کریمی']],
    ['912111', ['کریمی']],
    ['٠٩٣٥٠٠٠٤٤٥٥', ['نیک نام']],
    ['۰۴۹۹۳۷۰۸۹۹', ['کریمی']],
    ['049-937089-9', ['کریمی']],
    ['049937', ['کریمی']],
    ['a77', ['رئیسی']],
    ['بیگانه', []],
    ['ارا', []],
    ['', []],
    ['؟؟', []],
    ['%', []],
    ["' OR 1=1 --", []],
  ];
  for (const [q, names] of cases) {
    it(`with ${JSON.stringify(q)} gives ${names.length === 0 ? 'nobody' : names.join(', ')}`, async () => {
      expect(await found(q)).to.deep.equal(names);
    });
  }

  it('by member number', async () => {
    const sara = await db.records.Patient.findOne({ where: { clinicId: clinic.id, lastName: 'کریمی' } });
    expect(await found(String(sara?.memberNumber))).to.deep.equal(['کریمی']);
    expect(await found('1000', 3)).to.have.length(3);
  });

  it('understands a keyboard left in the other layout and says so', async () => {
    const answer = await searchPatients(db, { clinicId: clinic.id, sight: EVERYBODY, q: 'shvh', limit: 5 });
    expect(answer.understoodAs).to.equal('سارا');
    expect(answer.patients.map((patient) => patient.lastName)).to.deep.equal(['کریمی']);
    const latin = await searchPatients(db, { clinicId: clinic.id, sight: EVERYBODY, q: 'تخاد', limit: 5 });
    expect(latin.understoodAs).to.equal('john');
    expect((await searchPatients(db, { clinicId: clinic.id, sight: EVERYBODY, q: 'zzzz', limit: 5 })).understoodAs).to.equal(null);
  });

  it('gives a physician only patients who visited them', async () => {
    const patients = await searchPatients(db, { clinicId: clinic.id, sight: { physicianId: 0 }, q: 'سارا', limit: 5 });
    expect(patients.patients).to.deep.equal([]);
  });

  it('takes at most four statements, all of them from the terms', async () => {
    const asked: { sql: string; values?: Record<string, Value> }[] = [];
    const watched: Db = {
      ...db,
      select: (sql, values) => {
        asked.push({ sql, ...(values ? { values } : {}) });
        return db.select(sql, values);
      },
    };
    await searchPatients(watched, { clinicId: clinic.id, sight: EVERYBODY, q: 'aaa bbb', limit: 5 });
    expect(asked.length).to.be.within(1, 4);
    if (db.dialect !== 'sqlite') return;
    for (const { sql, values } of asked) {
      const plan = await db.select<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, values);
      const details = plan.map((step) => step.detail).join('\n');
      expect(details).to.match(/SEARCH t USING COVERING INDEX/);
      expect(details).to.not.match(/SCAN (t|p)\b/);
    }
  });
});
