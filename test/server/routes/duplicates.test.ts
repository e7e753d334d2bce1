import { expect } from 'chai';
import type { NewPatient } from '../../../models/patient-registry.js';
import { duplicatePairs } from '../../../server/reports/duplicate-report.js';
import { openTestClub, type TestClub, type Visitor } from '../../support/app.js';
import { buildPatient } from '../../support/builders.js';

describe('files of one person', () => {
  let club: TestClub;
  let manager: Visitor;
  beforeEach(async () => {
    club = await openTestClub();
    manager = await club.as('manager');
  });
  afterEach(() => club.close());

  const person = (overrides: Partial<NewPatient>) => buildPatient(club.db, club.clinic, overrides);
  const twice = async () => {
    const born = { lastName: 'رستگار', birthOn: '1980-02-02', mobile: '09121234567' };
    return [await person({ ...born, firstName: 'منیژه', area: 'ونک' }), await person({ ...born, firstName: 'منیزه' })] as const;
  };

  it('are for the manager of the clinic alone', async () => {
    const [one, other] = await twice();
    expect((await club.signedOut().get('/duplicates')).status).to.equal(303);
    expect((await (await club.as('receptionist')).get('/duplicates')).status).to.equal(403);
    const stranger = await buildPatient(club.db, club.otherClinic);
    expect((await manager.get(`/merges/new?one=${String(one.id)}&other=${String(stranger.id)}`)).status).to.equal(404);
    expect((await manager.get('/merges/new?one=x')).status).to.equal(404);
    const sent = { one: String(one.id), other: String(stranger.id), keep: 'one' };
    expect((await manager.post('/merges', sent, '/duplicates')).text).to.contain('دیگر نیست');
    expect(
      (await manager.post('/duplicates/separations', { one: String(stranger.id), other: String(other.id) }, '/duplicates')).status,
    ).to.equal(422);
    expect((await manager.post('/merges/999/reversal', {}, '/duplicates')).status).to.equal(404);
  });

  it('are found by mobile, birthday and name with the reasons in words, and not among twins and namesakes', async () => {
    await twice();
    await person({ firstName: 'حسن', lastName: 'عباسی', birthOn: '1990-01-01', mobile: '09120000009' });
    await person({ firstName: 'حسین', lastName: 'عباسی', birthOn: '1990-01-01', mobile: '09120000009' });
    await person({ firstName: 'علی', lastName: 'محمدی', mobile: '09351112233' });
    await person({ firstName: 'علی', lastName: 'محمدی', mobile: '09124445566' });
    await person({ firstName: 'سید مهدی', lastName: 'طباطبایی', birthOn: '1970-07-07', mobile: '09361112233' });
    await person({ firstName: 'مهدی', lastName: 'طباطبایی', birthOn: '1970-07-07' });
    const page = await manager.get('/duplicates');
    expect(page.status).to.equal(200);
    expect([...page.text.matchAll(/id="pair-\d+"/g)]).to.have.length(2);
    expect(page.text).to.contain('موبایل یکسان').and.to.contain('نام یکسان، با «سید» یا لقب').and.to.contain('موبایل متفاوت');
    expect(page.text).not.to.contain('عباسی');
  });

  it('are remembered as two people when the manager says so', async () => {
    const [one, other] = await twice();
    const pair = { one: String(other.id), other: String(one.id) };
    for (let i = 0; i < 2; i++) expect((await manager.post('/duplicates/separations', pair, '/duplicates')).status).to.equal(303);
    expect((await manager.get('/duplicates')).text).to.contain('پروندهٔ تکراری پیدا نشد');
    expect((await manager.post('/duplicates/separations', { one: pair.one, other: pair.one }, '/duplicates')).status).to.equal(422);
    expect((await manager.post('/duplicates/separations', { one: 'x' }, '/duplicates')).status).to.equal(422);
  });

  it('become one file with the chosen values, whose old address leads to it, and are separated again', async () => {
    const [one, other] = await twice();
    const address = `/merges/new?one=${String(one.id)}&other=${String(other.id)}`;
    expect((await manager.get(address)).text)
      .to.contain('منیزه')
      .and.to.contain('ونک');
    const sent = { one: String(one.id), other: String(other.id), keep: 'other', name: 'one' };
    expect((await manager.post('/merges', { ...sent, keep: 'both' }, address)).status).to.equal(422);
    expect((await manager.post('/merges', { ...sent, tier: 'gold' }, address)).status).to.equal(422);
    const merged = await manager.post('/merges', sent, address);
    expect(merged.headers['location']).to.equal(`/patients/${String(other.id)}`);
    const page = await manager.get(`/patients/${String(other.id)}`);
    expect(page.text).to.contain('منیژه').and.to.contain('ونک').and.to.contain('یکی شدن دو پرونده');
    const old = await manager.get(`/patients/${String(one.id)}`);
    expect(old.headers['location']).to.equal(`/patients/${String(other.id)}`);
    expect((await manager.get('/patients/search?q=منیزه')).text).not.to.contain('رستگار');
    expect((await manager.post(`/patients/${String(one.id)}/restoration`, {}, '/duplicates')).status).to.equal(303);
    expect((await manager.get('/patients')).text).to.contain('یکی شده است');
    const undone = await manager.post('/merges/1/reversal', {}, '/duplicates');
    expect(undone.headers['location']).to.equal(`/patients/${String(one.id)}`);
    expect((await manager.get(`/patients/${String(one.id)}`)).status).to.equal(200);
    expect((await manager.get('/patients/search?q=منیزه')).text).to.contain('رستگار');
    expect((await manager.post('/merges/1/reversal', {}, '/duplicates')).text).to.contain('پیش‌تر دوباره جدا شده');
  });

  it('says with what the file was worked, when it cannot be separated any more', async () => {
    const [one, other] = await twice();
    await manager.post('/merges', { one: String(one.id), other: String(other.id), keep: 'one' }, '/duplicates');
    await manager.post(`/patients/${String(one.id)}/consents/service`, { source: 'desk' }, '/duplicates');
    const refused = await manager.post('/merges/1/reversal', {}, '/duplicates');
    expect(refused.status).to.equal(422);
    expect(refused.text).to.contain('از آن پس با پرونده کار شده است').and.to.contain('رضایت');
  });

  it('are looked for in bounded pages, and a mobile that many share binds nobody', async () => {
    for (let i = 0; i < 40; i++)
      await person({ firstName: `نام${'ابپتثجچحخد'.charAt(i % 10)}${'رزژسشصض'.charAt(i % 7)}`, lastName: 'مشترک', mobile: '09120000000' });
    for (let i = 0; i < 25; i++)
      await person({ firstName: 'شهین', lastName: `کاشانی${'ابپتثجچحخدرزژسشصضطظعغفقکگ'.charAt(i)}`, birthOn: '1950-05-05', mobile: null });
    let statements = 0;
    const counting = {
      ...club.db,
      select: ((sql: string, values?: object) => ((statements += 1), club.db.select(sql, values as never))) as typeof club.db.select,
    };
    const first = await duplicatePairs(counting, { clinicId: club.clinic.id, before: null, pageSize: 5 });
    expect(statements).to.be.at.most(11);
    expect(first.pairs.length).to.be.at.least(5);
    expect(first.pairs.every(({ one, other }) => one.mobile !== '09120000000' || other.mobile !== '09120000000')).to.equal(true);
    const seen = new Set<string>();
    for (let before: number | null = null, rounds = 0; rounds < 40; rounds++) {
      const page = await duplicatePairs(club.db, { clinicId: club.clinic.id, before, pageSize: 5 });
      for (const { one, other } of page.pairs) {
        const key = `${String(one.id)}:${String(other.id)}`;
        expect(seen.has(key)).to.equal(false);
        seen.add(key);
      }
      before = page.before;
      if (before === null) break;
    }
    const whole = await duplicatePairs(club.db, { clinicId: club.clinic.id, before: null, pageSize: 10_000 });
    expect(seen.size).to.equal(whole.pairs.length);
  });
});
