import { expect } from 'chai';
import { openTestClub, type TestClub, type Visitor } from '../../support/app.js';
import { actorOf, buildPatient, buildStaff, NOW } from '../../support/builders.js';
import type { EnrollForm } from '../../../server/forms/patient-form.js';
import { enrollPatient } from '../../../server/actions/enroll-patient.js';

const FORM = {
  firstName: 'سارا',
  lastName: 'كريمي',
  mobile: '+۹۸ ۹۱۲ ۳۴۵ ۶۷۸۹',
  nationalCode: '۰۴۹۹۳۷۰۸۹۹',
  birthDay: '۲۵',
  birthMonth: '7',
  birthYear: '۷۱',
  sex: 'f',
  education: 'bachelor',
  area: 'منطقه ۵',
  source: 'referral',
  fileNumber: '',
  consents: ['service', 'survey'],
  submissionKey: 'form-0000-0001',
};
let keys = 0;
const fresh = (changes: Record<string, unknown> = {}) => {
  keys += 1;
  return { ...FORM, nationalCode: '', mobile: `0935${String(1_000_000 + keys)}`, submissionKey: `form-fresh-${String(keys)}`, ...changes };
};
const idIn = (location: string | undefined) => Number(/\/patients\/(\d+)$/.exec(location ?? '')?.[1]);

