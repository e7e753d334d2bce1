import { expect } from 'chai';
import type { Patient } from '../../../models/patient.js';
import { openTestClub, type TestClub, type Visitor } from '../../support/app.js';
import { buildPatient } from '../../support/builders.js';
import { buildLists, buildVisit, visitOf, type Lists } from '../../support/visits.js';

describe('visit pages', () => {
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
    patient = await buildPatient(club.db, club.clinic);
  });
  after(() => club.close());

  const typed = (overrides: Record<string, unknown> = {}) => ({ specialtyId: lists.skin.id, day: 'امروز', time: '۰۹:۳۰', ...overrides });
  const save = (form: Record<string, unknown>, who = patient) => desk.post(`/patients/${who.id}/visits`, form, '/visits/new');
  const visits = () => db().Visit.findAll({ where: { clinicId: club.clinic.id, patientId: patient.id } });
  const db = () => club.db.records;

  describe('recording', () => {
    it('finds the member by the scanned number and offers today, now and the usual choices', async () => {
      await buildVisit(club.db, club.clinic, patient.id, visitOf(lists.dental));
      const page = await desk.get(`/visits/new?member=${patient.memberNumber}`);
      expect(page.status).to.equal(200);
      expect(page.text)
        .to.include(`action="/patients/${patient.id}/visits"`)
        .and.include('value="۱۴۰۵/۰۹/۰۱"')
        .and.include('value="۱۰:۰۰"');
      expect(page.text).to.match(new RegExp(`<option value="${lists.dental.id}" selected>`));
      expect((await desk.get(`/visits/new?patient=${patient.id}`)).text).to.include(`action="/patients/${patient.id}/visits"`);
    });

    it('says so when nobody has the number, and keeps what was typed', async () => {
      const unknown = await desk.get('/visits/new?member=۹۹۹');
      expect(unknown.status).to.equal(422);
      expect(unknown.text).to.include('عضوی با این شماره نیست').and.include('value="۹۹۹"').and.include('<title>خطا:');
      expect((await desk.get('/visits/new?member=')).status).to.equal(422);
      expect((await desk.get('/visits/new')).status).to.equal(200);
    });

    it('records the visit and goes back to the member page, with a way to take it back', async () => {
      const answer = await save(typed({ illness: 'زونا', amountRial: '۲۵۰٬۰۰۰' }));
      expect([answer.status, answer.headers['location']]).to.deep.equal([303, `/patients/${patient.id}`]);
      const [visit] = await visits();
      expect(visit).to.include({ amountRial: 2_500_000, visitedOn: '2026-11-22' });
      const page = await desk.get(`/patients/${patient.id}`);
      expect(page.text).to.include('عضو باشگاه شد').and.include(`action="/visits/${visit!.id}/deletion"`);
    });

    it('records once when the form is sent twice', async () => {
      const submissionKey = 'a'.repeat(30);
      await save(typed({ submissionKey }));
      await save(typed({ submissionKey }));
      expect(await visits()).to.have.length(1);
    });

    it('shows a bad form again with the words at the field and every value kept', async () => {
      const answer = await save(typed({ specialtyId: '', day: '۱۴۰۵/۱۳/۰۱', time: '۲۵:۰۰', note: 'یادداشت من', illness: 'L20' }));
      expect(answer.status).to.equal(422);
      expect(answer.text).to.include('تخصص را انتخاب کنید').and.include('href="#field-day"').and.include('value="۱۴۰۵/۱۳/۰۱"');
      expect(answer.text).to.include('یادداشت من').and.include('value="L20"').and.include('value="۲۵:۰۰"');
      expect(await visits()).to.have.length(0);
    });

    it('shows what the club refuses at its field', async () => {
      const answer = await save(typed({ day: 'فردا' }));
      expect(answer.status).to.equal(422);
      expect(answer.text).to.include('مراجعه در آینده ثبت نمی‌شود').and.include('id="field-day-error"');
    });

    it('knows no patient of another clinic and no deleted one', async () => {
      const foreigner = await buildPatient(club.db, club.otherClinic);
      expect((await save(typed(), foreigner)).status).to.equal(404);
      expect((await desk.get(`/visits/new?member=${foreigner.memberNumber}0`)).status).to.equal(422);
      await patient.update({ deletedAt: new Date('2026-11-22T06:00:00Z') });
      expect((await save(typed())).status).to.equal(404);
      expect((await desk.get(`/visits/new?member=${patient.memberNumber}`)).status).to.equal(422);
    });

    it('asks strangers to sign in and refuses physicians and operators', async () => {
      expect((await club.signedOut().get('/visits/new')).headers['location']).to.match(/^\/sign-in/);
      for (const role of ['physician', 'operator'] as const) {
        const other = await club.as(role);
        expect((await other.get('/visits/new')).status).to.equal(403);
        expect((await other.post(`/patients/${patient.id}/visits`, typed(), '/account')).status).to.equal(403);
      }
      expect(await visits()).to.have.length(0);
    });
  });

  describe('a recorded visit', () => {
    let id: number;
    beforeEach(async () => {
      id = await buildVisit(club.db, club.clinic, patient.id, visitOf(lists.skin, { amountRial: 1_000_000, illness: 'L20' }));
    });
    const correct = (form: Record<string, unknown>) => desk.post(`/visits/${id}`, form);

    it('is corrected, and its page names the old values', async () => {
      const answer = await correct(typed({ time: '۰۹:۰۰', amountRial: '۲۰۰٬۰۰۰', illness: 'L20' }));
      expect([answer.status, answer.headers['location']]).to.deep.equal([303, `/visits/${id}`]);
      const page = await desk.get(`/visits/${id}`);
      expect(page.text).to.include('از «۱۰۰٬۰۰۰ تومان» به «۲۰۰٬۰۰۰ تومان»').and.include('value="۲۰۰٬۰۰۰"');
    });

    it('keeps every value when the correction is bad', async () => {
      const answer = await correct(typed({ time: 'صبح', note: 'نوشته' }));
      expect(answer.status).to.equal(422);
      expect(answer.text).to.include('value="صبح"').and.include('نوشته').and.include('ساعت را مانند');
    });

    it('is deleted and restored', async () => {
      const deleted = await desk.post(`/visits/${id}/deletion`, {}, `/visits/${id}`);
      expect([deleted.status, deleted.headers['location']]).to.deep.equal([303, `/patients/${patient.id}`]);
      expect((await desk.get(`/visits/${id}`)).text)
        .to.include('این مراجعه حذف شده است')
        .and.not.include('name="specialtyId"');
      const restored = await desk.post(`/visits/${id}/restoration`, {}, `/visits/${id}`);
      expect(restored.status).to.equal(303);
      expect((await visits())[0]!.deletedAt).to.equal(null);
    });

    it('is read by a physician whose patient it was about, and by no other', async () => {
      const physician = await club.as('physician');
      expect((await physician.get(`/visits/${id}`)).status).to.equal(404);
      const own = await buildVisit(club.db, club.clinic, patient.id, visitOf(lists.dental, { physicianId: lists.physician.id }));
      const staff = await db().StaffMember.findOne({ where: { clinicId: club.clinic.id, role: 'physician' } });
      await lists.physician.update({ staffMemberId: staff!.id });
      const again = await club.as('physician');
      const page = await again.get(`/visits/${own}`);
      expect(page.status).to.equal(200);
      expect(page.text).to.include('دندان‌پزشکی').and.not.include('name="specialtyId"').and.not.include('/deletion');
      expect((await again.post(`/visits/${own}`, typed(), '/account')).status).to.equal(403);
    });

    it('does not exist for another clinic, nor under a crooked address', async () => {
      const foreigner = await buildPatient(club.db, club.otherClinic);
      const foreign = await buildLists(club.db, club.otherClinic);
      const foreignId = await buildVisit(club.db, club.otherClinic, foreigner.id, visitOf(foreign.skin));
      for (const address of [foreignId, 999_999, 'x', '1;2', '0'])
        expect((await desk.get(`/visits/${address}`)).status, String(address)).to.equal(404);
      expect((await desk.post(`/visits/${foreignId}/deletion`, {}, '/visits/new')).status).to.equal(404);
    });
  });

  it('suggests illnesses as a fragment: the clinic’s own first, then ICD-10', async () => {
    await db().Illness.create({
      clinicId: club.clinic.id,
      code: 'D-7',
      name: 'قارچ ناخن ورزشکاران',
      searchKey: 'قارچناخنورزشکاران',
      isOwn: true,
    });
    const fragment = await desk.get(`/illnesses?q=${encodeURIComponent('قارچ')}`);
    expect(fragment.text)
      .to.match(/^\s*<option value="قارچ ناخن ورزشکاران">/)
      .and.include('B35 · ')
      .and.not.include('<html');
    expect((await desk.get('/illnesses?q=%25')).text.trim()).to.equal('');
    expect((await desk.get('/illnesses')).status).to.equal(200);
  });
});
