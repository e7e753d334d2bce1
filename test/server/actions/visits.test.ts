import { expect } from 'chai';
import type { Clinic } from '../../../models/clinic.js';
import type { Db } from '../../../models/database.js';
import type { Patient } from '../../../models/patient.js';
import { correctVisit } from '../../../server/actions/correct-visit.js';
import { deleteVisit, restoreVisit } from '../../../server/actions/delete-visit.js';
import { recordVisit, type RecordVisit } from '../../../server/actions/record-visit.js';
import { buildClinic, buildPatient, NOW, SYSTEM } from '../../support/builders.js';
import { openTestDatabase } from '../../support/database.js';
import { buildLists, buildVisit, visitOf, type Lists } from '../../support/visits.js';

describe('visits', () => {
  let db: Db;
  let clinic: Clinic;
  let lists: Lists;
  let patient: Patient;
  before(async () => {
    db = await openTestDatabase();
    clinic = await buildClinic(db);
    lists = await buildLists(db, clinic);
  });
  beforeEach(async () => {
    patient = await buildPatient(db, clinic);
  });
  after(() => db.close());

  const record = (overrides: Partial<RecordVisit['form']> = {}, patientId = patient.id) =>
    recordVisit({ db, clinic, actor: SYSTEM, asOf: NOW, patientId, form: visitOf(lists.skin, overrides) });
  const again = async () => (await db.records.Patient.findOne({ where: { clinicId: clinic.id, id: patient.id } }))!;
  const kinds = async () =>
    (await db.records.ClubEvent.findAll({ where: { clinicId: clinic.id, patientId: patient.id }, order: ['id'] })).map(
      (event) => event.kind,
    );
  const events = (kind: string) =>
    db.records.ClubEvent.findAll({ where: { clinicId: clinic.id, patientId: patient.id, kind }, order: ['id'] });

  describe('recording', () => {
    it('makes the prospect a member, counts the visit and logs both', async () => {
      const { skin, laser, physician } = lists;
      const recorded = await record({ serviceId: laser.id, physicianId: physician.id, illness: 'l20', amountRial: 5_000_000, note: 'خوب' });
      expect(recorded).to.include({ ok: true, becameMember: true, isRepeat: false });
      patient = await again();
      expect(patient).to.include({ status: 'member', memberSinceOn: '2026-11-22', visitCount: 1, lastVisitOn: '2026-11-22' });
      const visit = await db.records.Visit.findOne({ where: { clinicId: clinic.id, patientId: patient.id } });
      expect(visit).to.include({ specialtyId: skin.id, serviceId: laser.id, amountRial: 5_000_000, visitedOn: '2026-11-22', note: 'خوب' });
      expect(visit!.visitedAt).to.deep.equal(new Date('2026-11-22T05:30:00Z'));
      const illness = await db.records.Illness.findOne({ where: { clinicId: clinic.id, id: visit!.illnessId! } });
      expect(illness).to.include({ code: 'L20' });
      expect(await kinds()).to.deep.equal(['visit.recorded', 'patient.became-member']);
    });

    it('takes the usual amount of the service when none was typed, and none when it is corrected away', async () => {
      const visitId = await buildVisit(db, clinic, patient.id, visitOf(lists.skin, { serviceId: lists.laser.id }));
      const amount = async () => (await db.records.Visit.findOne({ where: { clinicId: clinic.id, id: visitId } }))!.amountRial;
      expect(await amount()).to.equal(5_000_000);
      await correctVisit({ db, clinic, actor: SYSTEM, asOf: NOW, visitId, form: visitOf(lists.skin, { serviceId: lists.laser.id }) });
      expect(await amount()).to.equal(null);
    });

    it('makes a member once, and since the earliest day whatever the order', async () => {
      await record();
      const second = await record({ day: '2026-10-01' });
      expect(second).to.include({ ok: true, becameMember: false });
      patient = await again();
      expect(patient).to.include({ memberSinceOn: '2026-10-01', visitCount: 2, lastVisitOn: '2026-11-22' });
    });

    it('does one thing when the form comes twice, also at once', async () => {
      const submissionKey = 'k'.repeat(22);
      const answers = await Promise.all([1, 2, 3, 4].map(() => record({ submissionKey })));
      expect(answers.map((answer) => answer.ok)).to.deep.equal([true, true, true, true]);
      expect(answers.filter((answer) => answer.ok && answer.isRepeat)).to.have.length(3);
      expect(await db.records.Visit.count({ where: { clinicId: clinic.id, patientId: patient.id } })).to.equal(1);
    });

    it('counts twenty visits recorded at once', async () => {
      const days = Array.from({ length: 20 }, (_, i) => `2026-10-${String(i + 1).padStart(2, '0')}`);
      await Promise.all(days.map((day) => record({ day })));
      patient = await again();
      expect(patient.visitCount).to.equal(20);
    });

    it('finds an illness of the clinic’s own by its name', async () => {
      await db.records.Illness.create({ clinicId: clinic.id, code: 'D-1', name: 'ریزش مو', searchKey: 'ریزشمو', isOwn: true });
      for (const illness of ['ريزش مو', 'D-1']) {
        const recorded = await record({ illness });
        const visit = recorded.ok && (await db.records.Visit.findOne({ where: { clinicId: clinic.id, id: recorded.visitId } }));
        const found = visit && (await db.records.Illness.findOne({ where: { clinicId: clinic.id, id: visit.illnessId! } }));
        expect(found && found.code).to.equal('D-1');
      }
    });

    const refused: [string, () => Partial<RecordVisit['form']>, string, string][] = [
      ['tomorrow', () => ({ day: '2026-11-23' }), 'visit-in-the-future', 'day'],
      ['later today', () => ({ time: '10:01' }), 'visit-in-the-future', 'time'],
      ['an unknown specialty', () => ({ specialtyId: 999_999 }), 'specialty-unknown', 'specialtyId'],
      ['an unknown service', () => ({ serviceId: 999_999 }), 'service-unknown', 'serviceId'],
      ['a service of another specialty', () => ({ serviceId: lists.filling.id }), 'service-of-other-specialty', 'serviceId'],
      ['an unknown physician', () => ({ physicianId: 999_999 }), 'physician-unknown', 'physicianId'],
      ['an unknown illness', () => ({ illness: 'چیز عجیب' }), 'illness-unknown', 'illness'],
      ['an unknown appointment', () => ({ appointmentId: 999_999 }), 'appointment-unknown', 'appointmentId'],
    ];
    for (const [name, form, reason, field] of refused) {
      it(`refuses ${name} and records nothing`, async () => {
        expect(await record(form())).to.deep.include({ ok: false, reason, field });
        expect(await kinds()).to.deep.equal([]);
      });
    }

    it('refuses a day before birth, a deleted patient and a patient of another clinic', async () => {
      const born = await buildPatient(db, clinic, { birthOn: '2026-11-10' });
      expect(await record({ day: '2026-11-09' }, born.id)).to.deep.include({ ok: false, reason: 'visit-before-birth', field: 'day' });
      await born.update({ deletedAt: NOW });
      expect(await record({}, born.id)).to.deep.include({ ok: false, reason: 'patient-deleted' });
      const foreigner = await buildPatient(db, await buildClinic(db));
      expect(await record({}, foreigner.id)).to.deep.include({ ok: false, reason: 'patient-unknown' });
    });

    it('refuses what another clinic has in its lists', async () => {
      const foreign = await buildLists(db, await buildClinic(db));
      expect(await record({ specialtyId: foreign.skin.id })).to.deep.include({ ok: false, reason: 'specialty-unknown' });
      expect(await record({ physicianId: foreign.physician.id })).to.deep.include({ ok: false, reason: 'physician-unknown' });
    });
  });

  describe('correcting', () => {
    const correct = (visitId: number, overrides: Partial<RecordVisit['form']>) => {
      const { appointmentId: _none, submissionKey: _key, ...form } = visitOf(lists.skin, overrides);
      return correctVisit({ db, clinic, actor: SYSTEM, asOf: NOW, visitId, form });
    };

    it('keeps the old values beside the new ones and moves membership along', async () => {
      const id = await buildVisit(db, clinic, patient.id, visitOf(lists.skin, { amountRial: 100 }));
      expect(await correct(id, { day: '2026-11-20', amountRial: 200 })).to.deep.equal({ ok: true, changed: true });
      const [event] = await events('visit.corrected');
      expect(event!.payloadJson).to.deep.equal({
        before: { amountRial: 100, visitedAt: '2026-11-22T05:30:00.000Z', visitedOn: '2026-11-22' },
        after: { amountRial: 200, visitedAt: '2026-11-20T05:30:00.000Z', visitedOn: '2026-11-20' },
      });
      patient = await again();
      expect(patient).to.include({ memberSinceOn: '2026-11-20', lastVisitOn: '2026-11-20', visitCount: 1 });
    });

    it('logs nothing when nothing changed', async () => {
      const id = await buildVisit(db, clinic, patient.id, visitOf(lists.skin, { illness: 'L20' }));
      expect(await correct(id, { illness: 'l20' })).to.deep.equal({ ok: true, changed: false });
      expect(await events('visit.corrected')).to.have.length(0);
    });

    it('lets a choice stay that was archived since', async () => {
      const id = await buildVisit(db, clinic, patient.id, visitOf(lists.skin, { physicianId: lists.physician.id }));
      await lists.physician.update({ archivedAt: NOW });
      expect(await correct(id, { physicianId: lists.physician.id, note: 'x' })).to.deep.equal({ ok: true, changed: true });
      expect(await record({ physicianId: lists.physician.id })).to.deep.include({ ok: false, reason: 'physician-unknown' });
      await lists.physician.update({ archivedAt: null });
    });

    it('refuses what recording refuses, deleted visits and visits of another clinic', async () => {
      const id = await buildVisit(db, clinic, patient.id, visitOf(lists.skin));
      expect(await correct(id, { day: '2027-01-01' })).to.deep.include({ ok: false, reason: 'visit-in-the-future' });
      await deleteVisit({ db, clinic, actor: SYSTEM, asOf: NOW, visitId: id });
      expect(await correct(id, {})).to.deep.include({ ok: false, reason: 'already-deleted' });
      const elsewhere = await buildClinic(db);
      const answer = await correctVisit({ db, clinic: elsewhere, actor: SYSTEM, asOf: NOW, visitId: id, form: visitOf(lists.skin) });
      expect(answer).to.deep.include({ ok: false, reason: 'visit-unknown' });
    });
  });

  describe('deleting', () => {
    it('takes the visit out of the count, and the only one makes a prospect again', async () => {
      const first = await buildVisit(db, clinic, patient.id, visitOf(lists.skin));
      const second = await buildVisit(db, clinic, patient.id, visitOf(lists.skin, { day: '2026-11-01' }));
      expect(await deleteVisit({ db, clinic, actor: SYSTEM, asOf: NOW, visitId: first })).to.deep.equal({ ok: true });
      patient = await again();
      expect(patient).to.include({ status: 'member', memberSinceOn: '2026-11-01', visitCount: 1, lastVisitOn: '2026-11-01' });
      await deleteVisit({ db, clinic, actor: SYSTEM, asOf: NOW, visitId: second });
      patient = await again();
      expect(patient).to.include({ status: 'prospect', memberSinceOn: null, visitCount: 0, lastVisitOn: null });
      const [event] = await events('visit.deleted');
      expect((event!.payloadJson as { before: object }).before).to.include({ specialtyId: lists.skin.id, visitedOn: '2026-11-22' });
    });

    it('can be taken back', async () => {
      const id = await buildVisit(db, clinic, patient.id, visitOf(lists.skin));
      await deleteVisit({ db, clinic, actor: SYSTEM, asOf: NOW, visitId: id });
      expect(await restoreVisit({ db, clinic, actor: SYSTEM, asOf: NOW, visitId: id })).to.deep.equal({ ok: true });
      patient = await again();
      expect(patient).to.include({ status: 'member', memberSinceOn: '2026-11-22', visitCount: 1 });
      expect(await restoreVisit({ db, clinic, actor: SYSTEM, asOf: NOW, visitId: id })).to.deep.include({
        ok: false,
        reason: 'not-deleted',
      });
    });

    it('refuses a second time and another clinic’s', async () => {
      const visitId = await buildVisit(db, clinic, patient.id, visitOf(lists.skin));
      const elsewhere = await buildClinic(db);
      expect(await deleteVisit({ db, clinic: elsewhere, actor: SYSTEM, asOf: NOW, visitId })).to.deep.include({
        ok: false,
        reason: 'visit-unknown',
      });
      await deleteVisit({ db, clinic, actor: SYSTEM, asOf: NOW, visitId });
      expect(await deleteVisit({ db, clinic, actor: SYSTEM, asOf: NOW, visitId })).to.deep.include({
        ok: false,
        reason: 'already-deleted',
      });
    });
  });
});
