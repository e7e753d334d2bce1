import { expect } from 'chai';
import { openTestClub, type TestClub, type Visitor } from '../../support/app.js';
import { buildLists, type Lists } from '../../support/visits.js';

describe('the clinic’s lists', () => {
  let club: TestClub;
  let lists: Lists;
  let manager: Visitor;
  before(async () => {
    club = await openTestClub();
    lists = await buildLists(club.db, club.clinic);
    manager = await club.as('manager');
  });
  after(() => club.close());

  const send = (path: string, form: Record<string, unknown>) => manager.post(`/catalogue/${path}`, form, '/catalogue');
  const where = (more: object) => ({ where: { clinicId: club.clinic.id, ...more } });

  it('shows specialties with their services, physicians and own illnesses to the manager alone', async () => {
    const page = await manager.get('/catalogue');
    expect(page.status).to.equal(200);
    expect(page.text).to.include('پوست و مو').and.include('لیزر').and.include('۵۰۰٬۰۰۰ تومان').and.include('دکتر احمدی');
    expect((await club.signedOut().get('/catalogue')).headers['location']).to.match(/^\/sign-in/);
    for (const role of ['receptionist', 'physician', 'operator'] as const)
      expect((await (await club.as(role)).get('/catalogue')).status).to.equal(403);
  });

  it('adds an entry to each list', async () => {
    const physician = await club.db.records.StaffMember.findOne(where({ role: 'physician' }));
    expect((await send('specialties', { name: 'چشم‌پزشکی' })).headers['location']).to.equal('/catalogue#specialties');
    await send('services', { name: 'بینایی‌سنجی', specialtyId: lists.skin.id, amountRial: '۱۵۰٬۰۰۰' });
    await send('physicians', { name: 'دکتر کاظمی', specialtyId: lists.dental.id, staffMemberId: physician!.id });
    await send('illnesses', { name: 'حساسیت فصلی درمانگاه', code: 'D-1' });
    const { Specialty, Service, Physician, Illness, ClubEvent } = club.db.records;
    expect(await Specialty.findOne(where({ name: 'چشم‌پزشکی' }))).to.include({ searchKey: 'چشمپزشکی' });
    expect(await Service.findOne(where({ name: 'بینایی‌سنجی' }))).to.include({ specialtyId: lists.skin.id, amountRial: 1_500_000 });
    expect(await Physician.findOne(where({ name: 'دکتر کاظمی' }))).to.include({
      specialtyId: lists.dental.id,
      staffMemberId: physician!.id,
    });
    expect(Boolean((await Illness.findOne(where({ code: 'D-1' })))!.isOwn)).to.equal(true);
    expect(await ClubEvent.count(where({ kind: 'catalogue.changed' }))).to.equal(4);
  });

  const refused: [string, string, () => Record<string, unknown>, string][] = [
    ['a nameless entry', 'specialties', () => ({ name: ' ' }), 'نام را بنویسید'],
    ['a name in another spelling', 'specialties', () => ({ name: 'پوست‌ومو' }), 'همین نام در فهرست هست'],
    ['a service twice in its specialty', 'services', () => ({ name: 'ليزر', specialtyId: lists.skin.id }), 'همین نام در فهرست هست'],
    ['an amount that is none', 'services', () => ({ name: 'x', specialtyId: lists.skin.id, amountRial: 'زیاد' }), 'مبلغ را با رقم'],
    ['a code of ICD-10', 'illnesses', () => ({ name: 'x', code: 'L20' }), 'این کد از فهرست بین‌المللی'],
    ['a staff member who is no physician', 'physicians', () => ({ name: 'x', staffMemberId: 999_999 }), 'پزشک این درمانگاه نیست'],
  ];
  for (const [name, list, form, words] of refused) {
    it(`refuses ${name} and keeps what was typed`, async () => {
      const page = await send(list, form());
      expect(page.status).to.equal(422);
      expect(page.text)
        .to.include(words)
        .and.include(`value="${String(form()['name']).trim() === '' ? ' ' : String(form()['name'])}"`);
    });
  }

  it('lets two specialties have a service of the same name', async () => {
    expect((await send('services', { name: 'ویزیت', specialtyId: lists.skin.id })).status).to.equal(303);
    expect((await send('services', { name: 'ویزیت', specialtyId: lists.dental.id })).status).to.equal(303);
  });

  it('renames an entry and changes its amount; a service stays with its specialty', async () => {
    await send(`specialties/${lists.dental.id}`, { name: 'دندان' });
    await send(`services/${lists.laser.id}`, { name: 'لیزر موهای زائد', amountRial: '' });
    const service = await club.db.records.Service.findOne(where({ id: lists.laser.id }));
    expect(service).to.include({ name: 'لیزر موهای زائد', amountRial: null, specialtyId: lists.skin.id });
    expect((await manager.get('/catalogue')).text)
      .to.include('دندان')
      .and.not.include('دندان‌پزشکی');
    const taken = await send(`specialties/${lists.dental.id}`, { name: 'پوست و مو' });
    expect([taken.status, taken.text.includes('همین نام در فهرست هست')]).to.deep.equal([422, true]);
  });

  it('takes an entry out of the choices and back', async () => {
    const desk = await club.as('receptionist');
    const archived = await send(`physicians/${lists.physician.id}/archive`, {});
    expect(archived.headers['location']).to.equal('/catalogue#physicians');
    const page = await manager.get('/catalogue');
    expect(page.text).to.include('بایگانی شده').and.include(`/catalogue/physicians/${lists.physician.id}/restoration`);
    expect((await desk.get('/appointments/new')).status).to.equal(200);
    await send(`physicians/${lists.physician.id}/restoration`, {});
    expect((await club.db.records.Physician.findOne(where({ id: lists.physician.id })))!.archivedAt).to.equal(null);
  });

  it('knows no other list, and no entry of another clinic', async () => {
    const foreign = await buildLists(club.db, club.otherClinic);
    expect((await send('services', { name: 'x' })).status).to.equal(422);
    expect((await send('users', { name: 'x' })).status).to.equal(404);
    expect((await send(`specialties/${foreign.skin.id}`, { name: 'x' })).status).to.equal(404);
    expect((await send(`specialties/${foreign.skin.id}/archive`, {})).status).to.equal(404);
    expect((await send('specialties/x', { name: 'x' })).status).to.equal(404);
    const page = await send('services', { name: 'x', specialtyId: foreign.skin.id });
    expect([page.status, page.text.includes('این تخصص در فهرست درمانگاه نیست')]).to.deep.equal([422, true]);
  });
});
