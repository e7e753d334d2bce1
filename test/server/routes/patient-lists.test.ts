import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { openTestClub, type TestClub, type Visitor } from '../../support/app.js';
import { buildPatient, NOW } from '../../support/builders.js';

describe('the list of patients', () => {
  let club: TestClub;
  let desk: Visitor;
  before(async () => {
    club = await openTestClub();
    desk = await club.as('receptionist');
  });
  after(() => club.close());
  const rowsOf = (csv: string): string[][] => parse(csv, { bom: true });
  const namesIn = (html: string) => [...html.matchAll(/<td><a href="\/patients\/\d+"><bdi>([^<]+)<\/bdi>/g)].map((match) => match[1]);

  it('says what to do while it is empty', async () => {
    const page = await desk.get('/patients');
    expect(page.text).to.contain('هنوز بیماری ثبت نشده است').and.contain('href="/patients/new"');
    expect((await desk.get('/patients?tier=gold')).text).to.contain('با این صافی‌ها کسی پیدا نشد');
  });

  it('is ordered by the Persian alphabet, family name first', async () => {
    for (const lastName of ['هاشمی', 'وحیدی', 'یزدی', 'پروین', 'چنگیزی', 'آرمان', 'بهرامی', 'ژاله'])
      await buildPatient(club.db, club.clinic, { firstName: 'الف', lastName });
    await buildPatient(club.db, club.otherClinic, { firstName: 'الف', lastName: 'بیگانه' });
    const page = await desk.get('/patients');
    expect(namesIn(page.text)).to.deep.equal(
      ['آرمان', 'بهرامی', 'پروین', 'چنگیزی', 'ژاله', 'وحیدی', 'هاشمی', 'یزدی'].map((name) => `الف ${name}`),
    );
    expect(page.text).to.contain('۸ بیمار');
  });

  it('narrows by filters that stand in its address', async () => {
    await buildPatient(club.db, club.clinic, { firstName: 'ب', lastName: 'فیلتر', sex: 'f', area: 'منطقه ۹', source: 'instagram' });
    const member = await buildPatient(club.db, club.clinic, { firstName: 'پ', lastName: 'فیلتر', sex: 'm', memberSinceOn: '2026-01-01' });
    await club.db.records.Appointment.create({
      clinicId: club.clinic.id,
      patientId: member.id,
      startsAt: new Date(NOW.getTime() + 1000),
      startsOn: '2026-11-22',
      state: 'booked',
      createdAt: NOW,
      updatedAt: NOW,
    });
    const names = async (query: string) => namesIn((await desk.get(`/patients?${query}`)).text);
    const q = `q=${encodeURIComponent('فیلتر')}`;
    expect(await names(q)).to.deep.equal(['ب فیلتر', 'پ فیلتر']);
    expect(await names(`${q}&sex=f`)).to.deep.equal(['ب فیلتر']);
    expect(await names(`${q}&status=member`)).to.deep.equal(['پ فیلتر']);
    expect(await names(`${q}&source=instagram&area=${encodeURIComponent('منطقه ۹')}`)).to.deep.equal(['ب فیلتر']);
    expect(await names(`${q}&source=unknown`)).to.deep.equal(['پ فیلتر']);
    expect(await names('upcoming=yes')).to.deep.equal(['پ فیلتر']);
    expect(await names(`${q}&tier=gold`)).to.deep.equal([]);
    expect(await names(`${q}&tier=nonsense&sex=x&after=-1&before=abc`)).to.have.length(2);
    expect((await desk.get('/patients?q=aaaa&q=bbbb')).status).to.equal(200);
  });

  it('says when the keyboard was in the other layout', async () => {
    await buildPatient(club.db, club.clinic, { firstName: 'سارا', lastName: 'تهرانی' });
    const page = await desk.get('/patients?q=shvh');
    expect(page.text).to.contain('نتیجه برای «سارا»').and.contain('سارا تهرانی');
    const fragment = await desk.get('/patients/search?q=shvh').set('hx-request', 'true');
    expect(fragment.text).to.contain('نتیجه برای «سارا»').and.not.contain('<html');
    const whole = await desk.get('/patients/search?q=shvh');
    expect(whole.text).to.contain('<html');
    expect((await desk.get('/patients/search?q=').set('hx-request', 'true')).text.trim()).to.equal('');
    expect((await desk.get(`/patients/search?q=${encodeURIComponent('<script>')}`)).text)
      .to.not.contain('<script>"')
      .and.not.contain('«<script>»');
  });

  it('pages forth and back without losing or repeating anybody', async () => {
    const db = club.db;
    for (let i = 0; i < 120; i += 1)
      await buildPatient(db, club.clinic, { firstName: 'صفحه', lastName: i % 3 === 0 ? 'یکسان' : `شماره${'ابپتثجچ'.charAt(i % 7)}` });
    const q = `q=${encodeURIComponent('صفحه')}`;
    const next = (html: string) => /rel="next" href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const previous = (html: string) => /rel="prev" href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const ids = (html: string) => [...html.matchAll(/<td><a href="\/patients\/(\d+)"/g)].map((match) => match[1]);
    const pages = [(await desk.get(`/patients?${q}`)).text];
    pages.push((await desk.get(next(pages[0]!))).text);
    pages.push((await desk.get(next(pages[1]!))).text);
    expect(pages.map((page) => ids(page).length)).to.deep.equal([50, 50, 20]);
    expect(new Set(pages.flatMap(ids)).size).to.equal(120);
    expect(next(pages[2]!)).to.equal('');
    const back = (await desk.get(previous(pages[2]!))).text;
    expect(ids(back)).to.deep.equal(ids(pages[1]!));
    expect(ids((await desk.get(previous(back))).text)).to.deep.equal(ids(pages[0]!));
  });

  it('shows a physician only patients who visited them', async () => {
    const physicianStaff = await club.db.records.StaffMember.findOne({ where: { clinicId: club.clinic.id, role: 'physician' } });
    const physician = await club.as('physician');
    const own = await buildPatient(club.db, club.clinic, { firstName: 'بیمارِ', lastName: 'خودم' });
    const others = await buildPatient(club.db, club.clinic, { firstName: 'بیمارِ', lastName: 'دیگری' });
    expect((await physician.get('/patients')).text).to.contain('هنوز بیماری نزد شما');
    expect((await physician.get(`/patients/${own.id}`)).status).to.equal(404);
    const specialty = await club.db.records.Specialty.create({ clinicId: club.clinic.id, name: 'داخلی', searchKey: 'داخلی' });
    const record = await club.db.records.Physician.create({
      clinicId: club.clinic.id,
      name: 'دکتر',
      searchKey: 'دکتر',
      staffMemberId: physicianStaff!.id,
    });
    const visit = {
      clinicId: club.clinic.id,
      specialtyId: specialty.id,
      visitedAt: NOW,
      visitedOn: '2026-11-22',
      createdAt: NOW,
      updatedAt: NOW,
    };
    await club.db.records.Visit.create({ ...visit, patientId: own.id, physicianId: record.id });
    await club.db.records.Visit.create({ ...visit, patientId: others.id });
    await club.db.records.Visit.create({ ...visit, patientId: others.id, physicianId: record.id, deletedAt: NOW });
    const list = await physician.get('/patients');
    expect(namesIn(list.text)).to.deep.equal(['بیمار خودم']);
    expect((await physician.get(`/patients/${own.id}`)).status).to.equal(200);
    expect((await physician.get(`/patients/${others.id}`)).status).to.equal(404);
    const found = (await physician.get(`/patients/search?q=${encodeURIComponent('بیمار')}`)).text;
    expect(found).to.contain('خودم').and.not.contain('دیگری');
  });

  it('is exported by the manager as it is filtered, with formulas defused and mobiles as text', async () => {
    for (const role of ['receptionist', 'physician', 'operator'] as const)
      expect((await (await club.as(role)).get('/patients.csv')).status, role).to.equal(403);
    await buildPatient(club.db, club.clinic, {
      firstName: '=HYPERLINK("x")',
      lastName: 'خروجی',
      mobile: '09121110000',
      sex: 'f',
      area: '+منطقه',
      birthOn: '1992-10-17',
    });
    const manager = await club.as('manager');
    const answer = await manager.get(`/patients.csv?q=${encodeURIComponent('خروجی')}`).buffer(true);
    expect(answer.headers['content-type']).to.contain('text/csv');
    expect(answer.headers['content-disposition']).to.contain('attachment');
    expect(answer.text.startsWith('\ufeff')).to.equal(true);
    const rows = rowsOf(answer.text);
    expect(rows).to.have.length(2);
    expect(rows[0]).to.include.members(['شمارهٔ عضویت', 'نام', 'موبایل']);
    expect(rows[1]).to.include.members(['\'=HYPERLINK("x")', '0912 111 0000', "'+منطقه", '1371/07/25', 'زن']);
    const all = rowsOf((await manager.get('/patients.csv').buffer(true)).text);
    const [{ n } = { n: 0 }] = await club.db.select<{ n: number }>('SELECT COUNT(*) AS n FROM patients WHERE clinic_id = :id', {
      id: club.clinic.id,
    });
    expect(all.length).to.equal(n + 1);
  });
});
