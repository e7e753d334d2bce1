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
    expect(today.text)
      .to.contain('نقره‌ای هستید چون ۴ مراجعه در ۱۲ ماه گذشته داشته‌اید')
      .and.contain('ثبت مراجعه')
      .and.contain('با ۴ اعتبار');
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
      .and.contain('قاعدهٔ تازه</a><div class="muted small">با ۴ اعتبار')
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

describe('tier rules of specialties, and standing', () => {
  let club: TestClub;
  let skin: number;
  let memberId: number;
  before(async () => {
    club = await openTestClub();
    skin = (await findOrCreateSpecialty(club.db, { clinicId: club.clinic.id, name: 'پوست' })).id;
    memberId = (await buildPatient(club.db, club.clinic, { firstName: 'نیما', lastName: 'صادقی' })).id;
    for (const days of [40, 20]) {
      const visitedOn = addDays(TODAY, -days);
      await club.db.records.Visit.create({
        clinicId: club.clinic.id,
        patientId: memberId,
        specialtyId: skin,
        visitedAt: instantOf(visitedOn, '10:00'),
        visitedOn,
        createdAt: NOW,
        updatedAt: NOW,
      });
    }
    const memberSinceOn = addDays(TODAY, -40);
    await club.db.records.Patient.update({ status: 'member', memberSinceOn }, { where: { clinicId: club.clinic.id, id: memberId } });
  });
  after(() => club.close());

  const page = (id: number): string => `/patients/${String(id)}/tier`;
  const GIFT = { credits: '۲', specialtyId: '', reason: 'همراهی با باشگاه', fromOn: 'امروز', untilOn: '۱۴۰۵/۱۲/۰۱' };

  it('shows a specialty’s rule beside the clinic’s, and names the specialty in the sentence', async () => {
    const manager = await club.as('manager');
    const form = { ...RULE, specialtyId: String(skin), silver: '2', gold: '5', platinum: '9', creditsPerReferral: '۱', creditsPerYear: '' };
    const preview = await manager.post('/tiers/rules/previews', form, '/tiers/rules/new');
    expect(preview.status).to.equal(200);
    expect(preview.text).to.contain('سطح ۱ عضو بالا می‌رود').and.contain('نیما صادقی').and.contain('۰ پیام');
    expect((await manager.post('/tiers/rules', form, '/tiers/rules/new')).status).to.equal(303);
    const rules = await manager.get('/tiers');
    expect(rules.text).to.contain('کل درمانگاه').and.contain('هر معرفی موفق ۱ اعتبار');
    const member = await manager.get(page(memberId));
    expect(member.text).to.contain('نقره‌ای هستید چون ۲ مراجعه به پوست در ۱۲ ماه گذشته داشته‌اید');
    expect((await manager.get(`/patients/${String(memberId)}`)).text).to.contain('۲ مراجعه به پوست');
    const english = await manager.get(`${page(memberId)}?lang=en`);
    expect(english.text).to.contain('2 visits to پوست');
    await manager.get('/tiers?lang=fa');
  });

  it('refuses a version before one that is written already, and shows until when', async () => {
    const manager = await club.as('manager');
    const later = { ...RULE, specialtyId: String(skin), effectiveOn: '۱۴۰۵/۱۰/۰۱' };
    expect((await manager.post('/tiers/rules', later, '/tiers/rules/new')).status).to.equal(303);
    for (const path of ['/tiers/rules', '/tiers/rules/previews', '/tiers/endings', '/tiers/endings/previews']) {
      const form = path.includes('endings')
        ? { specialtyId: String(skin), effectiveOn: 'امروز' }
        : { ...RULE, specialtyId: String(skin), silver: '3' };
      const refused = await manager.post(path, form, '/tiers/rules/new');
      expect(refused.status, path).to.equal(422);
      expect(refused.text).to.contain('نسخهٔ دیگری از همین قاعده از سه‌شنبه ۱ دی ۱۴۰۵ نوشته شده است');
    }
    const [planned] = await club.db.select<{ id: number }>('SELECT MAX(id) AS id FROM tier_rules WHERE clinic_id = :id', {
      id: club.clinic.id,
    });
    const away = `/tiers/rules/${String(planned?.id)}/withdrawal`;
    expect((await (await club.as('receptionist')).post(away, {}, '/account')).status).to.equal(403);
    expect((await manager.post(away, {}, '/tiers')).status).to.equal(303);
    expect((await manager.get('/tiers')).text).to.contain('پس گرفته');
    expect((await manager.post('/tiers/rules/999999/withdrawal', {}, '/tiers')).status).to.equal(404);
  });

  it('downloads everybody whose tier would change, and refuses an address that is no rule', async () => {
    const manager = await club.as('manager');
    const asked = new URLSearchParams({ ...RULE, silver: '1', format: 'csv' }).toString();
    const sheet = await manager.get(`/tiers/movers?${asked}`);
    expect(sheet.headers['content-type']).to.contain('text/csv');
    expect(sheet.text).to.contain('از سطح');
    expect((await manager.get(`/tiers/movers?${asked.replace('csv', 'xlsx')}`)).headers['content-type']).to.contain('spreadsheetml');
    expect((await manager.get('/tiers/movers?format=csv&silver=0')).status).to.equal(400);
  });

  const badGifts: [string, Record<string, string>, string][] = [
    ['no credits', { credits: '' }, 'عدد را بنویسید'],
    ['negative credits', { credits: '-2' }, 'یک عدد درست'],
    ['too many credits', { credits: '۱۰۱' }, '۱ تا ۱۰۰'],
    ['an overflow', { credits: '99999999999999999999' }, 'یک عدد درست'],
    ['no reason', { reason: ' ' }, 'دلیل را بنویسید'],
    ['no end', { untilOn: '' }, 'روز پایان را بنویسید'],
    ['an end before the beginning', { untilOn: '۱۴۰۵/۰۱/۰۱' }, 'پیش از روز آغاز'],
    ['a past day', { fromOn: 'دیروز' }, 'از امروز'],
    ['a specialty of nobody', { specialtyId: '987654' }, 'این تخصص در درمانگاه نیست'],
  ];
  for (const [what, change, words] of badGifts) {
    it(`refuses credit by hand with ${what}, at its field, and keeps what was typed`, async () => {
      const manager = await club.as('manager');
      const refused = await manager.post(`/patients/${String(memberId)}/standing-credits`, { ...GIFT, ...change }, page(memberId));
      expect(refused.status).to.equal(422);
      expect(refused.text).to.contain(words);
      if (!('reason' in change)) expect(refused.text).to.contain(GIFT.reason);
      expect(await club.db.select('SELECT id FROM standing_credits WHERE clinic_id = :id', { id: club.clinic.id })).to.deep.equal([]);
    });
  }

  it('lets only the manager give and take back credit, to members of this clinic', async () => {
    const path = `/patients/${String(memberId)}/standing-credits`;
    const desk = await club.as('receptionist');
    expect((await desk.post(path, GIFT, '/account')).status).to.equal(403);
    expect((await desk.get(page(memberId))).text).not.to.contain('/standing-credits');
    const manager = await club.as('manager');
    const stranger = await buildPatient(club.db, club.otherClinic);
    expect((await manager.post(`/patients/${String(stranger.id)}/standing-credits`, GIFT, '/account')).status).to.equal(404);
    const prospect = await buildPatient(club.db, club.clinic);
    expect((await manager.post(`/patients/${String(prospect.id)}/standing-credits`, GIFT, '/account')).status).to.equal(422);

    expect((await manager.post(path, { ...GIFT, submissionKey: 'the-key-of-a-form-1' }, page(memberId))).status).to.equal(303);
    expect((await manager.post(path, { ...GIFT, submissionKey: 'the-key-of-a-form-1' }, page(memberId))).status).to.equal(303);
    const shown = await manager.get(page(memberId));
    expect(shown.text).to.contain('۲ اعتبار اهدایی').and.contain('همراهی با باشگاه').and.contain('به شمار می‌آید');
    expect((await manager.get(`/patients/${String(memberId)}`)).text).to.contain('اعتبار اهدایی');
    const [given, ...more] = await club.db.select<{ id: number }>('SELECT id FROM standing_credits WHERE clinic_id = :id', {
      id: club.clinic.id,
    });
    expect(more).to.deep.equal([]);
    const away = `${path}/${String(given?.id)}/revocation`;
    expect((await desk.post(away, {}, '/account')).status).to.equal(403);
    for (const time of ['first', 'again']) expect((await manager.post(away, {}, page(memberId))).status, time).to.equal(303);
    const taken = await manager.get(page(memberId));
    expect(taken.text).to.contain('پس گرفته').and.not.contain('۲ اعتبار اهدایی در');
  });

  it('lists the changes of a period by direction and cause, with counts, links and downloads', async () => {
    const manager = await club.as('manager');
    const list = await manager.get(`/tiers/changes?from=${encodeURIComponent('۱۴۰۵/۰۹/۰۱')}&to=امروز&direction=rise&cause=rule`);
    expect(list.status).to.equal(200);
    expect(list.text).to.contain('۱ بار بالا رفتن و ۰ بار پایین آمدن').and.contain('نیما صادقی').and.contain('/tiers#rule-');
    const none = await manager.get('/tiers/changes?direction=fall&cause=time');
    expect(none.text).to.contain('در این میان سطحی تغییر نکرده است').and.not.contain('/tiers/changes/sheet');
    const before = await manager.get(`/tiers/changes?to=${encodeURIComponent('۱۴۰۵/۰۸/۳۰')}`);
    expect(before.text).to.contain('۰ بار بالا رفتن');
    for (const query of ['from=abc', 'from=امروز&to=دیروز']) {
      const refused = await manager.get(`/tiers/changes?${new URLSearchParams(query).toString()}`);
      expect(refused.status, query).to.equal(422);
    }
    const sheet = await manager.get('/tiers/changes/sheet?format=csv');
    expect(sheet.text).to.contain('نیما').and.contain('بالا رفتن').and.contain('1405/09/01');
    for (const query of ['', '?format=pdf', '?format=csv&from=abc'])
      expect((await manager.get(`/tiers/changes/sheet${query}`)).status, query).to.equal(400);
    expect((await manager.get('/tiers/changes/sheet?format=xlsx')).headers['content-type']).to.contain('spreadsheetml');
    expect((await (await club.as('receptionist')).get('/tiers/changes/sheet')).status).to.equal(403);
  });

  it('ends the rule of a specialty from a day on', async () => {
    const manager = await club.as('manager');
    expect((await manager.get('/tiers/endings/new?specialtyId=987654')).status).to.equal(404);
    const form = { specialtyId: String(skin), effectiveOn: 'امروز' };
    const from = `/tiers/endings/new?specialtyId=${String(skin)}`;
    const preview = await manager.post('/tiers/endings/previews', form, from);
    expect(preview.status).to.equal(200);
    expect(preview.text).to.contain('سطح ۱ عضو پایین می‌آید');
    expect((await manager.post('/tiers/endings', form, from)).status).to.equal(303);
    expect((await manager.get('/tiers')).text).to.contain('پایان یافته');
    const refused = await manager.post('/tiers/endings', { specialtyId: '', effectiveOn: 'امروز' }, '/tiers/endings/new');
    expect(refused.status).to.equal(422);
    expect(refused.text).to.contain('تنها قاعدهٔ باشگاه');
  });

  it('proposes thresholds from the club’s own members, and refuses answers that make no sense', async () => {
    const manager = await club.as('manager');
    expect((await manager.get('/tiers/guide')).status).to.equal(200);
    const answered = await manager.get(`/tiers/guide?rhythm=monthly&aim=recognise&specialtyId=${String(skin)}&windowMonths=۶`);
    expect(answered.status).to.equal(200);
    expect(answered.text).to.contain('از میان ۱ عضوی که به این تخصص آمده‌اند').and.contain('name="windowMonths" value="۶"');
    const refusals: [string, string][] = [
      ['rhythm=daily&aim=keep', 'یکی از پاسخ‌ها'],
      ['rhythm=weekly&aim=keep&windowMonths=0', '۱ تا ۱۲۰'],
      ['rhythm=weekly&aim=keep&silver=95', '۱ تا ۹۰'],
      ['rhythm=weekly&aim=keep&silver=80&gold=20', '۹۵ درصد'],
      ['rhythm=weekly&aim=keep&specialtyId=987654', 'این تخصص'],
    ];
    for (const [query, words] of refusals) {
      const refused = await manager.get(`/tiers/guide?${query}`);
      expect(refused.status, query).to.equal(422);
      expect(refused.text).to.contain(words);
    }
  });
});
