import { expect } from 'chai';
import type { Patient } from '../../../models/patient.js';
import { buildAppointment } from '../../support/appointments.js';
import { openTestClub, type TestClub, type Visitor } from '../../support/app.js';
import { buildPatient } from '../../support/builders.js';
import { buildLists, type Lists } from '../../support/visits.js';

const TODAY = new Date('2026-11-22T06:30:00Z');
const NOON = new Date('2026-11-22T08:30:00Z');
const TOMORROW = '/appointments?day=2026-11-23';

describe('appointment pages', () => {
  let club: TestClub;
  let lists: Lists;
  let patient: Patient;
  let desk: Visitor;
  before(async () => {
    club = await openTestClub();
    lists = await buildLists(club.db, club.clinic);
    desk = await club.as('receptionist');
  });
  beforeEach(async () => {
    club.setNow(TODAY);
    await club.db.execute('DELETE FROM visits');
    await club.db.execute('DELETE FROM appointments');
    patient = await buildPatient(club.db, club.clinic, { firstName: 'نرگس', lastName: 'جعفری' });
  });
  after(() => club.close());

  const typed = (overrides: Record<string, unknown> = {}) => ({ patientId: patient.id, day: 'فردا', time: '۱۷:۳۰', ...overrides });
  const book = (form: Record<string, unknown>) => desk.post('/appointments', form, `/appointments/new?patient=${patient.id}`);
  const state = async (id: number) => (await club.db.records.Appointment.findOne({ where: { clinicId: club.clinic.id, id } }))!.state;

  describe('the list of a day', () => {
    it('shows today unless told, with ways to the days beside it', async () => {
      const page = await desk.get('/appointments');
      expect(page.status).to.equal(200);
      expect(page.text).to.include('یکشنبه ۱ آذر ۱۴۰۵').and.include('برای این روز نوبتی نیست');
      expect(page.text).to.include('day=2026-11-21').and.include('day=2026-11-23');
    });

    it('reads the day as it is typed, and falls back to today', async () => {
      await buildAppointment(club.db, club.clinic, patient.id, { specialtyId: lists.skin.id, serviceId: lists.laser.id, note: 'ناشتا' });
      for (const day of ['۱۴۰۵/۹/۲', 'فردا', '2026-11-23']) {
        const page = await desk.get(`/appointments?day=${encodeURIComponent(day)}`);
        expect(page.text).to.include('نرگس جعفری').and.include('پوست و مو · لیزر').and.include('ناشتا').and.include('۹:۰۰');
      }
      expect((await desk.get('/appointments?day=nonsense&state=gone&after=x')).text).to.include('یکشنبه ۱ آذر ۱۴۰۵');
    });

    it('counts and filters by state', async () => {
      const other = await buildPatient(club.db, club.clinic, { firstName: 'رضا', lastName: 'احمدی' });
      await buildAppointment(club.db, club.clinic, patient.id);
      const id = await buildAppointment(club.db, club.clinic, other.id);
      await desk.post(`/appointments/${id}/confirmation`, {}, '/appointments/new');
      const page = await desk.get(`${TOMORROW}&state=confirmed`);
      expect(page.text).to.include('رضا احمدی').and.include('۲ نوبت').and.not.include('نرگس جعفری');
    });

    it('shows a physician their own only', async () => {
      const staff = await club.db.records.StaffMember.findOne({ where: { clinicId: club.clinic.id, role: 'physician' } });
      await lists.physician.update({ staffMemberId: staff!.id });
      const other = await buildPatient(club.db, club.clinic, { firstName: 'رضا', lastName: 'احمدی' });
      const own = await buildAppointment(club.db, club.clinic, patient.id, { physicianId: lists.physician.id });
      const foreign = await buildAppointment(club.db, club.clinic, other.id);
      const physician = await club.as('physician');
      const page = await physician.get(TOMORROW);
      expect(page.text).to.include('نرگس جعفری').and.not.include('رضا احمدی').and.not.include('/confirmation');
      expect((await physician.get(`/appointments/${own}`)).status).to.equal(200);
      expect((await physician.get(`/appointments/${foreign}`)).status).to.equal(404);
      expect((await physician.post(`/appointments/${own}/cancellation`, {}, '/account')).status).to.equal(403);
    });

    it('pages a long day', async () => {
      for (let i = 0; i < 102; i += 1) {
        const someone = await buildPatient(club.db, club.clinic, { firstName: `نام${'ا'.repeat(i % 7)}` });
        await buildAppointment(club.db, club.clinic, someone.id, { time: `${String(8 + (i % 12)).padStart(2, '0')}:00` });
      }
      const first = await desk.get(TOMORROW);
      expect(first.text.match(/\/confirmation/g)).to.have.length(100);
      const next = /href="(\/appointments\?day=2026-11-23&amp;after=\d+)"/.exec(first.text)?.[1] ?? /after=\d+/.exec(first.text)?.[0] ?? '';
      const second = await desk.get(next.startsWith('/') ? next.replace('&amp;', '&') : `${TOMORROW}&${next}`);
      expect(second.text.match(/\/confirmation/g)).to.have.length(2);
    });
  });

  describe('booking', () => {
    it('goes straight to the form when one patient is meant, and asks when several are', async () => {
      const direct = await desk.get(`/appointments/new?find=${patient.memberNumber}&day=2026-11-23`);
      expect([direct.status, direct.headers['location']]).to.deep.equal([303, `/appointments/new?patient=${patient.id}&day=2026-11-23`]);
      const form = await desk.get(direct.headers['location']!);
      expect(form.text).to.include('value="۱۴۰۵/۰۹/۰۲"').and.include('نرگس جعفری');
      await buildPatient(club.db, club.clinic, { firstName: 'نرگس', lastName: 'رضایی' });
      const several = await desk.get(`/appointments/new?find=${encodeURIComponent('نرگس')}`);
      expect(several.status).to.equal(200);
      expect(several.text).to.include('کدام بیمار؟').and.include(`/appointments/new?patient=${patient.id}`);
      expect((await desk.get(`/appointments/new?find=${encodeURIComponent('هیچ‌کس')}`)).text).to.include('پیدا نشد');
    });

    it('books and shows the day, with a way to take it back', async () => {
      const answer = await book(typed({ specialtyId: lists.skin.id, physicianId: lists.physician.id }));
      expect([answer.status, answer.headers['location']]).to.deep.equal([303, TOMORROW]);
      const page = await desk.get(TOMORROW);
      expect(page.text)
        .to.include('۱۷:۳۰')
        .and.include('دکتر احمدی')
        .and.match(/class="flash[\s\S]*\/cancellation/);
    });

    it('keeps every value of a bad form', async () => {
      const answer = await book(typed({ day: 'روزی', time: '', note: 'یادداشت من' }));
      expect(answer.status).to.equal(422);
      expect(answer.text)
        .to.include('value="روزی"')
        .and.include('یادداشت من')
        .and.include('ساعت نوبت را بنویسید')
        .and.include('<title>خطا:');
      const past = await book(typed({ day: 'دیروز' }));
      expect([past.status, past.text.includes('روز نوبت گذشته است')]).to.deep.equal([422, true]);
    });

    it('warns of an overlap in Persian digits and books when told to', async () => {
      await book(typed());
      const warned = await book(typed({ time: '17:45' }));
      expect(warned.status).to.equal(422);
      expect(warned.text).to.include('ساعت ۱۷:۳۰').and.include('name="keepBoth"');
      expect((await book(typed({ time: '17:45', keepBoth: 'yes' }))).status).to.equal(303);
    });

    it('knows no patient of another clinic, no deleted one and no crooked id', async () => {
      const foreigner = await buildPatient(club.db, club.otherClinic);
      expect((await desk.get(`/appointments/new?patient=${foreigner.id}`)).status).to.equal(404);
      expect((await book(typed({ patientId: foreigner.id }))).status).to.equal(404);
      expect((await book(typed({ patientId: 'x' }))).status).to.equal(404);
      expect((await book({})).status).to.equal(404);
    });

    it('asks strangers to sign in', async () => {
      for (const path of ['/appointments', '/appointments/new']) {
        expect((await club.signedOut().get(path)).headers['location']).to.match(/^\/sign-in/);
      }
    });
  });

  describe('one appointment', () => {
    let id: number;
    beforeEach(async () => {
      id = await buildAppointment(club.db, club.clinic, patient.id, { specialtyId: lists.skin.id });
    });
    const step = (which: string) => desk.post(`/appointments/${id}/${which}`, {}, '/appointments/new');

    it('is moved, and its page names the old hour', async () => {
      const answer = await desk.post(`/appointments/${id}`, { day: '۱۴۰۵/۹/۵', time: '۱۱', specialtyId: lists.skin.id });
      expect([answer.status, answer.headers['location']]).to.deep.equal([303, `/appointments/${id}`]);
      const page = await desk.get(`/appointments/${id}`);
      expect(page.text).to.include('نوبت تغییر کرد').and.include('از «دوشنبه ۲ آذر ۱۴۰۵، ساعت ۹:۰۰»');
    });

    it('shows a bad change again', async () => {
      const answer = await desk.post(`/appointments/${id}`, { day: 'دیروز', time: '۱۱', note: 'نوشته' });
      expect(answer.status).to.equal(422);
      expect(answer.text).to.include('روز نوبت گذشته است').and.include('نوشته');
    });

    it('is confirmed, cancelled and restored', async () => {
      expect((await step('confirmation')).headers['location']).to.equal(TOMORROW);
      expect(await state(id)).to.equal('confirmed');
      await step('cancellation');
      expect(await state(id)).to.equal('cancelled');
      expect((await desk.get(TOMORROW)).text).to.include(`action="/appointments/${id}/restoration"`);
      await step('restoration');
      expect(await state(id)).to.equal('booked');
    });

    it('says why a step is refused', async () => {
      await step('absence');
      expect(await state(id)).to.equal('booked');
      expect((await desk.get(TOMORROW)).text).to.include('ساعت این نوبت هنوز نرسیده است');
      expect((await step('arrival')).headers['location']).to.equal(TOMORROW);
      expect((await desk.get(TOMORROW)).text).to.include('روز این نوبت هنوز نرسیده است');
    });

    it('becomes a visit when the patient arrives', async () => {
      const today = await buildAppointment(club.db, club.clinic, patient.id, {
        day: '2026-11-22',
        time: '10:30',
        specialtyId: lists.skin.id,
      });
      club.setNow(NOON);
      const arrival = await desk.post(`/appointments/${today}/arrival`, {}, '/appointments/new');
      expect(arrival.headers['location']).to.equal(`/visits/new?appointment=${today}`);
      const form = await desk.get(`/visits/new?appointment=${today}`);
      expect(form.text)
        .to.include(`name="appointmentId" value="${today}"`)
        .and.match(new RegExp(`<option value="${lists.skin.id}" selected>`));
      const visit = { specialtyId: lists.skin.id, day: 'امروز', time: '۱۱:۰۰', appointmentId: today };
      const saved = await desk.post(`/patients/${patient.id}/visits`, visit, `/visits/new?appointment=${today}`);
      expect(saved.status).to.equal(303);
      expect(await state(today)).to.equal('arrived');
      const again = await desk.post(`/patients/${patient.id}/visits`, { ...visit, submissionKey: 'b'.repeat(30) }, '/visits/new');
      expect(again.status).to.equal(422);
      expect(again.text).to.include('این نوبت پیش‌تر مراجعه شده است');
      expect((await desk.get(`/appointments/${today}`)).text).to.include('دیدن مراجعهٔ این نوبت');
    });

    it('is noted as missed after its hour, which can be taken back', async () => {
      const today = await buildAppointment(club.db, club.clinic, patient.id, {
        day: '2026-11-22',
        time: '10:30',
        specialtyId: lists.skin.id,
      });
      club.setNow(NOON);
      await desk.post(`/appointments/${today}/absence`, {}, '/appointments/new');
      expect(await state(today)).to.equal('missed');
      await desk.post(`/appointments/${today}/restoration`, {}, '/appointments/new');
      expect(await state(today)).to.equal('booked');
    });

    it('does not exist for another clinic', async () => {
      const foreigner = await buildPatient(club.db, club.otherClinic);
      const foreign = await buildAppointment(club.db, club.otherClinic, foreigner.id);
      for (const address of [foreign, 999_999, 'x']) {
        expect((await desk.get(`/appointments/${address}`)).status, String(address)).to.equal(404);
        expect((await desk.post(`/appointments/${address}/cancellation`, {}, '/appointments/new')).status, String(address)).to.equal(404);
      }
    });

    it('lets the operator confirm but not settle who came', async () => {
      const operator = await club.as('operator');
      expect((await operator.post(`/appointments/${id}/confirmation`, {}, '/appointments/new')).status).to.equal(303);
      expect((await operator.post(`/appointments/${id}/arrival`, {}, '/appointments/new')).status).to.equal(403);
      expect((await operator.post(`/appointments/${id}/absence`, {}, '/appointments/new')).status).to.equal(403);
    });
  });
});
