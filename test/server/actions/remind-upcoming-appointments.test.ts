import { expect } from 'chai';
import type { Clinic } from '../../../models/clinic.js';
import type { Db } from '../../../models/database.js';
import { cancelMessages } from '../../../models/outbox.js';
import type { Patient } from '../../../models/patient.js';
import { tehranDay } from '../../../models/persian/tehran-time.js';
import { reminderKeyPrefix } from '../../../models/rules/reminders.js';
import { remindUpcomingAppointments } from '../../../server/actions/remind-upcoming-appointments.js';
import { NOW, SYSTEM, buildClinic, buildPatient } from '../../support/builders.js';
import { openTestDatabase } from '../../support/database.js';
import { allowPurposes } from '../../support/messages.js';

const hours = (count: number, from = NOW): Date => new Date(from.getTime() + count * 3_600_000);

describe('reminding of upcoming appointments', () => {
  let db: Db;
  let clinic: Clinic;
  let patient: Patient;
  const remind = (asOf = NOW) => remindUpcomingAppointments({ db, clinic, actor: { kind: 'job', name: 'remind' }, asOf });
  const book = async (
    startsAt: Date,
    overrides: { state?: 'booked' | 'confirmed' | 'cancelled' | 'missed' | 'arrived'; patientId?: number } = {},
  ) => {
    const { id } = await db.records.Appointment.create({
      clinicId: clinic.id,
      patientId: patient.id,
      startsAt,
      startsOn: tehranDay(startsAt),
      state: 'booked',
      createdAt: NOW,
      updatedAt: NOW,
      ...overrides,
    });
    return id;
  };
  const queue = () => db.records.Message.findAll({ where: { clinicId: clinic.id }, order: ['id'] });

  before(async () => {
    db = await openTestDatabase();
  });
  after(() => db.close());
  beforeEach(async () => {
    clinic = await buildClinic(db, { name: 'درمانگاه مهر' });
    patient = await buildPatient(db, clinic, { firstName: 'سارا', lastName: 'کریمی' });
    await allowPurposes(db, clinic, patient.id, ['service']);
  });

  it('queues one message 24 hours before, with the clinic, the day and the hour', async () => {
    const id = await book(hours(24));
    expect(await remind()).to.deep.equal({ due: 1, queued: 1 });
    const [message] = await queue();
    expect(message?.key).to.match(new RegExp(`^upcoming:appointment:${String(id)}:24h`));
    expect(message).to.include({ purpose: 'service', programme: 'upcoming', mobile: patient.mobile, patientId: patient.id });
    expect(message?.notAfterAt).to.deep.equal(hours(24));
    expect(message?.text).to.include('درمانگاه مهر').and.include('سارا کریمی').and.include('دوشنبه ۲ آذر').and.include('۱۰:۰۰');
    expect(message?.text).not.to.match(/[0-9]/);
    expect(message?.parts).to.be.at.most(3);
  });

  it('queues nothing the second time, and nothing after a gap of three days', async () => {
    await book(hours(24));
    await remind();
    expect(await remind(hours(0.2))).to.deep.equal({ due: 0, queued: 0 });
    expect(await remind(hours(72))).to.deep.equal({ due: 0, queued: 0 });
    expect(await queue()).to.have.length(1);
  });

  it('still reminds at two hours and no later', async () => {
    await book(hours(2));
    await book(hours(1.99));
    await book(hours(-1));
    await book(hours(24.1));
    expect(await remind()).to.deep.equal({ due: 1, queued: 1 });
  });

  it('reminds only of appointments that still stand', async () => {
    await book(hours(20), { state: 'confirmed' });
    for (const state of ['cancelled', 'missed', 'arrived'] as const) await book(hours(20), { state });
    expect(await remind()).to.deep.equal({ due: 1, queued: 1 });
  });

  it('passes by who did not allow it, has no mobile or was deleted', async () => {
    const silent = await buildPatient(db, clinic);
    const mute = await buildPatient(db, clinic, { mobile: null });
    const gone = await buildPatient(db, clinic);
    for (const { id } of [mute, gone]) await allowPurposes(db, clinic, id);
    await allowPurposes(db, clinic, silent.id, ['promotion', 'survey']);
    await db.records.Patient.update({ deletedAt: NOW }, { where: { clinicId: clinic.id, id: gone.id } });
    for (const { id } of [silent, mute, gone]) await book(hours(20), { patientId: id });
    expect(await remind()).to.deep.equal({ due: 0, queued: 0 });
    await allowPurposes(db, clinic, silent.id, ['service']);
    expect(await remind()).to.deep.equal({ due: 1, queued: 1 });
  });

  it('reminds again when the appointment was moved, also when it comes back to the old hour', async () => {
    const id = await book(hours(20));
    const move = async (startsAt: Date): Promise<void> => {
      const unwanted = { clinicId: clinic.id, patientId: patient.id, keyPrefix: reminderKeyPrefix(id), reason: 'appointment-moved' };
      await cancelMessages(db, { ...unwanted, asOf: NOW, actor: SYSTEM });
      await db.records.Appointment.update({ startsAt }, { where: { clinicId: clinic.id, id } });
    };
    await remind();
    await move(hours(22));
    expect(await remind()).to.deep.equal({ due: 1, queued: 1 });
    await move(hours(20));
    expect(await remind()).to.deep.equal({ due: 1, queued: 1 });
    expect((await queue()).map(({ state }) => state)).to.deep.equal(['cancelled', 'cancelled', 'queued']);
  });

  it('leaves other clinics to themselves', async () => {
    const other = await buildClinic(db);
    await book(hours(20));
    expect(await remindUpcomingAppointments({ db, clinic: other, actor: SYSTEM, asOf: NOW })).to.deep.equal({ due: 0, queued: 0 });
  });
});
