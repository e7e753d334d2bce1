import { expect } from 'chai';
import type { Clinic } from '../../../models/clinic.js';
import type { Db } from '../../../models/database.js';
import { queueMessage } from '../../../models/outbox.js';
import type { Patient } from '../../../models/patient.js';
import { reminderKeyPrefix } from '../../../models/rules/reminders.js';
import { bookAppointment, type BookAppointment } from '../../../server/actions/book-appointment.js';
import { changeAppointment } from '../../../server/actions/change-appointment.js';
import { changeAppointmentState, type PlainStep } from '../../../server/actions/change-appointment-state.js';
import { deleteVisit, restoreVisit } from '../../../server/actions/delete-visit.js';
import { recordVisit } from '../../../server/actions/record-visit.js';
import { buildClinic, buildPatient, NOW, SYSTEM } from '../../support/builders.js';
import { openTestDatabase } from '../../support/database.js';
import { buildLists, visitOf, type Lists } from '../../support/visits.js';

const TODAY = '2026-11-22';
const TOMORROW = '2026-11-23';
const NEXT_MORNING = new Date('2026-11-23T06:30:00Z');

describe('appointments at the desk', () => {
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

  const typed = (overrides: Partial<BookAppointment['form']> = {}): BookAppointment['form'] => ({
    patientId: patient.id,
    day: TOMORROW,
    time: '09:00',
    specialtyId: lists.skin.id,
    serviceId: null,
    physicianId: null,
    note: null,
    ...overrides,
  });
  const book = (overrides: Partial<BookAppointment['form']> = {}) =>
    bookAppointment({ db, clinic, actor: SYSTEM, asOf: NOW, form: typed(overrides) });
  const booked = async (overrides: Partial<BookAppointment['form']> = {}) => {
    const answer = await book(overrides);
    if (!answer.ok) throw new Error(answer.reason);
    return answer.appointmentId;
  };
  const change = (appointmentId: number, overrides: Partial<BookAppointment['form']> = {}) => {
    const { patientId: _same, submissionKey: _none, ...form } = typed(overrides);
    return changeAppointment({ db, clinic, actor: SYSTEM, asOf: NOW, appointmentId, form });
  };
  const step = (appointmentId: number, which: PlainStep, asOf = NOW) =>
    changeAppointmentState({ db, clinic, actor: SYSTEM, asOf, appointmentId, step: which });
  const find = async (id: number) => (await db.records.Appointment.findOne({ where: { clinicId: clinic.id, id } }))!;
  const kinds = async () =>
    (await db.records.ClubEvent.findAll({ where: { clinicId: clinic.id, patientId: patient.id }, order: ['id'] })).map(
      (event) => event.kind,
    );
  const remind = (id: number) =>
    queueMessage(db, {
      clinicId: clinic.id,
      patientId: patient.id,
      key: `${reminderKeyPrefix(id)}24h`,
      purpose: 'service',
      programme: 'upcoming',
      mobile: patient.mobile!,
      text: 'x',
      notBeforeAt: NOW,
      asOf: NOW,
      actor: SYSTEM,
    });
  const messages = async () =>
    (await db.records.Message.findAll({ where: { clinicId: clinic.id, patientId: patient.id }, order: ['id'] })).map(
      (message) => message.state,
    );

  describe('booking', () => {
    it('keeps the hour on the clinic’s clock and logs it', async () => {
      const appointment = await find(await booked());
      expect(appointment).to.include({ state: 'booked', startsOn: TOMORROW, specialtyId: lists.skin.id });
      expect(appointment.startsAt).to.deep.equal(new Date('2026-11-23T05:30:00Z'));
      expect(await kinds()).to.deep.equal(['appointment.booked']);
    });

    it('books once when the form comes twice, also at once', async () => {
      const answers = await Promise.all([1, 2, 3].map(() => book({ submissionKey: 's'.repeat(22) + String(patient.id) })));
      expect(answers.filter((answer) => answer.ok && answer.isRepeat)).to.have.length(2);
      expect(await db.records.Appointment.count({ where: { clinicId: clinic.id, patientId: patient.id } })).to.equal(1);
    });

    it('warns of another appointment within half an hour, and books both when the desk wants both', async () => {
      await booked();
      expect(await book({ time: '09:20' })).to.deep.equal({ ok: false, reason: 'overlap', field: 'time', params: { time: '9:00' } });
      expect(await book({ time: '09:20', keepBoth: 'yes' })).to.include({ ok: true });
      expect(await book({ time: '10:00' })).to.include({ ok: true });
    });

    it('does not mind a cancelled one at the same hour', async () => {
      await step(await booked(), 'cancel');
      expect(await book()).to.include({ ok: true });
    });

    const refused: [string, () => Partial<BookAppointment['form']>, string, string][] = [
      ['yesterday', () => ({ day: '2026-11-21' }), 'day-in-the-past', 'day'],
      ['three years ahead', () => ({ day: '2029-11-21' }), 'day-too-far', 'day'],
      ['an unknown specialty', () => ({ specialtyId: 999_999 }), 'specialty-unknown', 'specialtyId'],
      ['a service of another specialty', () => ({ serviceId: lists.filling.id }), 'service-of-other-specialty', 'serviceId'],
      [
        'a service without its specialty',
        () => ({ specialtyId: null, serviceId: lists.laser.id }),
        'service-of-other-specialty',
        'serviceId',
      ],
      ['an unknown patient', () => ({ patientId: 999_999 }), 'patient-unknown', 'patientId'],
    ];
    for (const [name, form, reason, field] of refused) {
      it(`refuses ${name}`, async () => {
        expect(await book(form())).to.deep.include({ ok: false, reason, field });
        expect(await kinds()).to.deep.equal([]);
      });
    }

    it('refuses a deleted patient and one of another clinic', async () => {
      await patient.update({ deletedAt: NOW });
      expect(await book()).to.deep.include({ ok: false, reason: 'patient-deleted' });
      const foreigner = await buildPatient(db, await buildClinic(db));
      expect(await book({ patientId: foreigner.id })).to.deep.include({ ok: false, reason: 'patient-unknown' });
    });
  });

  describe('changing', () => {
    it('moves, asks for a new confirmation and takes the waiting reminder back', async () => {
      const id = await booked();
      await step(id, 'confirm');
      await remind(id);
      expect(await change(id, { day: '2026-11-25', time: '11:00' })).to.include({ ok: true, moved: true, changed: true });
      expect(await find(id)).to.include({ state: 'booked', startsOn: '2026-11-25' });
      expect(await messages()).to.deep.equal(['cancelled']);
      expect(await kinds()).to.include('appointment.moved');
      await remind(id);
      expect(await messages()).to.deep.equal(['cancelled', 'queued']);
    });

    it('leaves state and reminder alone when only the note changes, and everything when nothing does', async () => {
      const id = await booked();
      await step(id, 'confirm');
      await remind(id);
      expect(await change(id, { note: 'ناشتا' })).to.include({ ok: true, moved: false, changed: true });
      expect(await find(id)).to.include({ state: 'confirmed', note: 'ناشتا' });
      expect(await messages()).to.deep.equal(['queued']);
      expect(await change(id, { note: 'ناشتا' })).to.include({ ok: true, changed: false });
    });

    it('refuses the past, an overlap and what is over', async () => {
      const id = await booked();
      await booked({ time: '12:00' });
      expect(await change(id, { day: '2026-11-21' })).to.deep.include({ ok: false, reason: 'day-in-the-past', field: 'day' });
      expect(await change(id, { time: '12:10' })).to.deep.include({ ok: false, reason: 'overlap' });
      await step(id, 'cancel');
      expect(await change(id, { time: '15:00' })).to.deep.include({ ok: false, reason: 'already-cancelled' });
    });
  });

  describe('settling', () => {
    it('confirms, cancels with its reminder, and reopens', async () => {
      const id = await booked();
      await remind(id);
      expect(await step(id, 'confirm')).to.include({ ok: true });
      expect(await step(id, 'cancel')).to.include({ ok: true });
      expect(await messages()).to.deep.equal(['cancelled']);
      expect(await step(id, 'cancel')).to.deep.include({ ok: false, reason: 'already-cancelled' });
      expect(await step(id, 'reopen')).to.include({ ok: true });
      expect((await find(id)).state).to.equal('booked');
    });

    it('notes an absence only after the hour', async () => {
      const id = await booked();
      expect(await step(id, 'miss')).to.deep.include({ ok: false, reason: 'too-early-to-miss' });
      expect(await step(id, 'miss', NEXT_MORNING)).to.include({ ok: true });
      expect((await find(id)).state).to.equal('missed');
    });

    it('does one of fifty cancellations at once', async () => {
      const id = await booked();
      const answers = await Promise.all(Array.from({ length: 50 }, () => step(id, 'cancel')));
      expect(answers.filter((answer) => answer.ok)).to.have.length(1);
      expect((await kinds()).filter((kind) => kind === 'appointment.cancelled')).to.have.length(1);
    });

    it('knows nothing of another clinic’s appointments', async () => {
      const appointmentId = await booked();
      const elsewhere = await buildClinic(db);
      const answer = await changeAppointmentState({ db, clinic: elsewhere, actor: SYSTEM, asOf: NOW, appointmentId, step: 'cancel' });
      expect(answer).to.deep.include({ ok: false, reason: 'appointment-unknown' });
    });
  });

  describe('arriving', () => {
    const arrive = (appointmentId: number, asOf: Date, day: string) =>
      recordVisit({ db, clinic, actor: SYSTEM, asOf, patientId: patient.id, form: visitOf(lists.skin, { appointmentId, day }) });

    it('is the visit: saved together, taken back together, restored together', async () => {
      const id = await booked();
      await remind(id);
      const recorded = await arrive(id, NEXT_MORNING, TOMORROW);
      expect(recorded).to.include({ ok: true, becameMember: true });
      expect((await find(id)).state).to.equal('arrived');
      expect(await messages()).to.deep.equal(['cancelled']);
      const visitId = recorded.ok ? recorded.visitId : 0;
      await deleteVisit({ db, clinic, actor: SYSTEM, asOf: NEXT_MORNING, visitId });
      expect((await find(id)).state).to.equal('booked');
      await restoreVisit({ db, clinic, actor: SYSTEM, asOf: NEXT_MORNING, visitId });
      expect((await find(id)).state).to.equal('arrived');
    });

    it('is refused before the day, twice, and for somebody else', async () => {
      const id = await booked();
      expect(await arrive(id, NOW, TODAY)).to.deep.include({ ok: false, reason: 'too-early-to-arrive' });
      await arrive(id, NEXT_MORNING, TOMORROW);
      expect(await arrive(id, NEXT_MORNING, TOMORROW)).to.deep.include({ ok: false, reason: 'already-arrived' });
      const other = await buildPatient(db, clinic);
      const form = visitOf(lists.skin, { appointmentId: id, day: TOMORROW });
      const answer = await recordVisit({ db, clinic, actor: SYSTEM, asOf: NEXT_MORNING, patientId: other.id, form });
      expect(answer).to.deep.include({ ok: false, reason: 'appointment-unknown' });
    });
  });
});
