import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { tokenIn, openTestClub, type Role, type TestClub, type Visitor } from '../../support/app.js';
import { csvOf, HEADER, rowOf } from '../../support/import-files.js';

const FILE = csvOf([rowOf(), rowOf({ 'شماره پرونده': '101', نام: '=علی' }), rowOf({ 'شماره پرونده': '102', جنسیت: 'X' })]);
const COLUMNS = [
  'file_number',
  'first_name',
  'last_name',
  'national_code',
  'mobile',
  'sex',
  'birth_on',
  'education',
  'visited_on',
  'time',
  'specialty',
  'physician',
  'illness_code',
  'service',
  'amount',
];
const MAPPING = Object.fromEntries(COLUMNS.map((field, place) => [`column-${String(place)}`, field]));

describe('the pages of imports', function () {
  this.timeout(60_000);
  let club: TestClub;
  let manager: Visitor;
  beforeEach(async () => {
    club = await openTestClub();
    manager = await club.as('manager');
  });
  afterEach(() => club.close());

  const upload = async (content: string | Buffer, fileName = 'خروجی.csv', visitor = manager) => {
    const token = tokenIn((await visitor.get('/imports/new')).text);
    return visitor.agent.post(`/imports?_csrf=${token}`).attach('file', Buffer.from(content), fileName);
  };
  const uploaded = async (content: string | Buffer = FILE): Promise<string> => {
    const answer = await upload(content);
    expect(answer.status).to.equal(303);
    return answer.headers['location'] as string;
  };
  /** Reads the page again until the work is done, as a browser without scripts does. */
  const ended = async (address: string) => {
    for (;;) {
      const page = await manager.get(address);
      if (!page.text.includes('data-progress=')) return page;
      await turn();
    }
  };
  const stored = () => readdir(join(club.env.DATA_DIR, 'uploads')).catch(() => []);

  it('ask a stranger to sign in, and nobody but the manager may come in', async () => {
    expect((await club.signedOut().get('/imports')).headers['location']).to.match(/^\/sign-in/);
    const address = await uploaded();
    for (const role of ['receptionist', 'physician', 'operator'] as Role[]) {
      const visitor = await club.as(role);
      for (const path of ['/imports', '/imports/new', address, `${address}/progress`, `${address}/bad-rows.csv`]) {
        expect((await visitor.get(path)).status, `${role} ${path}`).to.equal(403);
      }
      expect((await visitor.post('/imports', {}, '/account')).status).to.equal(403);
      expect((await visitor.post(`${address}/reversal`, {}, '/account')).status).to.equal(403);
    }
  });

  it('do not exist for another clinic', async () => {
    const record = await club.db.records.Import.create({
      clinicId: club.otherClinic.id,
      fileName: 'x.csv',
      state: 'done',
      createdAt: club.clock(),
    });
    const address = `/imports/${String(record.id)}`;
    for (const path of [address, `${address}/progress`, `${address}/bad-rows.csv`]) expect((await manager.get(path)).status).to.equal(404);
    for (const step of ['mapping', 'run', 'cancellation', 'reversal']) {
      expect((await manager.post(`${address}/${step}`, {}, '/imports/new')).status, step).to.equal(404);
    }
    expect((await manager.get('/imports/999')).status).to.equal(404);
    expect((await manager.get('/imports')).text).to.not.include('x.csv');
  });

  it('refuse an upload without a token, without a file, of another kind, or too broken to read, and keep nothing of it', async () => {
    expect((await manager.agent.post('/imports').attach('file', Buffer.from(FILE), 'a.csv')).status).to.equal(403);
    const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(64)]);
    for (const [content, name, reason] of [
      [png, 'a.xlsx', 'تنها CSV و xlsx'],
      [png, 'a.png', 'تنها CSV و xlsx'],
      ['', 'a.csv', 'فایل خالی است'],
      ['a,b\n1,"2', 'a.csv', 'در ردیف ۲ گیومه‌ای باز شده'],
    ] as const) {
      const page = await upload(content, name);
      expect(page.status).to.equal(422);
      expect(page.text).to.include(reason).and.to.include('<title>خطا:');
    }
    const token = tokenIn((await manager.get('/imports/new')).text);
    const empty = await manager.agent.post(`/imports?_csrf=${token}`).field('x', 'y');
    expect([empty.status, empty.text.includes('فایلی انتخاب نشده است')]).to.deep.equal([422, true]);
    const wrong = await manager.agent.post(`/imports?_csrf=${token}`).attach('other', Buffer.from(FILE), 'a.csv');
    expect(wrong.status).to.equal(422);
    expect(await stored()).to.deep.equal([]);
    expect(await club.db.records.Import.count({ where: { clinicId: club.clinic.id } })).to.equal(0);
  });

  it('show what was guessed, with the first rows as they would be read', async () => {
    const page = await manager.get(await uploaded());
    expect(page.status).to.equal(200);
    expect(page.text).to.include('۳ ردیف خوانده شد').and.to.include('خروجی.csv');
    expect(page.text).to.match(/name="column-0"[^]*?<option value="file_number" selected>/);
    expect(page.text).to.match(/name="column-14"[^]*?<option value="amount" selected>/);
    expect(page.text).to.include('۱۵۰٬۰۰۰ تومان').and.to.include('۱۳۷۰/۰۱/۱۵').and.to.include('۳۳ ساله');
    expect(page.text).to.include('جنسیت: جنسیت نه زن است و نه مرد.');
  });

  it('show the rows again when a column is said to be something else, and keep the choices', async () => {
    const address = await uploaded();
    const page = await manager.post(`${address}/mapping`, { ...MAPPING, 'column-14': '', lenient: 'sex', step: 'preview' }, address);
    expect(page.status).to.equal(200);
    expect(page.text).to.not.include('۱۵۰٬۰۰۰ تومان');
    expect(page.text).to.match(/name="lenient" value="sex" checked/);
    expect(page.text).to.match(/name="column-14"[^]*?<option value="amount">/);
  });

  it('refuse a map that leaves something open, by its name, with every choice kept', async () => {
    const address = await uploaded();
    const open = await manager.post(`${address}/mapping`, { ...MAPPING, 'column-10': '', specialty: '', step: 'run' }, address);
    expect(open.status).to.equal(422);
    expect(open.text).to.include('ستون تخصص مشخص نیست').and.to.include('<title>خطا:');
    const twice = await manager.post(`${address}/mapping`, { ...MAPPING, 'column-1': 'last_name', step: 'run' }, address);
    expect([twice.status, twice.text.includes('دو ستون به یک معنا')]).to.deep.equal([422, true]);
    const day = await manager.post(`${address}/mapping`, { ...MAPPING, dayZero: 'دیروز', specialty: 'داخلی', step: 'run' }, address);
    expect([day.status, day.text.includes('value="دیروز"')]).to.deep.equal([422, true]);
    const strange = await manager.post(`${address}/mapping`, { ...MAPPING, clinic_id: '2', 'column-0': 'tier' }, address);
    expect(strange.status).to.equal(422);
    expect(await club.db.records.Visit.count({ where: { clinicId: club.clinic.id } })).to.equal(0);
  });

  it('import in the background, tell what came of it, and keep no file', async () => {
    const address = await uploaded();
    const started = await manager.post(`${address}/mapping`, { ...MAPPING, step: 'run' }, address);
    expect([started.status, started.headers['location']]).to.deep.equal([303, address]);
    const page = await ended(address);
    expect(page.text)
      .to.include('پایان یافته')
      .and.to.include('جنسیت نه زن است و نه مرد.')
      .and.to.include('<code class="asis" dir="auto">X</code>');
    expect(await club.db.records.Visit.count({ where: { clinicId: club.clinic.id } })).to.equal(2);
    while ((await stored()).length > 0) await turn();
    expect((await manager.get('/imports')).text)
      .to.include('خروجی.csv')
      .and.to.include('پایان یافته');
    const followed = await manager.get(`${address}/progress`);
    expect(followed.headers['content-type']).to.include('text/event-stream');
    expect(followed.text).to.match(/^event: progress\ndata: \{.*"done":true\}\n\n$/);
  });

  it('give the bad rows as they were, with the reason, as a file that can be corrected and sent again', async () => {
    const bad = csvOf([rowOf({ جنسیت: 'X', نام: '=SUM(A1)' }), rowOf({ ساعت: '25:70' })]);
    const address = await uploaded(bad);
    await manager.post(`${address}/mapping`, { ...MAPPING, step: 'run' }, address);
    await ended(address);
    const sheet = await manager.get(`${address}/bad-rows.csv`);
    expect(sheet.headers['content-type']).to.equal('text/csv; charset=utf-8');
    expect(sheet.headers['content-disposition']).to.include('attachment').and.to.include("filename*=UTF-8''");
    const [header = '', first = '', second = ''] = sheet.text.split('\r\n');
    expect(header).to.equal(`\ufeff${[...HEADER, 'ردیف', 'ستون', 'ایراد'].join(',')}`);
    expect(first).to.include("'=SUM(A1)").and.to.include('2,جنسیت,جنسیت نه زن است و نه مرد.');
    expect(second).to.include('3,ساعت,چنین ساعتی نیست.');
  });

  it('take an import back, and once only', async () => {
    const address = await uploaded();
    await manager.post(`${address}/mapping`, { ...MAPPING, step: 'run' }, address);
    await ended(address);
    expect((await manager.post(`${address}/reversal`, {}, address)).status).to.equal(303);
    const page = await manager.get(address);
    expect(page.text).to.include('۲ مراجعه و ۲ بیمار برداشته شد').and.to.include('بازگردانده‌شده');
    expect(await club.db.records.Patient.count({ where: { clinicId: club.clinic.id } })).to.equal(0);
    await manager.post(`${address}/reversal`, {}, '/imports/new');
    expect((await manager.get(address)).text).to.include('پیش‌تر بازگردانده شده است');
  });

  it('put a file aside that is not to be imported', async () => {
    const address = await uploaded();
    expect((await stored()).length).to.equal(1);
    const answer = await manager.post(`${address}/cancellation`, {}, address);
    expect([answer.status, answer.headers['location']]).to.deep.equal([303, '/imports']);
    expect(await stored()).to.deep.equal([]);
    expect((await manager.get('/imports')).text).to.include('متوقف‌شده');
  });

  it('say that an import stopped halfway and go on with it', async () => {
    const address = await uploaded();
    await manager.post(`${address}/mapping`, { ...MAPPING, step: 'preview' }, address);
    const id = Number(address.split('/').at(-1));
    const record = await club.db.records.Import.findOne({ where: { clinicId: club.clinic.id, id }, rejectOnEmpty: true });
    const columns = Object.fromEntries(HEADER.map((header, place) => [header, COLUMNS[place]]));
    const options = { ...(record.optionsJson as object), map: { columns } };
    await record.update({ state: 'running', startedAt: new Date(club.clock().getTime() - 120_000), optionsJson: options });
    expect((await manager.get(address)).text)
      .to.include('نیمه‌کاره مانده')
      .and.to.include('ادامهٔ ورود');
    expect((await manager.post(`${address}/run`, {}, address)).status).to.equal(303);
    expect((await ended(address)).text).to.include('پایان یافته');
  });

  it('say so when the file is gone', async () => {
    const address = await uploaded();
    const { rm } = await import('node:fs/promises');
    await rm(join(club.env.DATA_DIR, 'uploads'), { recursive: true });
    const page = await manager.get(address);
    expect([page.status, page.text.includes('فایل دیگر روی این رایانه نیست')]).to.deep.equal([422, true]);
  });

  it('speak English too', async () => {
    const address = await uploaded();
    const page = await manager.get(`${address}?lang=en`);
    expect(page.text)
      .to.include('What is each column?')
      .and.to.include('Import 3 rows')
      .and.to.include('The sex is neither female nor male.');
  });
});
