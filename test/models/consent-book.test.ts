import { expect } from 'chai';
import type { Clinic } from '../../models/clinic.js';
import { consentsOf, stateConsent } from '../../models/consent-book.js';
import type { Db } from '../../models/database.js';
import type { ConsentSource } from '../../models/rules/consent-wording.js';
import { buildClinic, buildPatient, NOW, SYSTEM } from '../support/builders.js';
import { openTestDatabase } from '../support/database.js';

describe('the consent book', () => {
  let db: Db;
  let clinic: Clinic;
  before(async () => {
    db = await openTestDatabase();
    clinic = await buildClinic(db);
  });
  after(() => db.close());

  const later = (days: number) => new Date(NOW.getTime() + days * 86_400_000);
  const state = (patientId: number, isGiven: boolean, days: number, source: ConsentSource = 'desk') =>
    db.transaction(() =>
      stateConsent(db, {
        clinicId: clinic.id,
        patientId,
        purpose: 'promotion',
        isGiven,
        source,
        evidence: 'لغو۱۱',
        actor: SYSTEM,
        asOf: later(days),
      }),
    );

  it('answers with nothing for a patient who was never asked', async () => {
    const patient = await buildPatient(db, clinic);
    expect(await consentsOf(db, clinic.id, patient.id)).to.deep.equal({ service: null, promotion: null, survey: null });
  });

  it('lets the newest statement of a purpose count and keeps all of them', async () => {
    const patient = await buildPatient(db, clinic);
    expect(await state(patient.id, true, 0)).to.deep.equal({ changed: true });
    expect(await state(patient.id, true, 1)).to.deep.equal({ changed: false });
    expect(await state(patient.id, false, 2, 'sms')).to.deep.equal({ changed: true });
    const { promotion, survey } = await consentsOf(db, clinic.id, patient.id);
    expect(promotion).to.deep.equal({ isGiven: false, source: 'sms', recordedAt: later(2) });
    expect(survey).to.equal(null);
    expect(await db.records.Consent.count({ where: { clinicId: clinic.id, patientId: patient.id } })).to.equal(2);
  });

  it('writes down a refusal that nobody asked to give before', async () => {
    const patient = await buildPatient(db, clinic);
    expect(await state(patient.id, false, 0)).to.deep.equal({ changed: true });
  });
});
