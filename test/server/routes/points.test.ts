import { expect } from 'chai';
import { formatter } from '../../../models/persian/format.js';
import { addDays } from '../../../models/persian/jalali.js';
import { tehranDay } from '../../../models/persian/tehran-time.js';
import { writeChoice } from '../../../models/loyalty-book.js';
import { entriesOf } from '../../../models/point-ledger.js';
import { reverseEntry, spendPoints } from '../../../models/points-book.js';
import { pointRules } from '../../../models/point-rule-book.js';
import { openTestClub, type TestClub, type Visitor } from '../../support/app.js';
import { buildPatient, NOW, SYSTEM } from '../../support/builders.js';
import { buildPointRule } from '../../support/points.js';
import { buildLists, buildVisit, visitOf, type Lists } from '../../support/visits.js';

const TODAY = tehranDay(NOW);
const fa = (n: number): string => formatter('fa').number(n);
const KEY = 'a-key-of-the-hand-form-1';
const RULE = {
  effectiveOn: 'امروز',
  perTenThousandToman: '۳',
  welcome: '20',
  referral: '0',
  answer: '5',
  expiryMonths: '',
  pointValue: '۱۰۰',
};

describe('the pages of points', function () {
  this.timeout(60_000);
  let club: TestClub;
  let lists: Lists;
  let id: number;
  let manager: Visitor;
  let desk: Visitor;
  before(async () => {
    club = await openTestClub();
    lists = await buildLists(club.db, club.clinic);
    await buildPointRule(club.db, club.clinic, { effectiveOn: addDays(TODAY, -30), servicePoints: { [lists.laser.id]: 7 } });
    id = (await buildPatient(club.db, club.clinic)).id;
    await buildVisit(club.db, club.clinic, id, visitOf(lists.skin, { serviceId: lists.laser.id, amountRial: 1_000_000 }));
    manager = await club.as('manager');
    desk = await club.as('receptionist');
  });
  after(() => club.close());

  const ledger = () => `/patients/${String(id)}/points`;
  const entries = () => entriesOf(club.db, { clinicId: club.clinic.id, patientId: id });
  const give = (form: Record<string, string>) =>
    manager.post(ledger(), { direction: 'give', points: '50', reason: 'جشن تولد', submissionKey: KEY, ...form });

  it('are for who is signed in, the ledger for the desk, and everything that changes for the manager', async () => {
    expect((await club.signedOut().get('/points')).status).to.equal(303);
    expect((await desk.get('/points')).status).to.equal(403);
    expect((await desk.get(ledger())).status).to.equal(200);
    expect((await desk.post(ledger(), { direction: 'give', points: '5', reason: 'x' }, '/account')).status).to.equal(403);
    expect((await desk.post('/points/rules', RULE, '/account')).status).to.equal(403);
    for (const role of ['physician', 'operator'] as const) expect((await (await club.as(role)).get(ledger())).status, role).to.equal(403);
  });

  it('know no patient and no entry of another clinic', async () => {
    const stranger = await buildPatient(club.db, club.otherClinic);
    expect((await manager.get(`/patients/${String(stranger.id)}/points`)).status).to.equal(404);
    expect(
      (await manager.post(`/patients/${String(stranger.id)}/points`, { direction: 'give', points: '5', reason: 'x' }, '/account')).status,
    ).to.equal(404);
    const mine = (await entries())[0]!.id;
    const other = await buildPatient(club.db, club.clinic);
    const answer = await manager.post(`/patients/${String(other.id)}/points/${String(mine)}/reversal`, { reason: 'x' }, '/account');
    expect(answer.status).to.equal(404);
  });

  it('show the balance on the member page, also to the physician of the patient, and the whole story in the ledger', async () => {
    const member = await desk.get(`/patients/${String(id)}`);
    expect(member.text)
      .to.contain('۴۷ امتیاز')
      .and.contain('۴۷ امتیاز تا دوشنبه ۱ آذر ۱۴۰۶ مهلت دارد')
      .and.contain('خوش‌آمد عضویت')
      .and.contain(ledger());
    const page = await desk.get(ledger());
    expect(page.text).to.contain('۴۷ گرفته = ۰ خرج‌شده + ۰ بی‌مهلت‌شده + ۰ پس‌گرفته + ۴۷ مانده');
    expect(page.text).to.contain('۲۷ مانده، تا ۱۴۰۶/۰۹/۰۱').and.not.contain('دادن یا گرفتن دستی');
  });

  it('say before and after recording what a visit earns', async () => {
    const form = await desk.get(`/visits/new?patient=${String(id)}`);
    expect(form.text).to.contain('این مراجعه ۰ امتیاز می‌گیرد').and.contain(`${ledger()}/forecast`);
    const forecast = async (query: string) => (await desk.get(`${ledger()}/forecast?${query}`)).text;
    expect(await forecast(`serviceId=${String(lists.laser.id)}&amountRial=`)).to.contain('این مراجعه ۱۰۷ امتیاز می‌گیرد');
    expect(await forecast(`serviceId=&amountRial=${encodeURIComponent('۲۵٬۰۰۰')}`)).to.contain('این مراجعه ۴ امتیاز می‌گیرد');
    expect(await forecast('serviceId=abc&amountRial=abc&day=abc'))
      .to.contain('۰ امتیاز')
      .and.not.contain('<html');
    expect(await forecast(`amountRial=25000&day=${encodeURIComponent('۱۴۰۴/۰۱/۰۱')}`)).to.contain('امتیاز نمی‌گیرد');
    const newcomer = await buildPatient(club.db, club.clinic);
    const welcome = await desk.get(`/patients/${String(newcomer.id)}/points/forecast?amountRial=25000`);
    expect(welcome.text).to.contain('۲۴ امتیاز می‌گیرد: ۴ برای مراجعه و ۲۰ خوش‌آمد عضویت');
    const typed = { specialtyId: String(lists.skin.id), day: 'امروز', amountRial: '25000', submissionKey: 'a-key-of-the-visit-1' };
    const path = `/patients/${String(newcomer.id)}/visits`;
    expect((await desk.post(path, typed, `/visits/new?patient=${String(newcomer.id)}`)).status).to.equal(303);
    expect((await desk.get(`/patients/${String(newcomer.id)}`)).text).to.contain('۲۴ امتیاز برای این مراجعه در دفتر نشست');
  });

  for (const [what, change, words] of [
    ['no direction', { direction: '' }, 'داده می‌شود یا گرفته'],
    ['no number', { points: '' }, 'عدد را بنویسید'],
    ['a negative number', { points: '-5' }, 'بی‌منفی'],
    ['a fraction', { points: '1.5' }, 'بی‌اعشار'],
    ['nothing', { points: '۰' }, 'از ۱ به بالا'],
    ['far too many', { points: '9999999' }, '۱٬۰۰۰٬۰۰۰'],
    ['a number that overflows', { points: '99999999999999999999' }, 'بی‌اعشار'],
    ['more than there is', { direction: 'take', points: '48' }, 'امتیاز کافی نیست'],
    ['no reason', { reason: ' ' }, 'دلیل را بنویسید'],
    ['a field nobody asked for', { tier: 'gold' }, 'خطا:'],
  ] as [string, Record<string, string>, string][]) {
    it(`refuse to give or take ${what}, keep what was typed and change nothing`, async () => {
      const before = await entries();
      const answer = await give({ submissionKey: 'another-key-of-the-form', ...change });
      expect(answer.status).to.equal(422);
      expect(answer.text).to.contain(words).and.contain('<title>خطا:');
      expect(await entries()).to.deep.equal(before);
    });
  }

  it('give once what is sent twice, take, and reverse once with a reason', async () => {
    for (let i = 0; i < 2; i += 1) expect((await give({})).status).to.equal(303);
    expect((await give({ direction: 'take', points: '۳۰', submissionKey: 'a-key-of-the-taking-1' })).status).to.equal(303);
    const page = await manager.get(ledger());
    expect(page.text).to.contain('جشن تولد').and.contain('مینا رضایی').and.contain('۹۷ گرفته = ۳۰ خرج‌شده');
    const taking = (await entries()).at(-1)!;
    const reversal = `${ledger()}/${String(taking.id)}/reversal`;
    expect((await manager.get(`${ledger()}?reverse=${String(taking.id)}`)).text).to.contain(reversal);
    expect((await manager.post(reversal, { reason: '' }, ledger())).status).to.equal(422);
    expect((await manager.post(reversal, { reason: 'اشتباه بود' }, ledger())).status).to.equal(303);
    const again = await manager.post(reversal, { reason: 'اشتباه بود' }, ledger());
    expect(again.status).to.equal(422);
    expect(again.text).to.contain('پیش از این برگردانده شده');
    const reversed = (await entries()).at(-1)!;
    const third = await manager.post(`${ledger()}/${String(reversed.id)}/reversal`, { reason: 'x' }, ledger());
    expect(third.text).to.contain('برگشت را نمی‌شود برگرداند');
    expect((await manager.get(ledger())).text).to.contain('۹۷ گرفته = ۰ خرج‌شده');
    expect((await manager.get(`/patients/${String(id)}`)).text).to.contain('برگشت امتیاز');
  });

  it('leave what paid for a benefit to the benefit', async () => {
    const bought = { clinicId: club.clinic.id, patientId: id, points: 5, cause: 'grant:9', asOf: NOW, actor: SYSTEM };
    expect((await spendPoints(club.db, bought)).ok).to.equal(true);
    const reversal = `${ledger()}/${String((await entries()).at(-1)!.id)}/reversal`;
    const answer = await manager.post(reversal, { reason: 'x' }, ledger());
    expect(answer.status).to.equal(422);
    expect(answer.text).to.contain('با برگرداندن همان مزیت برمی‌گردد').and.not.contain(`action="${reversal}"`);
    expect((await reverseEntry(club.db, bought)).ok).to.equal(true);
  });

  it('page a long ledger from its newest line', async () => {
    const long = await buildPatient(club.db, club.clinic);
    const day = addDays(TODAY, -5);
    for (let i = 0; i < 52; i += 1)
      await buildVisit(club.db, club.clinic, long.id, visitOf(lists.skin, { day, amountRial: 100_000 + i * 100_000 }));
    const first = await desk.get(`/patients/${String(long.id)}/points`);
    const [, older = ''] = /href="([^"]*older=[^"]*)"/.exec(first.text) ?? [];
    const second = await desk.get(older);
    expect(first.text.match(/<tr>/g)).to.have.length(51);
    expect(second.text.match(/<tr>/g)).to.have.length(4);
    expect(second.text).to.contain('خوش‌آمد عضویت');
  });

  for (const [what, change, words] of [
    ['no number', { welcome: '' }, 'صفر بنویسید'],
    ['a negative number', { perTenThousandToman: '-1' }, 'بی‌منفی'],
    ['too much for an amount', { perTenThousandToman: '1001' }, 'از ۰ تا ۱٬۰۰۰'],
    ['too many points', { answer: '100001' }, 'از ۰ تا ۱۰۰٬۰۰۰'],
    ['an expiry of 0 months', { expiryMonths: '۰' }, 'از ۱ تا ۱۲۰'],
    ['a value that is no amount', { pointValue: 'صد' }, 'به تومان'],
    ['a value of nothing', { pointValue: '0' }, 'بیش از صفر'],
    ['a day in the past', { effectiveOn: 'دیروز' }, 'از امروز'],
    ['a day in ten years', { effectiveOn: '۱۴۱۵/۰۱/۰۱' }, 'دو سال'],
    ['a service of nobody', { service999999: '5' }, 'خطا:'],
  ] as [string, Record<string, string>, string][]) {
    it(`refuse a rule with ${what} and keep what was typed`, async () => {
      for (const path of ['/points/rules', '/points/rules/previews']) {
        const answer = await manager.post(path, { ...RULE, referral: '77', ...change }, '/points/rules/new');
        expect(answer.status, path).to.equal(422);
        expect(answer.text).to.contain(words).and.contain('<title>خطا:').and.contain('77');
      }
      expect(await pointRules(club.db, club.clinic.id)).to.have.length(1);
    });
  }

  it('preview a rule for the last twelve months without saving it', async () => {
    const answer = await manager.post(
      '/points/rules/previews',
      { ...RULE, [`service${String(lists.laser.id)}`]: '۴' },
      '/points/rules/new',
    );
    expect(answer.status).to.equal(200);
    const visits = 10 * 3 + 4 + 2 * 3 + (52 * 53 * 3) / 2;
    const points = visits + 3 * 20;
    expect(answer.text)
      .to.contain('۳ عضو')
      .and.contain(`${fa(points)} امتیاز داده می‌شد`);
    expect(answer.text).to.contain(fa(points * 100));
    expect(await pointRules(club.db, club.clinic.id)).to.have.length(1);
  });

  it('save a version once, let the visits of its first day follow it, and keep the earlier ones', async () => {
    for (let i = 0; i < 2; i += 1) expect((await manager.post('/points/rules', RULE, '/points/rules/new')).status).to.equal(303);
    expect(await pointRules(club.db, club.clinic.id)).to.have.length(2);
    const page = await manager.get('/points');
    expect(page.text)
      .to.contain('هر ۱۰٬۰۰۰ تومان ۳ امتیاز، خوش‌آمد ۲۰، پاسخ به نظرسنجی ۵، بی‌مهلت، هر امتیاز ۱۰۰ تومان')
      .and.contain('در حال اجرا');
    expect((await desk.get(ledger())).text)
      .to.contain('بی‌مهلت')
      .and.contain('برگشتِ «مراجعه»');
  });

  it('report what is in members’ hands, as a page and as files', async () => {
    const page = await manager.get('/points');
    expect(page.text).to.contain('۳ عضو امتیاز دارند').and.contain('تعهد باشگاه').and.contain('آذر ۱۴۰۵');
    const csv = await manager.get('/points?format=csv');
    expect(csv.headers['content-type']).to.contain('text/csv');
    expect(csv.text).to.contain('گرفته');
    expect((await manager.get('/points?format=xlsx')).status).to.equal(200);
  });

  it('do not exist while the programme is off, and the member page says nothing', async () => {
    const choice = { clinicId: club.clinic.id, kind: 'tiered' as const, staffId: null, asOf: NOW };
    await writeChoice(club.db, { ...choice, isOn: false, effectiveOn: TODAY });
    for (const path of ['/points', '/points/rules/new', ledger(), `${ledger()}/forecast`])
      expect((await manager.get(path)).status, path).to.equal(404);
    expect((await manager.post(ledger(), { direction: 'give', points: '5', reason: 'x' }, '/account')).status).to.equal(404);
    for (const path of [`/patients/${String(id)}`, `/visits/new?patient=${String(id)}`])
      expect((await manager.get(path)).text).not.to.contain('امتیاز');
  });
});
