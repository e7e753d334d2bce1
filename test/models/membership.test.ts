import { expect } from 'chai';
import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import type { Patient } from '../../models/patient.js';
import { becomeMember } from '../../models/membership.js';
import { buildClinic, buildPatient, NOW, SYSTEM } from '../support/builders.js';
import { openTestDatabase } from '../support/database.js';

describe('membership', () => {
  let db: Db;
  let clinic: Clinic;
  before(async () => {
    db = await openTestDatabase();
    clinic = await buildClinic(db);
  });
  after(() => db.close());
  const fileOf = ({ clinicId, id }: Patient) => db.records.Patient.findOne({ where: { clinicId, id } });

  it('begins with the first visit, once, and moves back for a visit recorded late', async () => {
    const patient = await buildPatient(db, clinic);
    const join = (visitedOn: string) =>
      db.transaction(() => becomeMember(db, { clinicId: clinic.id, patientId: patient.id, visitedOn, actor: SYSTEM, asOf: NOW }));
    expect(await join('2026-11-20')).to.deep.equal({ changed: true });
    expect(await join('2026-11-22')).to.deep.equal({ changed: false });
    expect(await fileOf(patient)).to.include({ status: 'member', memberSinceOn: '2026-11-20' });
    expect(await join('2026-10-01')).to.deep.equal({ changed: false });
    expect((await fileOf(patient))?.memberSinceOn).to.equal('2026-10-01');
    const events = await db.records.ClubEvent.findAll({ where: { clinicId: clinic.id, patientId: patient.id } });
    expect(events.map((event) => event.kind)).to.deep.equal(['patient.became-member']);
  });

  it('leaves patients of other clinics alone', async () => {
    const stranger = await buildPatient(db, await buildClinic(db));
    const answer = await db.transaction(() =>
      becomeMember(db, { clinicId: clinic.id, patientId: stranger.id, visitedOn: '2026-11-20', actor: SYSTEM, asOf: NOW }),
    );
    expect(answer).to.deep.equal({ changed: false });
    expect((await fileOf(stranger))?.status).to.equal('prospect');
  });
});
