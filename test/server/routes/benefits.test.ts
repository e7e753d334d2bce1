import { expect } from 'chai';
import { openTestClub, type TestClub } from '../../support/app.js';
import { buildBenefit, switchClub } from '../../support/benefits.js';

const FORM = {
  name: 'معاینهٔ رایگان پوست',
  description: '',
  kind: 'non-material',
  costRial: '۰',
  valueRial: '۲۵۰٬۰۰۰',
  validDays: '۶۰',
  automatic: 'none',
};

describe('the catalogue of benefits', () => {
  let club: TestClub;
  before(async () => {
    club = await openTestClub();
  });
  after(() => club.close());

  const stored = (name: string) => club.db.records.Benefit.findOne({ where: { clinicId: club.clinic.id, name } });

  it('is read by everybody at the desk and written by the manager', async () => {
    expect((await club.signedOut().get('/benefits')).status).to.equal(303);
    for (const role of ['receptionist', 'physician', 'operator'] as const) {
      const desk = await club.as(role);
      expect((await desk.get('/benefits')).status, role).to.equal(200);
      expect((await desk.get('/benefits/new')).status, role).to.equal(403);
      expect((await desk.post('/benefits', FORM, '/account')).status, role).to.equal(403);
    }
  });

  it('knows no benefit of another clinic', async () => {
    const foreign = await buildBenefit(club.db, club.otherClinic);
    const manager = await club.as('manager');
    expect((await manager.get(`/benefits/${String(foreign.id)}`)).status).to.equal(404);
    for (const path of ['', '/archive', '/restoration'])
      expect((await manager.post(`/benefits/${String(foreign.id)}${path}`, FORM, '/benefits/new')).status, path).to.equal(404);
    expect((await manager.get('/benefits')).text).not.to.contain(foreign.name);
  });

  const bad: [string, Record<string, string | string[]>, string][] = [
    ['no name', { name: ' ' }, 'نام را بنویسید'],
    ['no cost', { costRial: '' }, 'هزینه را بنویسید'],
    ['an amount in words', { costRial: 'صد' }, 'مبلغ را با رقم'],
    ['negative points', { pricePoints: '-5' }, 'یک عدد درست'],
    ['overflowing points', { pricePoints: '99999999999' }, 'یک عدد درست'],
    ['a price of 0 points', { pricePoints: '0' }, 'دست‌کم یک امتیاز'],
    ['no validity', { validDays: '' }, 'شمار روزهای اعتبار'],
    ['a validity of 0 days', { validDays: '0' }, '۱ تا ۷۳۰'],
    ['an offer that ends before it begins', { offeredFromOn: '۱۴۰۵/۱۰/۰۱', offeredUntilOn: '۱۴۰۵/۰۹/۳۰' }, 'پیش از روز آغاز'],
    ['a day that is none', { offeredFromOn: '۱۴۰۵/۱۳/۰۱' }, 'مانند ۱۴۰۵/۰۹/۰۱'],
    ['months without a number', { limitMonths: '6' }, 'هر عضو چند بار'],
    ['a limit of 0', { limitCount: '0' }, 'دست‌کم یک بار'],
    ['two discounts', { discountPercent: '10', discountRial: '100000' }, 'نه هر دو'],
    ['more than everything off', { discountPercent: '101' }, '۱ تا ۱۰۰'],
    ['a choice of one', { choiceIds: '1' }, 'دست‌کم دو'],
    ['a choice of nothing that is there', { choiceIds: ['998', '999'] }, 'در فهرست نیست'],
    ['a tier by itself without tiers', { automatic: 'tier' }, 'سطح‌ها را نشان کنید'],
    ['a specialty of nobody', { specialtyIds: '999' }, 'تخصص در فهرست'],
    ['a treatment without a permit', { isTreatment: 'yes' }, 'شمارهٔ مجوز'],
    ['a treatment with an expired permit', { isTreatment: 'yes', permitNumber: '12', permitUntilOn: 'دیروز' }, 'اعتبار مجوز گذشته'],
    ['a field nobody asked for', { clinicId: '2' }, 'درست نیست'],
  ];
  for (const [what, change, words] of bad)
    it(`refuses ${what} and keeps what was typed`, async () => {
      const manager = await club.as('manager');
      const answer = await manager.post('/benefits', { ...FORM, ...change }, '/benefits/new');
      expect(answer.status).to.equal(422);
      expect(answer.text).to.contain(words).and.contain('<title>خطا:').and.contain('۲۵۰٬۰۰۰');
    });

  it('takes a benefit in, changes it, archives it and brings it back', async () => {
    const manager = await club.as('manager');
    const more = { openTiers: ['silver', 'gold'], pricePoints: '۱۲۰', stock: '۳۰', limitCount: '1', limitMonths: '12', isTreatment: 'yes' };
    const permit = { permitNumber: '۱۲۳/ب', permitUntilOn: '۱۴۰۶/۰۱/۰۱' };
    expect((await manager.post('/benefits', { ...FORM, ...more, ...permit }, '/benefits/new')).headers['location']).to.equal('/benefits');
    const benefit = await stored(FORM.name);
    expect(benefit?.get()).to.deep.include({
      costRial: 0,
      valueRial: 2_500_000,
      pricePoints: 120,
      stock: 30,
      openTiers: ['silver', 'gold'],
    });
    const list = await manager.get('/benefits');
    expect(list.text)
      .to.contain('نقره‌ای، طلایی')
      .and.contain('۱۲۰ امتیاز')
      .and.contain('۳۰ از ۳۰')
      .and.contain('مجوز ۱۲۳/ب تا ۱۴۰۶/۰۱/۰۱');
    const id = String(benefit?.id);
    const page = await manager.get(`/benefits/${id}`);
    expect(page.text).to.contain('value="۲۵۰٬۰۰۰"').and.contain('value="silver" checked');
    await manager.post(`/benefits/${id}`, { ...FORM, name: 'معاینهٔ پوست', valueRial: '300000' }, `/benefits/${id}`);
    expect((await stored('معاینهٔ پوست'))?.get()).to.deep.include({ valueRial: 3_000_000, openTiers: [], pricePoints: null });
    await manager.post(`/benefits/${id}/archive`, {}, `/benefits/${id}`);
    expect((await stored('معاینهٔ پوست'))?.archivedAt).to.not.equal(null);
    await manager.post(`/benefits/${id}/restoration`, {}, `/benefits/${id}`);
    expect((await stored('معاینهٔ پوست'))?.archivedAt).to.equal(null);
  });

  it('hides from the desk what a benefit costs', async () => {
    await buildBenefit(club.db, club.clinic, { name: 'چیزی گران', costRial: 77_777_770 });
    expect((await (await club.as('receptionist')).get('/benefits')).text).not.to.contain('۷٬۷۷۷٬۷۷۷');
    expect((await (await club.as('manager')).get('/benefits')).text).to.contain('۷٬۷۷۷٬۷۷۷');
  });

  it('is not there while the programme is off', async () => {
    const manager = await club.as('manager');
    await switchClub(club, { kind: 'tiered', isOn: false });
    expect((await manager.get('/benefits')).status).to.equal(404);
    expect((await manager.post('/benefits', FORM, '/account')).status).to.equal(404);
    expect((await manager.get('/patients')).text).not.to.contain('/benefits');
    await switchClub(club, { kind: 'single', isOn: true });
    const page = await manager.get('/benefits/new');
    expect(page.status).to.equal(200);
    expect(page.text).not.to.match(/سطح|نقره‌ای|silver|\btier\b/);
    await switchClub(club, { kind: 'tiered', isOn: true });
  });
});