describe('the patient pages', () => {
  let club: TestClub;
  let desk: Visitor;
  before(async () => {
    club = await openTestClub();
    desk = await club.as('receptionist');
  });
  after(() => club.close());
  const enroll = (form: Record<string, unknown>) => desk.post('/patients', form, '/patients/new');
  const patientOf = (id: number) => club.db.records.Patient.findOne({ where: { clinicId: club.clinic.id, id } });

  it('are closed to strangers and to roles that do not enroll', async () => {
    const patient = await buildPatient(club.db, club.clinic);
    for (const path of [
      '/patients',
      '/patients/new',
      `/patients/${patient.id}`,
      `/patients/${patient.id}/edit`,
      '/patients/search?q=x',
      '/patients.csv',
    ]) {
      expect((await club.signedOut().get(path)).status, path).to.equal(303);
    }
    for (const role of ['physician', 'operator'] as const) {
      const visitor = await club.as(role);
      for (const path of ['/patients/new', `/patients/${patient.id}/edit`])
        expect((await visitor.get(path)).status, `${role} ${path}`).to.equal(403);
      for (const path of [
        '/patients',
        `/patients/${patient.id}`,
        `/patients/${patient.id}/deletion`,
        `/patients/${patient.id}/restoration`,
      ]) {
        expect((await visitor.post(path, fresh(), '/account')).status, `${role} ${path}`).to.equal(403);
      }
    }
  });

  it('show nothing of another clinic', async () => {
    const stranger = await buildPatient(club.db, club.otherClinic, { firstName: 'بیگانه' });
    for (const path of [`/patients/${stranger.id}`, `/patients/${stranger.id}/edit`, `/patients/new?family=${stranger.id}`]) {
      expect((await desk.get(path)).status, path).to.equal(404);
    }
    for (const path of ['', '/deletion', '/restoration', '/consents/survey', '/consents/survey/withdrawal']) {
      expect((await desk.post(`/patients/${stranger.id}${path}`, {}, '/patients/new')).status, path).to.equal(404);
    }
    const untouched = await club.db.records.Patient.findOne({ where: { clinicId: club.otherClinic.id, id: stranger.id } });
    expect(untouched?.deletedAt).to.equal(null);
    for (const id of ['0', '-1', '1.5', 'abc', '99999999999999999999'])
      expect((await desk.get(`/patients/${id}`)).status, id).to.equal(404);
  });

  it('refuse a bad form beside its fields and keep what was typed', async () => {
    const answer = await enroll({
      ...FORM,
      firstName: ' ',
      mobile: '۱۲۳',
      nationalCode: '0499370898',
      birthDay: '31',
      birthMonth: '12',
      birthYear: '1404',
      area: '<b>منطقه</b>',
    });
    expect(answer.status).to.equal(422);
    expect(answer.text).to.contain('<title>خطا:');
    for (const field of ['firstName', 'mobile', 'nationalCode', 'birthDay'])
      expect(answer.text).to.contain(`href="#field-${field}"`).and.contain(`id="field-${field}"`);
    expect(answer.text).to.contain('نام را بنویسید.').and.contain('رقم کنترل با بقیه نمی‌خواند').and.contain('چنین روزی در تقویم نیست');
    expect(answer.text)
      .to.contain('value="كريمي"')
      .and.contain('value="۱۲۳"')
      .and.contain('value="0499370898"')
      .and.contain('value="1404"');
    expect(answer.text).to.contain('&lt;b&gt;منطقه').and.not.contain('<b>منطقه');
    expect(answer.text).to.contain('value="form-0000-0001"');
    expect(answer.text)
      .to.match(/value="survey" checked/)
      .and.to.match(/value="12" selected/);
  });

  it('refuse fields that nobody may post', async () => {
    for (const extra of ['tier', 'clinicId', 'status', 'memberNumber', 'visitCount']) {
      expect((await enroll({ ...fresh(), [extra]: 'gold' })).status, extra).to.equal(422);
    }
  });

  it('enroll a prospect with consents and an event, and show the page', async () => {
    const answer = await enroll(FORM);
    expect(answer.status).to.equal(303);
    const id = idIn(answer.headers['location']);
    const patient = await patientOf(id);
    expect(patient).to.include({
      firstName: 'سارا',
      lastName: 'کریمی',
      mobile: '09123456789',
      status: 'prospect',
      sex: 'f',
      birthOn: '1992-10-17',
      tier: 'basic',
    });
    expect(patient?.nationalCodeCipher).to.not.contain('0499370899');
    const consents = await club.db.records.Consent.findAll({ where: { clinicId: club.clinic.id, patientId: id }, order: [['id', 'ASC']] });
    expect(consents.map((consent) => [consent.purpose, consent.isGiven, consent.source, consent.wordingVersion])).to.deep.equal([
      ['service', true, 'desk', 1],
      ['survey', true, 'desk', 1],
    ]);
    const events = await club.db.records.ClubEvent.findAll({ where: { clinicId: club.clinic.id, patientId: id }, order: [['id', 'ASC']] });
    expect(events.map((event) => event.kind)).to.deep.equal(['patient.enrolled', 'consent.given', 'consent.given']);

    const page = await desk.get(`/patients/${id}`);
    expect(page.status).to.equal(200);
    expect(page.text)
      .to.contain('سارا کریمی')
      .and.contain('۰۹۱۲ ۳۴۵ ۶۷۸۹')
      .and.contain('۳۴ ساله')
      .and.contain('متقاضی')
      .and.contain('*******۸۹۹');
    expect(page.text).to.not.contain('0499370899').and.not.contain('۰۴۹۹۳۷۰۸۹۹');
  });

  it('do one thing when a form is sent twice', async () => {
    const before = await club.db.records.Patient.count({ where: { clinicId: club.clinic.id } });
    const form = fresh({ lastName: 'دوبار' });
    const [first, second] = [await enroll(form), await enroll(form)];
    expect(second.headers['location']).to.equal(first.headers['location']);
    expect(await club.db.records.Patient.count({ where: { clinicId: club.clinic.id } })).to.equal(before + 1);
  });

  it('let two desks send one form at the same moment and enroll once', async () => {
    const staff = await buildStaff(club.db, club.clinic);
    const form: EnrollForm = {
      ...{ firstName: 'هم', lastName: 'زمان', mobile: null, nationalCode: null, birthOn: null, birthIsEstimated: false, sex: null },
      ...{ education: null, area: null, source: null, fileNumber: null, consents: [], submissionKey: 'form-two-desks' },
    };
    const both = await Promise.all(
      [1, 2].map(() => enrollPatient({ db: club.db, clinic: club.clinic, actor: actorOf(staff), form, asOf: NOW })),
    );
    expect(both.map((one) => one.ok)).to.deep.equal([true, true]);
    expect(await club.db.records.Patient.count({ where: { clinicId: club.clinic.id, submissionKey: form.submissionKey } })).to.equal(1);
  });

  it('refuse a national code that another patient of the clinic has, but not one of another clinic', async () => {
    const owner = await buildPatient(club.db, club.clinic, { firstName: 'دارندهٔ', lastName: 'کد', nationalCode: '1583250689' });
    await buildPatient(club.db, club.otherClinic, { nationalCode: '0684159414' });
    const refused = await enroll(fresh({ nationalCode: '158-325068-9' }));
    expect(refused.status).to.equal(422);
    expect(refused.text).to.contain('دارندهٔ کد').and.contain(`/patients/${owner.id}`).and.contain('value="158-325068-9"');
    expect((await enroll(fresh({ nationalCode: '0684159414', lastName: 'همکد' }))).status).to.equal(303);
  });

  it('show a likely duplicate and enroll anyway when the desk says so', async () => {
    await enroll(fresh({ firstName: 'رؤیا', lastName: 'نیک\u200cنام', mobile: '09360000001' }));
    const form = fresh({ firstName: 'رويا', lastName: 'نيک نام', mobile: '09360000002' });
    const warned = await enroll(form);
    expect(warned.status).to.equal(409);
    expect(warned.text)
      .to.contain('پیش‌تر ثبت شده')
      .and.contain('name="anyway"')
      .and.contain('value="رويا"')
      .and.contain(form.submissionKey);
    expect((await enroll({ ...form, anyway: 'yes' })).status).to.equal(303);
    expect((await enroll(fresh({ firstName: 'رویا', lastName: 'نیکنام', birthDay: '26', mobile: '09360000003' }))).status).to.equal(303);
  });

  it('offer the same mobile as a family and show the family', async () => {
    const mother = await buildPatient(club.db, club.clinic, { firstName: 'مادر', lastName: 'خانواده', mobile: '09370000001' });
    const form = fresh({ firstName: 'کودک', lastName: 'خانواده', mobile: '09370000001', birthYear: '1400' });
    const asked = await enroll(form);
    expect(asked.status).to.equal(409);
    expect(asked.text).to.contain('ذخیره به عنوان خانواده').and.contain('مادر خانواده');
    const child = idIn((await enroll({ ...form, anyway: 'yes' })).headers['location']);
    expect((await desk.get(`/patients/${mother.id}`)).text)
      .to.contain(`/patients/${child}"`)
      .and.contain('کودک خانواده');
    expect((await desk.get(`/patients/new?family=${mother.id}`)).text).to.contain('value="09370000001"');
  });

  it('keep a birthday of which only the year is known as estimated', async () => {
    const id = idIn((await enroll(fresh({ lastName: 'سالی', birthDay: '', birthMonth: '', birthYear: '1365' }))).headers['location']);
    expect(Boolean((await patientOf(id))?.birthIsEstimated)).to.equal(true);
    expect((await desk.get(`/patients/${id}`)).text).to.contain('حدود ۱۳۶۵');
    const edit = await desk.get(`/patients/${id}/edit`);
    expect(edit.text)
      .to.match(/name="birthYear" value="1365"/)
      .and.to.match(/name="birthDay" value=""/);
  });

  it('edit with the old value kept in the event, and find the new name only', async () => {
    const patient = await buildPatient(club.db, club.clinic, { firstName: 'قدیم', lastName: 'نامی', mobile: '09380000001' });
    const form = {
      ...FORM,
      consents: undefined,
      submissionKey: undefined,
      nationalCode: '',
      firstName: 'جدید',
      lastName: 'نامی',
      mobile: '09380000002',
    };
    const bad = await desk.post(`/patients/${patient.id}`, { ...form, lastName: '12' }, `/patients/${patient.id}/edit`);
    expect(bad.status).to.equal(422);
    expect(bad.text).to.contain('value="جدید"').and.contain('value="12"');
    expect((await desk.post(`/patients/${patient.id}`, form, `/patients/${patient.id}/edit`)).status).to.equal(303);
    const event = await club.db.records.ClubEvent.findOne({
      where: { clinicId: club.clinic.id, patientId: patient.id, kind: 'patient.edited' },
    });
    expect(event?.payloadJson).to.have.nested.property('changes.firstName').that.deep.equals({ before: 'قدیم', after: 'جدید' });
    expect(event?.payloadJson).to.have.nested.property('changes.mobile').that.deep.equals({ before: '0938***0001', after: '0938***0002' });
    expect((await desk.get(`/patients/search?q=${encodeURIComponent('جدید نامی')}`)).text).to.contain(`/patients/${patient.id}"`);
    expect((await desk.get(`/patients/search?q=${encodeURIComponent('قدیم نامی')}`)).text).to.not.contain(`/patients/${patient.id}"`);
  });

  it('write no event when nothing changed', async () => {
    const id = idIn((await enroll(fresh({ lastName: 'همان' }))).headers['location']);
    const page = await desk.get(`/patients/${id}/edit`);
    const value = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page.text)?.[1] ?? '';
    const form = {
      ...FORM,
      consents: undefined,
      submissionKey: undefined,
      lastName: 'همان',
      nationalCode: '',
      mobile: value('mobile'),
      area: value('area'),
    };
    expect((await desk.post(`/patients/${id}`, form, `/patients/${id}/edit`)).status).to.equal(303);
    expect(await club.db.records.ClubEvent.count({ where: { clinicId: club.clinic.id, patientId: id, kind: 'patient.edited' } })).to.equal(
      0,
    );
  });

  it('delete with an undo: gone from list and search, then back', async () => {
    const patient = await buildPatient(club.db, club.clinic, { firstName: 'رفتنی', lastName: 'برگشتنی', nationalCode: '4400276201' });
    const gone = await desk.post(`/patients/${patient.id}/deletion`, {}, `/patients/${patient.id}/edit`);
    expect(gone.status).to.equal(303);
    const list = await desk.get('/patients?q=' + encodeURIComponent('رفتنی'));
    expect(list.text).to.not.contain(`href="/patients/${patient.id}"`);
    expect((await desk.get(`/patients/${patient.id}`)).text).to.contain('این بیمار حذف شده است');
    expect((await desk.get(`/patients/${patient.id}/edit`)).status).to.equal(404);
    const other = await buildPatient(club.db, club.clinic, { firstName: 'صاحب', lastName: 'تازه', nationalCode: '4400276201' });
    await desk.post(`/patients/${patient.id}/restoration`, {}, `/patients/${patient.id}`);
    expect((await patientOf(patient.id))?.deletedAt).to.not.equal(null);
    await desk.post(`/patients/${other.id}/deletion`, {}, `/patients/${other.id}/edit`);
    await desk.post(`/patients/${patient.id}/restoration`, {}, `/patients/${patient.id}`);
    expect((await patientOf(patient.id))?.deletedAt).to.equal(null);
    expect((await desk.get('/patients/search?q=' + encodeURIComponent('رفتنی'))).text).to.contain(`/patients/${patient.id}"`);
    const kinds = (
      await club.db.records.ClubEvent.findAll({ where: { clinicId: club.clinic.id, patientId: patient.id }, order: [['id', 'ASC']] })
    ).map((event) => event.kind);
    expect(kinds).to.deep.equal(['patient.deleted', 'patient.restored']);
  });

  it('page the timeline by chapters from the newest back', async () => {
    const patient = await buildPatient(club.db, club.clinic, { firstName: 'پر', lastName: 'سرگذشت' });
    const day = 86_400_000;
    for (let i = 0; i < 25; i += 1) {
      await club.db.records.ClubEvent.create({
        clinicId: club.clinic.id,
        patientId: patient.id,
        kind: i % 5 === 0 ? 'tier.changed' : 'message.delivered',
        occurredAt: new Date(NOW.getTime() - i * day),
        recordedAt: NOW,
        actorKind: 'job',
        payloadJson: { from: 'basic', to: 'silver' },
      });
    }
    const lines = (html: string) => html.split('class="knot').length - 1;
    const first = await desk.get(`/patients/${patient.id}`);
    expect(lines(first.text)).to.equal(20);
    const older = /href="(\/patients\/\d+\?older=\d+)#timeline"/.exec(first.text)?.[1] ?? '';
    expect(lines((await desk.get(older)).text)).to.equal(5);
    const club5 = await desk.get(`/patients/${patient.id}?show=club`);
    expect(lines(club5.text)).to.equal(5);
    expect(club5.text).to.contain('از پایه به نقره‌ای');
    expect((await desk.get(`/patients/${patient.id}?show=nonsense&older=abc`)).status).to.equal(200);
  });

  it('are complete in English', async () => {
    const patient = await buildPatient(club.db, club.clinic, { birthOn: '1990-01-01' });
    for (const path of ['/patients', '/patients/new', `/patients/${patient.id}`, `/patients/${patient.id}/edit`]) {
      const page = await desk.get(`${path}?lang=en`);
      expect(page.status, path).to.equal(200);
      expect(page.text, path).to.not.match(/patients:|tiers:|common:/);
    }
  });
});
