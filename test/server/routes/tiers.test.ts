import { expect } from 'chai';
import { findOrCreateSpecialty } from '../../../models/catalogue.js';
import { addDays } from '../../../models/persian/jalali.js';
import { instantOf, tehranDay } from '../../../models/persian/tehran-time.js';
import { reviewStanding } from '../../../models/standing.js';
import { openTestClub, type TestClub } from '../../support/app.js';
import { buildPatient, NOW, SYSTEM } from '../../support/builders.js';

const TODAY = tehranDay(NOW);
const RULE = { windowKind: 'months', windowMonths: '12', silver: '2', gold: '4', platinum: '8', graceMonths: '0', effectiveOn: 'امروز' };

describe('the tiers of a club', () => {
  let club: TestClub;
  let memberId: number;
  before(async () => {
    club = await openTestClub();
    memberId = await memberWith([400, 300, 90, 60, 30]);
  });
  after(() => club.close());

  const memberWith = async (daysAgo: number[]): Promise<number> => {
    const { id } = await buildPatient(club.db, club.clinic, { firstName: 'سارا', lastName: 'کریمی' });
    const specialty = await findOrCreateSpecialty(club.db, { clinicId: club.clinic.id, name: 'پوست' });
    for (const days of daysAgo) {
      const visitedOn = addDays(TODAY, -days);
      await club.db.records.Visit.create({
        clinicId: club.clinic.id,
        patientId: id,
        specialtyId: specialty.id,
        visitedAt: instantOf(visitedOn, '10:00'),
        visitedOn,
        createdAt: NOW,
        updatedAt: NOW,
      });
    }
    await club.db.records.Patient.update({ status: 'member' }, { where: { clinicId: club.clinic.id, id } });
    await reviewStanding(club.db, { clinicId: club.clinic.id, patientIds: [id], asOf: NOW, actor: SYSTEM, cause: 'visit.recorded' });
    return id;
  };

  it('asks strangers to sign in and lets only the manager write the rule', async () => {
    expect((await club.signedOut().get('/tiers')).status).to.equal(303);
    const desk = await club.as('receptionist');
    const page = await desk.get('/tiers');
    expect(page.status).to.equal(200);
    expect(page.text).to.contain('مراجعه‌های ۱۲ ماه گذشته: از ۳ نقره‌ای، از ۶ طلایی، از ۱۰ پلاتینیوم');
    expect(page.text).not.to.contain('/tiers/rules/new');
    expect((await desk.get('/tiers/rules/new')).status).to.equal(403);
    expect((await desk.post('/tiers/rules', RULE, '/account')).status).to.equal(403);
  });

  it('knows no patient of another clinic', async () => {
    const stranger = await buildPatient(club.db, club.otherClinic);
    const manager = await club.as('manager');
    expect((await manager.get(`/patients/${stranger.id}/tier`)).status).to.equal(404);
    expect((await manager.get('/patients/abc/tier')).status).to.equal(404);
  });

  const bad: [string, Record<string, string>, string][] = [
    ['a window of 0 months', { windowMonths: '۰' }, 'از ۱ تا ۱۲۰'],
    ['no months', { windowMonths: '' }, 'عدد را بنویسید'],
    ['words for a number', { silver: 'سه' }, 'عدد درست'],
    ['thresholds out of order', { gold: '2' }, 'بیش از نقره‌ای'],
    ['platinum at gold', { platinum: '4' }, 'بیش از طلایی'],
    ['a grace of 30 months', { graceMonths: '30' }, '۰ تا ۲۴'],
    ['an unknown window', { windowKind: 'week' }, 'یکی از گزینه‌ها'],
    ['a day that is none', { effectiveOn: '۱۴۰۵/۱۳/۰۱' }, 'مانند ۱۴۰۵/۰۹/۰۱'],
    ['a day in the past', { effectiveOn: 'دیروز' }, 'از امروز'],
    ['a day in ten years', { effectiveOn: '۱۴۱۵/۰۱/۰۱' }, 'دو سال'],
  ];
  for (const [what, change, words] of bad) {
    it(`refuses ${what} and keeps what was typed`, async () => {
      const manager = await club.as('manager');
      for (const path of ['/tiers/rules', '/tiers/rules/previews']) {
        const answer = await manager.post(path, { ...RULE, platinum: '77', ...change }, '/tiers/rules/new');
        expect(answer.status, path).to.equal(422);
        expect(answer.text).to.contain(words).and.contain('<title>خطا:');
        for (const value of Object.values({ ...change })) if (value) expect(answer.text).to.contain(value);
      }
    });
  }

  it('refuses fields nobody asked for', async () => {
    const manager = await club.as('manager');
    expect((await manager.post('/tiers/rules', { ...RULE, clinicId: '2' }, '/tiers/rules/new')).status).to.equal(422);
  });

  it('shows the member why, today and on any past day, with the history', async () => {
    const desk = await club.as('receptionist');
    const today = await desk.get(`/patients/${String(memberId)}/tier`);
    expect(today.text).to.contain('نقره‌ای هستید چون ۴ مراجعه در ۱۲ ماه گذشته داشته‌اید').and.contain('ثبت مراجعه، با ۴ اعتبار');
    const past = await desk.get(`/patients/${String(memberId)}/tier?on=${encodeURIComponent('۱۴۰۵/۰۶/۰۱')}`);
    expect(past.text).to.contain('در ۱ شهریور ۱۴۰۵ در سطح پایه بودید چون ۲ مراجعه در ۱۲ ماه پیش از آن داشتید');
    expect((await desk.get(`/patients/${String(memberId)}`)).text).to.contain('نقره‌ای هستید چون ۴ مراجعه');
    for (const on of ['1499/01/01', 'abc']) {
      const refused = await desk.get(`/patients/${String(memberId)}/tier?on=${on}`);
      expect(refused.status).to.equal(422);
      expect(refused.text).to.contain(on);
    }
  });

  it('previews a rule without saving it', async () => {
    const manager = await club.as('manager');
    const answer = await manager.post('/tiers/rules/previews', RULE, '/tiers/rules/new');
    expect(answer.status).to.equal(200);
    expect(answer.text).to.contain('سطح ۱ عضو بالا می‌رود و سطح ۰ عضو پایین می‌آید');
    expect(await club.db.records.TierRule.count({ where: { clinicId: club.clinic.id } })).to.equal(1);
  });

  it('saves a new version once, reviews the tiers and names the cause', async () => {
    const manager = await club.as('manager');
    for (const time of ['first', 'again']) {
      const saved = await manager.post('/tiers/rules', RULE, '/tiers/rules/new');
      expect(saved.status, time).to.equal(303);
    }
    expect(await club.db.records.TierRule.count({ where: { clinicId: club.clinic.id } })).to.equal(2);
    const member = await club.db.records.Patient.findOne({ where: { clinicId: club.clinic.id, id: memberId } });
    expect(member).to.include({ tier: 'gold', tierCredit: 4 });
    const page = await manager.get('/tiers');
    expect(page.text)
      .to.contain('از یکشنبه ۱ آذر ۱۴۰۵ به کار می‌رود')
      .and.contain('قاعدهٔ تازه</a>، با ۴ اعتبار')
      .and.contain('از ۲ نقره‌ای');
    expect((await manager.get('/tiers/changes')).text).to.contain('سارا کریمی');
    // The past keeps the rule of its day.
    const past = await manager.get(`/patients/${String(memberId)}/tier?on=${encodeURIComponent('۱۴۰۵/۰۶/۰۱')}`);
    expect(past.text).to.contain('در سطح پایه بودید');
  });

  it('lets a physician see changes of their own patients only', async () => {
    const physician = await club.as('physician');
    expect((await physician.get('/tiers/changes')).text).not.to.contain('سارا کریمی');
    expect((await physician.get(`/patients/${String(memberId)}/tier`)).status).to.equal(404);
  });
});
