import { expect } from 'chai';
import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import { findLookalikes } from '../../models/patient-duplicates.js';
import { buildClinic, buildPatient } from '../support/builders.js';
import { openTestDatabase } from '../support/database.js';

describe('lookalikes', () => {
  let db: Db;
  let clinic: Clinic;
  before(async () => {
    db = await openTestDatabase();
    clinic = await buildClinic(db);
    await buildPatient(db, clinic, { firstName: 'آمنه', lastName: 'رئیسی', birthOn: '1990-01-01', mobile: '09120000001' });
    await buildPatient(db, clinic, { firstName: 'بی', lastName: 'تاریخ', mobile: '09120000002' });
    await buildPatient(db, await buildClinic(db), { firstName: 'آمنه', lastName: 'رئیسی', birthOn: '1990-01-01', mobile: '09120000001' });
  });
  after(() => db.close());

  const cases: [string, { firstName: string; lastName: string; birthOn: string | null; mobile: string | null }, string[]][] = [
    ['the same folded name and birthday', { firstName: 'امنة', lastName: 'رييسي', birthOn: '1990-01-01', mobile: null }, ['same']],
    ['the same name and another birthday', { firstName: 'آمنه', lastName: 'رئیسی', birthOn: '1991-01-01', mobile: null }, []],
    [
      'the same name and mobile, one birthday unknown',
      { firstName: 'بی', lastName: 'تاریخ', birthOn: '1980-01-01', mobile: '09120000002' },
      ['same'],
    ],
    ['the same name only, one birthday unknown', { firstName: 'بی', lastName: 'تاریخ', birthOn: null, mobile: '09129999999' }, []],
    ['another name on the same mobile', { firstName: 'پدر', lastName: 'رئیسی', birthOn: null, mobile: '09120000001' }, ['family']],
    [
      'the same name and mobile with another birthday',
      { firstName: 'آمنه', lastName: 'رئیسی', birthOn: '2015-01-01', mobile: '09120000001' },
      ['family'],
    ],
    ['nothing in common', { firstName: 'کسی', lastName: 'دیگر', birthOn: '1990-01-01', mobile: null }, []],
  ];
  for (const [what, newcomer, kinds] of cases) {
    it(`for ${what}: ${kinds.join(', ') || 'none'}`, async () => {
      const found = await findLookalikes(db, clinic.id, newcomer);
      expect(found.map((patient) => patient.kind)).to.deep.equal(kinds);
    });
  }

  it('are never the patient who is being edited', async () => {
    const newcomer = { firstName: 'آمنه', lastName: 'رئیسی', birthOn: '1990-01-01', mobile: null };
    const [self] = await findLookalikes(db, clinic.id, newcomer);
    expect(await findLookalikes(db, clinic.id, newcomer, self?.id)).to.deep.equal([]);
  });
});
