import { expect } from 'chai';
import { consentsOf } from '../../../models/consent-book.js';
import { writePointRule } from '../../../models/point-rule-book.js';
import { addClinicLoyalty, eventKinds } from '../../support/own-page.js';
import { recordVisit } from '../../../server/actions/record-visit.js';
import { openTestClub, tokenIn, type TestClub, type Visitor } from '../../support/app.js';
import { buildAppointment } from '../../support/appointments.js';
import { buildPatient, NOW, SYSTEM } from '../../support/builders.js';
import { allowPurposes } from '../../support/messages.js';
import { ownPhone } from '../../support/own-page.js';
import { buildLists, buildVisit, visitOf, type Lists } from '../../support/visits.js';

const PAGES = [
  '',
  '/card',
  '/points',
  '/benefits',
  '/appointments',
  '/consents',
  '/data',
  '/correction',
  '/referral',
  '/leaving',
  '/data.json',
];

describe('a patient’s own page', function () {
  this.timeout(60_000);
  let club: TestClub;
  let lists: Lists;
  let phone: Visitor;
  let patientId: number;
  let strangerId: number;
  beforeEach(async () => {
    club = await openTestClub();
    lists = await buildLists(club.db, club.clinic);
    const { db, clinic } = club;
    patientId = (await buildPatient(db, clinic, { firstName: 'پریناز', lastName: 'سهرابی', mobile: '09121234567' })).id;
    strangerId = (await buildPatient(db, clinic, { firstName: 'بیگانه', lastName: 'ناشناس', mobile: '09121234567' })).id;
    await buildVisit(db, clinic, patientId, visitOf(lists.skin));
    phone = await ownPhone(club, patientId);
  });
  afterEach(() => club.close());

  const consents = () => consentsOf(club.db, club.clinic.id, patientId);

  it('shows the card, the tier with its sentence and what is missing', async () => {
    const page = await phone.get('/m/me');
    expect(page.text)
      .to.include('پریناز سهرابی')
      .and.include('در سطح پایه هستید چون ۱ مراجعه')
      .and.match(/<svg class="qr"/);
  });

  it('says nothing about anybody else, is kept by nobody, and speaks English too', async () => {
    for (const path of PAGES) {
      const page = await phone.get(`/m/me${path}`);
      expect(page.status, path).to.equal(200);
      expect(page.headers['cache-control'], path).to.equal('no-store');
      expect(page.text, path).not.to.include('بیگانه').and.not.include('/patients');
      if (path !== '/data.json') expect((await phone.get(`/m/me${path}?lang=en`)).text, path).to.include('lang="en"');
    }
  });

  it('says how points are earned, and what the next appointment will earn', async () => {
    const { db, clinic } = club;
    expect((await phone.get('/m/me/points')).text).not.to.include('چگونه امتیاز می‌گیرید');
    const serviceId = lists.laser.id;
    const rule = {
      effectiveOn: '2026-01-01',
      perTenThousandToman: 2,
      servicePoints: { [String(serviceId)]: 15 },
      welcome: 0,
      referral: 40,
      answer: 5,
      expiryMonths: 12,
      pointValueRial: null,
    };
    await writePointRule(db, { clinicId: clinic.id, rule, staffId: null, asOf: NOW });
    await buildAppointment(db, clinic, patientId, { specialtyId: lists.skin.id, serviceId });
    const { text } = await phone.get('/m/me/points');
    // 500,000 toman at its usual price: twice fifty, and fifteen for the service itself.
    expect(text).to.match(/با آمدن به نوبت [^<]+ ۱۱۵ امتیاز می‌گیرید/);
    expect(text).to.include('برای هر کسی که معرفی می‌کنید و می‌آید، ۴۰ امتیاز').and.include('هر پاسخی که باشد، ۵ امتیاز');
    expect((await phone.get('/m/me/points?lang=en')).text).to.include('For every 10,000 toman of a visit&#39;s cost, 2 points');
  });

  it('shows no word of tiers, points or benefits where the club does not offer them', async () => {
    await addClinicLoyalty(club, 'single', true);
    const single = await phone.get('/m/me');
    for (const word of ['سطح', 'پایه', 'نقره', 'طلایی', 'پلاتین']) expect(single.text).not.to.include(word);
    expect((await phone.get('/m/me/card')).text).not.to.match(/سطح|پایه/);
    expect((await phone.get('/m/me/data.json')).text).not.to.match(/tier|basic/);
    await addClinicLoyalty(club, 'tiered', false);
    expect((await phone.get('/m/me')).text).not.to.match(/امتیاز|مزیت|سطح/);
    for (const path of ['/points', '/benefits']) expect((await phone.get(`/m/me${path}`)).status, path).to.equal(404);
  });

  it('gives and takes back each purpose, with the wording and the source, and says so to nobody twice', async () => {
    for (const purpose of ['service', 'promotion', 'survey'] as const) {
      expect((await phone.post(`/m/me/consents/${purpose}`)).headers['location']).to.equal('/m/me/consents');
      await phone.post(`/m/me/consents/${purpose}`);
      expect((await consents())[purpose]).to.include({ isGiven: true, source: 'page' });
      await phone.post(`/m/me/consents/${purpose}/withdrawal`);
      expect((await consents())[purpose]).to.include({ isGiven: false, source: 'page' });
    }
    expect((await phone.post('/m/me/consents/everything')).status).to.equal(404);
    const rows = await club.db.select<{ version: number }>(
      `SELECT wording_version AS version FROM consents WHERE clinic_id = :id AND patient_id = :patientId`,
      { id: club.clinic.id, patientId },
    );
    expect(rows.map(({ version }) => version)).to.deep.equal([1, 1, 1, 1, 1, 1]);
    expect((await eventKinds(club, patientId, 'patient')).filter((kind) => kind.startsWith('consent'))).to.have.length(6);
  });

  it('leaves a note on the next page with a way back, once', async () => {
    await phone.post('/m/me/consents/promotion');
    const page = await phone.get('/m/me/consents');
    expect(page.text).to.include('ثبت شد: برای «پیشنهادها» پیام می‌فرستیم').and.include('action="/m/me/consents/promotion/withdrawal"');
    expect((await phone.get('/m/me/consents')).text).not.to.include('ثبت شد');
  });

  describe('appointments', () => {
    const state = async (id: number) =>
      (await club.db.records.Appointment.findOne({ where: { clinicId: club.clinic.id, id }, rejectOnEmpty: true })).state;

    it('are called off alone in time, and taken back', async () => {
      const id = await buildAppointment(club.db, club.clinic, patientId);
      expect((await phone.get('/m/me/appointments')).text).to.include(`/m/me/appointments/${String(id)}/cancellation`);
      await phone.post(`/m/me/appointments/${String(id)}/cancellation`);
      expect(await state(id)).to.equal('cancelled');
      expect((await phone.get('/m/me/appointments')).text)
        .to.include('نوبت لغو شد')
        .and.include(`/${String(id)}/restoration`);
      await phone.post(`/m/me/appointments/${String(id)}/restoration`);
      expect(await state(id)).to.equal('booked');
      expect(await eventKinds(club, patientId, 'patient')).to.include('appointment.cancelled');
    });

    it('become a wish for the desk when the hour is near, once', async () => {
      const id = await buildAppointment(club.db, club.clinic, patientId, { day: '2026-11-22', time: '12:00' });
      await phone.post(`/m/me/appointments/${String(id)}/cancellation`);
      await phone.post(`/m/me/appointments/${String(id)}/cancellation`);
      expect(await state(id)).to.equal('booked');
      const wishes = await club.db.select(`SELECT id FROM member_requests WHERE clinic_id = :id AND kind = 'cancellation'`, {
        id: club.clinic.id,
      });
      expect(wishes).to.have.length(1);
      const page = await phone.get('/m/me/appointments');
      expect(page.text)
        .to.include('درخواست لغو به پذیرش رسید')
        .and.not.include(`/${String(id)}/cancellation`);
    });

    it('of somebody else do not exist, and what the desk called off is not taken back', async () => {
      const other = await buildAppointment(club.db, club.clinic, strangerId);
      expect((await phone.post(`/m/me/appointments/${String(other)}/cancellation`)).status).to.equal(404);
      const own = await buildAppointment(club.db, club.clinic, patientId);
      const desk = await club.as('receptionist');
      await desk.post(`/appointments/${String(own)}/cancellation`, {}, '/appointments');
      await phone.post(`/m/me/appointments/${String(own)}/restoration`);
      expect(await state(own)).to.equal('cancelled');
      expect((await phone.get('/m/me')).text).to.include('دیگر از این‌جا تغییر نمی‌کند');
    });
  });

  describe('my data', () => {
    it('tells in words what the clinic keeps', async () => {
      await allowPurposes(club.db, club.clinic, patientId, ['service']);
      const page = await phone.get('/m/me/data');
      expect(page.text)
        .to.include('۰۹۱۲ ۱۲۳ ۴۵۶۷')
        .and.include('پوست و مو')
        .and.include('اجازه دادید: نوبت و درمان')
        .and.include('متن شمارهٔ ۱');
    });

    it('is taken along as a file of one person', async () => {
      const answer = await phone.get('/m/me/data.json');
      expect(answer.headers['content-disposition']).to.match(/^attachment; filename="?hamdam-\d+\.json"?$/);
      const archive = JSON.parse(answer.text) as { file: { firstName: string; mobile: string }; visits: { specialty: string }[] };
      expect([archive.file.firstName, archive.file.mobile]).to.deep.equal(['پریناز', '09121234567']);
      expect(archive.visits.map(({ specialty }) => specialty)).to.deep.equal(['پوست و مو']);
      expect(answer.text).not.to.include('بیگانه');
    });

    it('is corrected by a request that the desk answers', async () => {
      const wrong = await phone.post('/m/me/corrections', { text: '  ' }, '/m/me/correction');
      expect(wrong.status).to.equal(422);
      expect((await phone.post('/m/me/corrections', { text: 'x'.repeat(501) }, '/m/me/correction')).status).to.equal(422);
      const sent = await phone.post('/m/me/corrections', { text: 'نام من <b>پریناز</b> است' }, '/m/me/correction');
      expect(sent.headers['location']).to.equal('/m/me/data');
      const desk = await club.as('receptionist');
      const list = await desk.get('/requests');
      expect(list.text).to.include('&lt;b&gt;').and.include('سهرابی').and.include('class="waiting"');
      const id = /\/requests\/(\d+)\/settlement/.exec(list.text)![1]!;
      await desk.post(`/requests/${id}/settlement`, { state: 'done', answer: 'درست شد' }, '/requests');
      expect((await phone.get('/m/me/data')).text).to.include('درست شد');
      expect((await desk.get('/requests')).text).to.include('درخواستی باز نیست');
      expect((await desk.get('/requests?show=settled')).text).to.include('درست شد');
    });

    it('takes ten requests at most before the desk answers', async () => {
      for (let i = 0; i < 10; i += 1) await phone.post('/m/me/corrections', { text: `درخواست ${String(i)}` }, '/m/me/correction');
      const tooMany = await phone.post('/m/me/corrections', { text: 'یکی دیگر' }, '/m/me/correction');
      expect(tooMany.status).to.equal(422);
      expect(tooMany.text).to.include('هنوز باز است').and.include('یکی دیگر');
    });
  });

  describe('leaving', () => {
    it('stops promotion and surveys, keeps the file, and can be undone for 30 days', async () => {
      await allowPurposes(club.db, club.clinic, patientId);
      expect((await phone.get('/m/me/leaving')).text).to.include('پروندهٔ درمان');
      await phone.post('/m/me/departure');
      await phone.post('/m/me/departure');
      const after = await consents();
      expect([after.service?.isGiven, after.promotion?.isGiven, after.survey?.isGiven]).to.deep.equal([true, false, false]);
      const home = await phone.get('/m/me');
      expect(home.text).to.include('از باشگاه رفته‌اید').and.not.include('class="mcard');
      for (const path of ['/card', '/points', '/benefits', '/referral'])
        expect((await phone.get(`/m/me${path}`)).status, path).to.equal(404);
      expect((await phone.get('/m/me/data')).text).to.include('پوست و مو');
      const desk = await club.as('receptionist');
      expect((await desk.get(`/patients/${String(patientId)}`)).text).to.include('از باشگاه رفته است');
      await phone.post('/m/me/return');
      const back = await consents();
      expect([back.promotion?.isGiven, back.survey?.isGiven]).to.deep.equal([true, true]);
      expect((await phone.get('/m/me')).text)
        .to.include('خوش برگشتید')
        .and.include('class="mcard');
      const kinds = await eventKinds(club, patientId, 'patient');
      expect(kinds.filter((kind) => kind === 'patient.left' || kind === 'patient.returned')).to.deep.equal([
        'patient.left',
        'patient.returned',
      ]);
    });

    it('is undone at the desk after that, and consent is asked anew there', async () => {
      await allowPurposes(club.db, club.clinic, patientId);
      await phone.post('/m/me/departure');
      club.setNow(new Date(NOW.getTime() + 30 * 86_400_000));
      const later = await ownPhone(club, patientId);
      await later.post('/m/me/return');
      const refused = await later.get('/m/me');
      expect(refused.text).to.include('با پذیرش درمانگاه صحبت کنید').and.include('از باشگاه رفته‌اید');
      const desk = await club.as('receptionist');
      await desk.post(`/patients/${String(patientId)}/return`, {}, `/patients/${String(patientId)}`);
      expect((await later.get('/m/me')).text).to.include('class="mcard');
      expect((await consents()).promotion?.isGiven).to.equal(false);
    });
  });

  it('writes every change into the audit log, in the patient’s name', async () => {
    await phone.post('/m/me/consents/promotion');
    await phone.get('/m/me/data.json');
    await phone.get('/m/me');
    await new Promise((resolve) => setTimeout(resolve, 50));
    await club.audit.flush();
    const rows = await club.db.select<{ action: string; kind: string; subject: number }>(
      `SELECT action, actor_kind AS kind, subject_id AS subject FROM audit_entries WHERE clinic_id = :id ORDER BY number`,
      { id: club.clinic.id },
    );
    const own = rows.filter(({ action }) => action.startsWith('own.'));
    expect(new Set(own.map(({ action }) => action))).to.deep.equal(new Set(['own.open', 'own.change', 'own.export', 'own.read']));
    expect(own.every(({ kind, subject }) => kind === 'patient' && Number(subject) === patientId)).to.equal(true);
  });

  it('stays the page of one person when a second visit is recorded and a form is stale', async () => {
    const stale = tokenIn((await phone.get('/m/me/consents')).text);
    await recordVisit({ db: club.db, clinic: club.clinic, actor: SYSTEM, asOf: NOW, patientId, form: visitOf(lists.dental) });
    expect((await phone.get('/m/me')).text).to.include('۲ مراجعه');
    const sent = await phone.agent.post('/m/me/consents/survey').type('form').send({ _csrf: stale });
    expect(sent.status).to.equal(303);
  });
});
