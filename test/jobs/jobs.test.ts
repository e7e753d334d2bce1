import { expect } from 'chai';
import { Shift } from '../../jobs/night-shift.js';
import { TIMETABLE } from '../../jobs/timetable.js';
import { findOrCreateSpecialty } from '../../models/catalogue.js';
import { addDays } from '../../models/persian/jalali.js';
import { instantOf, tehranDay } from '../../models/persian/tehran-time.js';
import { openTestClub, type TestClub } from '../support/app.js';
import { buildPatient, NOW } from '../support/builders.js';
import { DIALECTS } from '../support/database.js';

const HOUR = 3_600_000;
const TODAY = tehranDay(NOW);

for (const dialect of DIALECTS) {
  describe(`the jobs on ${dialect}`, function () {
    this.timeout(60_000);
    let club: TestClub;
    let patientId: number;

    beforeEach(async () => {
      club = await openTestClub(dialect);
      const { db, clinic } = club;
      const patient = await buildPatient(db, clinic);
      patientId = patient.id;
      const specialty = await findOrCreateSpecialty(db, { clinicId: clinic.id, name: 'پوست' });
      for (const purpose of ['service', 'survey', 'promotion'] as const)
        await db.records.Consent.create({
          clinicId: clinic.id,
          patientId,
          purpose,
          isGiven: true,
          source: 'desk',
          wordingVersion: 1,
          recordedAt: NOW,
        });
      for (const visitedAt of [
        instantOf(addDays(TODAY, -360), '10:00'),
        instantOf(addDays(TODAY, -10), '10:00'),
        new Date(NOW.getTime() - 3 * HOUR),
      ])
        await db.records.Visit.create({
          clinicId: clinic.id,
          patientId,
          specialtyId: specialty.id,
          visitedAt,
          visitedOn: tehranDay(visitedAt),
          createdAt: visitedAt,
          updatedAt: visitedAt,
        });
      await db.records.Appointment.create({
        clinicId: clinic.id,
        patientId,
        specialtyId: specialty.id,
        startsAt: new Date(NOW.getTime() + 20 * HOUR),
        startsOn: tehranDay(new Date(NOW.getTime() + 20 * HOUR)),
        state: 'booked',
        createdAt: NOW,
        updatedAt: NOW,
      });
    });
    afterEach(() => club.close());

    const shiftAt = (now: Date): Shift => {
      club.setNow(now);
      return new Shift({ ...club, clock: () => now }, { owner: `host:0:${now.toISOString()}` });
    };
    /** Everything the jobs may change, as one text. */
    const state = async (): Promise<string> => {
      const { db } = club;
      const all = [
        await db.select('SELECT id, tier, tier_credit, visit_count, last_visit_on FROM patients ORDER BY id'),
        await db.select('SELECT id, key, state, reason FROM messages ORDER BY id'),
        await db.select('SELECT id, kind, patient_id FROM club_events ORDER BY id'),
        await db.select('SELECT id, receptor, text FROM simulator_messages ORDER BY id'),
        await db.select('SELECT id, visit_id FROM survey_invitations ORDER BY id'),
        await db.select('SELECT sid FROM sessions ORDER BY sid'),
      ];
      return JSON.stringify(all);
    };

    for (const { name } of TIMETABLE) {
      it(`${name} twice in a row does its work once`, async () => {
        const shift = shiftAt(NOW);
        // What it works on is there: reminders and questions are queued before they are sent.
        if (name === 'send-messages') for (const earlier of ['remind-upcoming', 'ask-after-visit']) await shift.runNow(earlier, NOW);
        const first = await shift.runNow(name, NOW);
        expect(first, JSON.stringify(first)).to.include({ ok: true });
        const after = await state();
        const second = await shift.runNow(name, NOW);
        expect(second).to.include({ ok: true });
        expect(await state()).to.equal(after);
        await shift.rest();
      });

      it(`${name} after a gap of three days does what is due then`, async () => {
        const before = shiftAt(NOW);
        expect(await before.runNow(name, NOW)).to.include({ ok: true });
        await before.rest();
        const later = new Date(NOW.getTime() + 72 * HOUR);
        const shift = shiftAt(later);
        const answer = await shift.runNow(name, later);
        expect(answer, JSON.stringify(answer)).to.include({ ok: true });
        const after = await state();
        await shift.runNow(name, later);
        expect(await state()).to.equal(after);
        await shift.rest();
      });
    }

    it('remind, ask, send and review: the patient has two messages and a tier', async () => {
      const shift = shiftAt(NOW);
      expect(await shift.runNow('remind-upcoming', NOW)).to.deep.include({ counts: { due: 1, queued: 1 } });
      expect(await shift.runNow('ask-after-visit', NOW)).to.deep.include({ counts: { due: 1, queued: 1 } });
      const sent = await shift.runNow('send-messages', NOW);
      expect(sent.ok && sent.counts['accepted']).to.equal(2);
      expect(await shift.runNow('review-tiers', NOW)).to.deep.include({ counts: { patients: 1, written: 1, changed: 1 } });
      const row = await club.db.records.Patient.findOne({ where: { clinicId: club.clinic.id, id: patientId } });
      expect(row).to.include({ tier: 'silver', tierCredit: 3, visitCount: 3 });
      await shift.rest();
    });

    it('reminds of nothing that passed while nobody watched', async () => {
      const later = new Date(NOW.getTime() + 72 * HOUR);
      const shift = shiftAt(later);
      for (const name of ['remind-upcoming', 'ask-after-visit']) {
        const answer = await shift.runNow(name, later);
        expect(answer.ok && answer.counts['queued'], name).to.equal(0);
      }
      await shift.rest();
    });

    it('lets time alone take a tier when window and grace are over', async () => {
      const shift = shiftAt(NOW);
      await shift.runNow('review-tiers', NOW);
      const later = instantOf(addDays(TODAY, 100), '02:30');
      expect(await shift.runNow('review-tiers', later)).to.deep.include({ counts: { patients: 1, written: 1, changed: 1 } });
      const [, fall] = await club.db.records.ClubEvent.findAll({
        where: { clinicId: club.clinic.id, patientId, kind: 'tier.changed' },
        order: [['id', 'ASC']],
      });
      expect(fall?.payloadJson).to.include({ from: 'silver', to: 'basic', credit: 2, cause: 'time.passed' });
      await shift.rest();
    });

    it('throws away sessions that have ended and keeps the others', async () => {
      for (const [sid, hours] of [
        ['old', -1],
        ['fresh', 1],
      ] as const)
        await club.db.execute(
          `INSERT INTO sessions (sid, data, expires, "createdAt", "updatedAt") VALUES (:sid, '{}', :expires, :now, :now)`,
          { sid, expires: new Date(NOW.getTime() + hours * HOUR), now: NOW },
        );
      const shift = shiftAt(NOW);
      expect(await shift.runNow('clean-sessions', NOW)).to.deep.include({ counts: { sessions: 1, links: 0, runs: 0 } });
      expect(await club.db.select('SELECT sid FROM sessions')).to.deep.equal([{ sid: 'fresh' }]);
      await shift.rest();
    });
  });
}
