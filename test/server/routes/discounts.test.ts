import { expect } from 'chai';
import { findOrCreateService } from '../../../models/catalogue.js';
import { grantOf } from '../../../models/grant-use.js';
import { instantOf } from '../../../models/persian/tehran-time.js';
import { formatter } from '../../../models/persian/format.js';
import { givenDiscounts } from '../../../server/reports/discount-report.js';
import { openTestClub, type TestClub, type Visitor } from '../../support/app.js';
import { buildBenefit, buildGrant, makeMember } from '../../support/benefits.js';
import { buildPatient, NOW } from '../../support/builders.js';
import { DAY, PRICE_CASES, writeRules, type Letter, type PriceCase } from '../../support/price-cases.js';
import { buildLists, type Lists } from '../../support/visits.js';

const { toman } = formatter('fa');
const RULE = {
  kind: 'off-peak',
  name: 'صبح‌های یکشنبه',
  percent: '10',
  weekdays: ['1'],
  fromTime: '۸',
  toTime: '۱۲',
  effectiveOn: 'امروز',
};

describe('discounts', function () {
  this.timeout(120_000);
  let club: TestClub;
  let desk: Visitor;
  let manager: Visitor;
  let lists: Lists;
  const services = new Map<Letter, number>();
  before(async () => {
    club = await openTestClub();
    [desk, manager] = [await club.as('receptionist'), await club.as('manager')];
    lists = await buildLists(club.db, club.clinic);
    const b = await findOrCreateService(club.db, { clinicId: club.clinic.id, specialtyId: lists.skin.id, name: 'پاک‌سازی' });
    for (const [letter, id] of [
      ['a', lists.laser.id],
      ['b', b.id],
      ['c', lists.filling.id],
    ] as const)
      services.set(letter, id);
  });
  after(() => club.close());

  const serviceOf = (letter: Letter): number => services.get(letter) ?? 0;
  const specialtyOf = (letter: Letter | null): number => (letter === 'c' ? lists.dental.id : lists.skin.id);

  const visitBefore = async (patientId: number, on: string, letter: Letter | null) => {
    const visit = { clinicId: club.clinic.id, patientId, specialtyId: specialtyOf(letter), serviceId: letter ? serviceOf(letter) : null };
    await club.db.records.Visit.create({ ...visit, visitedAt: instantOf(on, '08:00'), visitedOn: on, createdAt: NOW, updatedAt: NOW });
  };

  const begin = async (one: PriceCase) => {
    const member = await buildPatient(club.db, club.clinic);
    await makeMember(club.db, club.clinic, member.id);
    await writeRules(club.db, club.clinic.id, one.rules, serviceOf, [lists.skin.id, lists.dental.id]);
    for (const [on, letter] of one.past ?? []) await visitBefore(member.id, on, letter);
    for (const on of one.family ?? [])
      await visitBefore((await buildPatient(club.db, club.clinic, { mobile: member.mobile })).id, on, null);
    const { percent: discountPercent = null, toman: off } = one.grant ?? {};
    const grant = one.grant
      ? await buildGrant(club.db, club.clinic, {
          patientId: member.id,
          benefitId: (await buildBenefit(club.db, club.clinic, { discountPercent, discountRial: off ? off * 10 : null })).id,
        })
      : null;
    const { service = 'a', time = '09:00', toman: amount = 500_000 } = one.visit ?? {};
    const form = {
      specialtyId: specialtyOf(service),
      serviceId: service ? serviceOf(service) : '',
      day: '1405/09/01',
      time: time ?? '',
      amountRial: String(amount),
    };
    return { member, grant, amount, form };
  };

  for (const one of PRICE_CASES)
    it(`${one.what}: the same price in the preview, at the desk and in the report`, async () => {
      const { member, grant, amount, form } = await begin(one);
      const shown = toman(one.pay * 10);
      if (!grant) {
        const preview = await manager.get(
          `/discounts/preview?${new URLSearchParams({ member: String(member.memberNumber), ...form, specialtyId: String(form.specialtyId), serviceId: String(form.serviceId) }).toString()}`,
        );
        expect(preview.status).to.equal(200);
        expect(preview.text).to.contain(`<b>${shown}</b>`);
      }
      const typed = { ...form, ...(grant ? { grantCode: grant.code } : {}) };
      const asked = await desk.post(`/patients/${String(member.id)}/price`, typed, '/redeem');
      // Without rules the form says nothing about discounts.
      if (one.rules.length > 0 || grant) expect(asked.text, 'the form of a visit').to.contain(`<b>${shown}</b>`);
      else expect(asked.text).not.to.contain('پس از تخفیف');
      const sum = async () =>
        (await givenDiscounts(club.db, { clinicId: club.clinic.id, from: DAY, to: DAY })).reduce((all, row) => all + row.discountRial, 0);
      const before = await sum();
      const recorded = await desk.post(
        `/patients/${String(member.id)}/visits`,
        { ...typed, submissionKey: `price-case-${String(member.id)}-0000` },
        '/redeem',
      );
      expect(recorded.status).to.equal(303);
      const [stored] = await club.db.select<{ amountRial: number; kind: string | null; listRial: number | null }>(
        `SELECT v.amount_rial AS "amountRial", d.kind, d.list_rial AS "listRial" FROM visits v LEFT JOIN visit_discounts d ON d.visit_id = v.id AND d.clinic_id = v.clinic_id
         WHERE v.clinic_id = :clinicId AND v.patient_id = :id ORDER BY v.id DESC LIMIT 1`,
        { clinicId: club.clinic.id, id: member.id },
      );
      expect(stored).to.deep.equal({ amountRial: one.pay * 10, kind: one.by, listRial: one.by === null ? null : amount * 10 });
      expect((await sum()) - before, 'the report').to.equal((amount - one.pay) * 10);
      if (grant)
        expect((await grantOf(club.db, club.clinic.id, { id: grant.grantId }))?.state).to.equal(one.by === 'grant' ? 'used' : 'open');
    });

  it('are shown on the visit and its form, and forgotten when the amount is corrected', async () => {
    const { member, form } = await begin(PRICE_CASES[1]!);
    expect((await desk.get(`/visits/new?patient=${String(member.id)}`)).text).to.contain('محاسبهٔ تخفیف');
    await desk.post(`/patients/${String(member.id)}/visits`, { ...form, submissionKey: `shown-on-the-visit-00` }, '/redeem');
    const visit = await club.db.records.Visit.findOne({ where: { clinicId: club.clinic.id, patientId: member.id } });
    const page = await desk.get(`/visits/${String(visit?.id)}`);
    expect(page.text).to.contain('مبلغ پیش از تخفیف').and.contain('ساعت خلوت: قاعدهٔ 0');
    await desk.post(`/visits/${String(visit?.id)}`, { ...form, amountRial: '300000' }, '/redeem');
    expect((await desk.get(`/visits/${String(visit?.id)}`)).text).not.to.contain('مبلغ پیش از تخفیف');
  });

  it('refuse a code that is none, of somebody else, used, or no discount, and record nothing', async () => {
    const { member, form, grant } = await begin(PRICE_CASES.find((one) => one.grant)!);
    const other = await begin(PRICE_CASES.find((one) => one.grant)!);
    const plain = await buildGrant(club.db, club.clinic, {
      patientId: member.id,
      benefitId: (await buildBenefit(club.db, club.clinic)).id,
    });
    const send = (code: string, key: string) =>
      desk.post(`/patients/${String(member.id)}/visits`, { ...form, grantCode: code, submissionKey: `refused-code-${key}-0` }, '/redeem');
    for (const [code, words] of [
      ['CDF234', 'مزیتی با این کد نیست'],
      ['سلام', 'مزیتی با این کد نیست'],
      [other.grant!.code, 'از آنِ عضو دیگری'],
      [plain.code, 'این مزیت تخفیف نیست'],
    ] as const) {
      const answer = await send(code, 'x');
      expect(answer.status, code).to.equal(422);
      expect(answer.text, code).to.contain(words);
    }
    expect(await club.db.records.Visit.count({ where: { clinicId: club.clinic.id, patientId: member.id } })).to.equal(0);
    expect((await send(grant!.code, 'one')).status).to.equal(303);
    expect((await send(grant!.code, 'two')).text).to.contain('پیش‌تر استفاده شده');
    const atDesk = await desk.post(`/grants/${String(other.grant!.grantId)}/use`, { patientId: other.member.id }, '/redeem');
    expect(atDesk.text).to.contain('هنگام ثبت مراجعه بنویسید');
  });

  const bad: [string, Record<string, string | string[]>, string][] = [
    ['no name', { name: '' }, 'نام را بنویسید'],
    ['nothing taken off', { percent: '' }, 'درصد یا مبلغ تخفیف'],
    ['two reductions', { amountRial: '10000' }, 'نه هر دو'],
    ['more than everything', { percent: '120' }, '۱ تا ۱۰۰'],
    ['no weekday', { weekdays: '' }, 'یک روز هفته'],
    ['an hour that is none', { fromTime: '۲۵' }, 'مانند ۱۴:۳۰'],
    ['hours that run backwards', { toTime: '۷' }, 'پس از ساعت آغاز'],
    ['a rule of yesterday', { effectiveOn: 'دیروز' }, 'از امروز یا پس از آن'],
    ['an end before the beginning', { effectiveOn: 'فردا', untilOn: 'امروز' }, 'پیش از روز آغاز'],
    ['a treatment without a permit', { isTreatment: 'yes' }, 'شمارهٔ مجوز'],
    ['a specialty of nobody', { specialtyId: '999' }, 'تخصص در فهرست'],
    ['a kind of nobody', { kind: 'moon' }, 'درست نیست'],
    ['fields of another kind', { n: '3' }, 'درست نیست'],
    ['a bundle of one', { kind: 'together', weekdays: [], fromTime: [], toTime: [], serviceIds: '1' }, 'دست‌کم دو خدمت'],
    ['every first time', { kind: 'nth', weekdays: [], fromTime: [], toTime: [], serviceId: '1', n: '1' }, '۲ تا ۱۰۰'],
    ['a family of one', { kind: 'family', weekdays: [], fromTime: [], toTime: [], members: '1', months: '3' }, '۲ تا ۲۰'],
    ['a family for ever', { kind: 'family', weekdays: [], fromTime: [], toTime: [], members: '2', months: '99' }, '۱ تا ۲۴'],
    ['a streak of one', { kind: 'streak', weekdays: [], fromTime: [], toTime: [], months: '1' }, '۲ تا ۳۶'],
  ];
  for (const [what, change, words] of bad)
    it(`refuse ${what}`, async () => {
      const answer = await manager.post('/discounts', { ...RULE, ...change }, '/discounts/new');
      expect(answer.status).to.equal(422);
      expect(answer.text).to.contain(words);
    });

  it('are written by the manager, ended and brought back', async () => {
    expect((await desk.post('/discounts', RULE, '/account')).status).to.equal(403);
    expect((await manager.post('/discounts', RULE, '/discounts/new')).status).to.equal(303);
    const list = await desk.get('/discounts');
    expect(list.text).to.contain('صبح‌های یکشنبه').and.contain('یکشنبه، از ۸:۰۰ تا ۱۲:۰۰').and.contain('۱۰٪ تخفیف');
    const [rule] = await club.db.select<{ id: number }>('SELECT MAX(id) AS id FROM discount_rules WHERE clinic_id = :id', {
      id: club.clinic.id,
    });
    const state = async () =>
      (
        await club.db.select<{ archivedAt: Date | null }>(
          'SELECT archived_at AS "archivedAt" FROM discount_rules WHERE clinic_id = :c AND id = :id',
          { c: club.clinic.id, id: rule!.id },
        )
      )[0]?.archivedAt;
    await manager.post(`/discounts/${String(rule!.id)}/archive`, {}, '/discounts');
    expect(await state()).to.not.equal(null);
    await manager.post(`/discounts/${String(rule!.id)}/restoration`, {}, '/discounts');
    expect(await state()).to.equal(null);
    expect((await manager.post('/discounts/99999/archive', {}, '/discounts')).status).to.equal(404);
  });
});
