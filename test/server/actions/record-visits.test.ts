import { expect } from 'chai';
import type { Clinic } from '../../../models/clinic.js';
import type { Db } from '../../../models/database.js';
import { findOrCreateSpecialty } from '../../../models/catalogue.js';
import { instantOf } from '../../../models/persian/tehran-time.js';
import { recordVisit } from '../../../server/actions/record-visit.js';
import { recordVisits } from '../../../server/actions/record-visits.js';
import { buildClinic, buildPatient, NOW, SYSTEM } from '../../support/builders.js';
import { openTestDatabase } from '../../support/database.js';

const DAYS = ['2026-11-20', '2026-03-03', '2026-11-21', '2026-11-21', '2026-09-09'];

describe('recordVisits', () => {
  let db: Db;
  let clinic: Clinic;
  before(async () => {
    db = await openTestDatabase();
    clinic = await buildClinic(db);
  });
  after(() => db.close());

  const standingOf = async (id: number) => {
    const [row] = await db.select(
      `SELECT status, tier, tier_credit, visit_count, last_visit_on AS "lastVisitOn", member_since_on AS "memberSinceOn"
       FROM patients WHERE clinic_id = :clinicId AND id = :id`,
      { clinicId: clinic.id, id },
    );
    const events = await db.select<{ kind: string }>('SELECT kind FROM club_events WHERE clinic_id = :clinicId AND patient_id = :id', {
      clinicId: clinic.id,
      id,
    });
    return { row, visits: events.filter(({ kind }) => kind === 'visit.recorded').length };
  };

  it('leaves a patient as recording the visits one after the other does', async () => {
    const { id: specialtyId } = await findOrCreateSpecialty(db, { clinicId: clinic.id, name: 'داخلی' });
    const atOnce = await buildPatient(db, clinic);
    const oneByOne = await buildPatient(db, clinic);
    const facts = { specialtyId, serviceId: null, illnessId: null, physicianId: null, amountRial: null, hasTime: true, note: null };
    const { visitIds } = await recordVisits({
      db,
      clinic,
      actor: SYSTEM,
      asOf: NOW,
      visits: DAYS.map((day) => ({ ...facts, patientId: atOnce.id, visitedOn: day, visitedAt: instantOf(day, '09:00') })),
    });
    expect(visitIds).to.have.length(DAYS.length);
    for (const day of DAYS) {
      const { illnessId: _illness, hasTime: _time, ...typed } = facts;
      const form = { ...typed, illness: null, day, time: '09:00', appointmentId: null };
      const recorded = await recordVisit({ db, clinic, actor: SYSTEM, asOf: NOW, patientId: oneByOne.id, form });
      expect(recorded.ok).to.equal(true);
    }
    expect(await standingOf(atOnce.id)).to.deep.equal(await standingOf(oneByOne.id));
  });

  it('does nothing for an empty list', async () => {
    expect(await recordVisits({ db, clinic, actor: SYSTEM, asOf: NOW, visits: [] })).to.deep.equal({ visitIds: [] });
  });
});
