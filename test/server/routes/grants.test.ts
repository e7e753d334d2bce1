import { expect } from 'chai';
import { grantOf } from '../../../models/grant-use.js';
import { earnPoints, pointsStanding } from '../../../models/points-book.js';
import { shownCode } from '../../../models/rules/grant-code.js';
import { tehranDay } from '../../../models/persian/tehran-time.js';
import { openTestClub, type TestClub, type Visitor } from '../../support/app.js';
import { buildBenefit, buildGrant, makeMember } from '../../support/benefits.js';
import { buildPatient, NOW, SYSTEM } from '../../support/builders.js';

const TODAY = tehranDay(NOW);

describe('benefits at the desk', () => {
  let club: TestClub;
  let desk: Visitor;
  let manager: Visitor;
  let memberId: number;
  let memberNumber: number;
  before(async () => {
    club = await openTestClub();
    [desk, manager] = [await club.as('receptionist'), await club.as('manager')];
    const member = await buildPatient(club.db, club.clinic, { firstName: 'نگار', lastName: 'رستمی', mobile: '09121112233' });
    memberId = member.id;
    memberNumber = member.memberNumber;
    await makeMember(club.db, club.clinic, memberId);
  });
  after(() => club.close());

  const grantTo = async (patientId: number, overrides = {}) => {
    const benefit = await buildBenefit(club.db, club.clinic, overrides);
    return { benefit, ...(await buildGrant(club.db, club.clinic, { benefitId: benefit.id, patientId })) };
  };
  const stateOf = async (id: number) => (await grantOf(club.db, club.clinic.id, { id }))?.state;
  const key = (name: string) => `submission-${name}-0123`;

  it('is for the desk only', async () => {
    expect((await club.signedOut().get('/redeem')).status).to.equal(303);
    for (const role of ['physician', 'operator'] as const) expect((await (await club.as(role)).get('/redeem')).status, role).to.equal(403);
  });

  it('finds a member by mobile, number or code in any digits, and says why when it finds nobody', async () => {
    const { code, benefit } = await grantTo(memberId, { name: 'ماسک صورت' });
    for (const typed of ['۰۹۱۲ ۱۱۱ ۲۲۳۳', String(memberNumber), code.toLowerCase(), shownCode(code)]) {
      const page = await desk.get(`/redeem?q=${encodeURIComponent(typed)}`);
      expect(page.status, typed).to.equal(200);
      expect(page.text, typed).to.contain('نگار رستمی').and.contain(benefit.name).and.contain(shownCode(code));
    }
    for (const [typed, words] of [
      ['سلام', 'نه شمارهٔ عضویت و نه کد'],
      ['CDF-234', 'پیدا نشد'],
      ['09129999999', 'پیدا نشد'],
    ] as const) {
      const page = await desk.get(`/redeem?q=${encodeURIComponent(typed)}`);
      expect(page.status, typed).to.equal(422);
      expect(page.text, typed).to.contain(words).and.contain(typed);
    }
  });

  it('shows a family on one mobile as a choice', async () => {
    const child = await buildPatient(club.db, club.clinic, { firstName: 'کوشا', lastName: 'رستمی', mobile: '09121112233' });
    const page = await desk.get('/redeem?q=09121112233');
    expect(page.text)
      .to.contain('کدام‌یک')
      .and.contain('نگار رستمی')
      .and.contain('کوشا رستمی')
      .and.contain(`/redeem?q=${String(child.memberNumber)}`);
    await club.db.execute('UPDATE patients SET mobile = NULL WHERE clinic_id = :clinicId AND id = :id', {
      clinicId: club.clinic.id,
      id: child.id,
    });
  });

  it('hands a benefit over once; the second desk sees when and by whom', async () => {
    const { grantId } = await grantTo(memberId);
    const use = (who: Visitor) => who.post(`/grants/${String(grantId)}/use`, { patientId: memberId }, '/redeem');
    expect((await use(desk)).headers['location']).to.equal(`/redeem?q=${String(memberNumber)}`);
    expect((await desk.get('/redeem')).text).to.contain('برای نگار رستمی ثبت شد');
    const again = await use(manager);
    expect(again.status).to.equal(409);
    expect(again.text).to.contain('یکشنبه ۱ آذر ۱۴۰۵، ساعت ۱۰:۰۰ استفاده شده است').and.contain('مینا رضایی');
    expect(await stateOf(grantId)).to.equal('used');
  });

  it('refuses the wrong member and another clinic, and changes nothing', async () => {
    const other = await buildPatient(club.db, club.clinic);
    const { grantId } = await grantTo(memberId);
    const wrong = await desk.post(`/grants/${String(grantId)}/use`, { patientId: other.id }, '/redeem');
    expect(wrong.status).to.equal(409);
    expect(wrong.text).to.contain('از آنِ عضو دیگری');
    const stranger = await buildPatient(club.db, club.otherClinic);
    await makeMember(club.db, club.otherClinic, stranger.id);
    const foreign = await buildBenefit(club.db, club.otherClinic);
    const { grantId: foreignId, code } = await buildGrant(club.db, club.otherClinic, { benefitId: foreign.id, patientId: stranger.id });
    for (const [step, form] of Object.entries({ use: {}, choice: { benefitId: foreign.id }, reversal: { reason: 'دلیلی' } }))
      expect((await manager.post(`/grants/${String(foreignId)}/${step}`, form, '/redeem')).status, step).to.equal(404);
    expect((await manager.get(`/grants/${String(foreignId)}`)).status).to.equal(404);
    expect((await manager.get(`/redeem?q=${code}`)).text).to.contain('پیدا نشد');
    expect(
      (
        await desk.post(
          `/patients/${String(stranger.id)}/grants`,
          { benefitId: foreign.id, way: 'give', submissionKey: key('x') },
          '/redeem',
        )
      ).status,
    ).to.equal(404);
    expect([await stateOf(grantId), (await grantOf(club.db, club.otherClinic.id, { id: foreignId }))?.state]).to.deep.equal([
      'open',
      'open',
    ]);
  });

  it('gives by hand once for a form, and says why it does not', async () => {
    const benefit = await buildBenefit(club.db, club.clinic, { name: 'کرم دست', limitCount: 1, limitMonths: 3 });
    const send = (form: object) =>
      desk.post(`/patients/${String(memberId)}/grants`, { benefitId: benefit.id, way: 'give', ...form }, '/redeem');
    for (const time of ['first', 'again']) expect((await send({ submissionKey: key('hand') })).status, time).to.equal(303);
    expect((await desk.get(`/patients/${String(memberId)}`)).text).to.contain('کرم دست');
    const limit = await send({ submissionKey: key('more') });
    expect(limit.status).to.equal(422);
    expect(limit.text).to.contain('به حد این مزیت رسیده');
    expect((await send({ submissionKey: '' })).status).to.equal(422);
    expect((await send({ submissionKey: key('z'), way: 'steal' })).status).to.equal(422);
    const gone = await desk.post(
      `/patients/${String(memberId)}/grants`,
      { benefitId: 99_999, way: 'give', submissionKey: key('q') },
      '/redeem',
    );
    expect(gone.text).to.contain('این مزیت در فهرست نیست');
    const prospect = await buildPatient(club.db, club.clinic);
    const early = await desk.post(
      `/patients/${String(prospect.id)}/grants`,
      { benefitId: benefit.id, way: 'give', submissionKey: key('p') },
      '/redeem',
    );
    expect(early.text).to.contain('با نخستین مراجعه عضو می‌شود');
    expect(
      await club.db.select(`SELECT id FROM benefit_grants WHERE clinic_id = :c AND benefit_id = :b`, { c: club.clinic.id, b: benefit.id }),
    ).to.have.length(1);
  });

  it('sells for points in one piece: never without paying, never paying twice', async () => {
    const buyer = await buildPatient(club.db, club.clinic);
    await makeMember(club.db, club.clinic, buyer.id);
    const benefit = await buildBenefit(club.db, club.clinic, { pricePoints: 60 });
    const balance = async () => (await pointsStanding(club.db, { clinicId: club.clinic.id, patientId: buyer.id, day: TODAY })).balance;
    const buy = (name: string) =>
      desk.post(`/patients/${String(buyer.id)}/grants`, { benefitId: benefit.id, way: 'buy', submissionKey: key(name) }, '/redeem');
    expect((await buy('poor')).text).to.contain('امتیاز این عضو کافی نیست');
    await earnPoints(club.db, {
      clinicId: club.clinic.id,
      patientId: buyer.id,
      points: 100,
      cause: 'hand:test',
      kind: 'hand',
      occurredOn: TODAY,
      asOf: NOW,
      actor: SYSTEM,
    });
    const answers = await Promise.all(['one', 'one', 'two', 'three'].map(buy));
    expect(answers.filter((answer) => answer.status === 422)).to.have.length.at.least(1);
    expect(await balance()).to.equal(40);
    const grants = await club.db.select<{ id: number; points: number }>(
      'SELECT id, points FROM benefit_grants WHERE clinic_id = :c AND patient_id = :p',
      {
        c: club.clinic.id,
        p: buyer.id,
      },
    );
    expect(grants.map((grant) => grant.points)).to.deep.equal([60]);
    const byHand = await desk.post(
      `/patients/${String(buyer.id)}/grants`,
      { benefitId: benefit.id, way: 'give', submissionKey: key('free') },
      '/redeem',
    );
    expect(byHand.text).to.contain('بی‌امتیاز را تنها مدیر می‌دهد');
    const back = await manager.post(`/grants/${String(grants[0]!.id)}/reversal`, { reason: 'نمی‌خواهد' }, '/redeem');
    expect(back.status).to.equal(303);
    expect(await balance()).to.equal(100);
  });

  it('takes a mistaken use back with a reason, and only who may', async () => {
    const { grantId } = await grantTo(memberId);
    await manager.post(`/grants/${String(grantId)}/use`, { patientId: memberId }, '/redeem');
    const path = `/grants/${String(grantId)}/reversal`;
    expect((await manager.post(path, { reason: ' ' }, '/redeem')).text).to.contain('دلیل را بنویسید');
    expect((await desk.post(path, { reason: 'اشتباه' }, '/redeem')).text).to.contain('تنها مدیر، یا همان همکار');
    expect((await manager.post(path, { reason: 'اشتباه' }, '/redeem')).status).to.equal(303);
    expect((await manager.post(path, { reason: 'اشتباه' }, '/redeem')).text).to.contain('برگردانده شده است');
    expect((await desk.get(`/patients/${String(memberId)}?show=club`)).text).to.contain('برگرداندن مزیت');
  });

  it('lets a member choose one of several, once, and leaves the choice open when the shelf is empty', async () => {
    const tea = await buildBenefit(club.db, club.clinic, { name: 'چای', stock: 0 });
    const cake = await buildBenefit(club.db, club.clinic, { name: 'کیک', openTiers: ['platinum'] });
    const other = await buildBenefit(club.db, club.clinic, { name: 'قهوه' });
    const { grantId } = await grantTo(memberId, { name: 'به انتخاب شما', choiceIds: [tea.id, cake.id] });
    const choose = (benefitId: number) => desk.post(`/grants/${String(grantId)}/choice`, { benefitId }, `/grants/${String(grantId)}`);
    expect((await desk.post(`/grants/${String(grantId)}/use`, { patientId: memberId }, '/redeem')).text).to.contain('نخست یکی');
    expect((await choose(other.id)).text).to.contain('در میان انتخاب‌ها نیست');
    expect((await choose(tea.id)).text).to.contain('موجودی این مزیت تمام شده');
    expect(await stateOf(grantId)).to.equal('open');
    expect((await choose(cake.id)).status).to.equal(303);
    expect(await stateOf(grantId)).to.equal('used');
    expect((await choose(cake.id)).status).to.equal(422);
    expect((await desk.get(`/redeem?q=${String(memberNumber)}`)).text).to.contain('کیک');
  });

  it('shows a physician the benefits of their own patients only', async () => {
    const { grantId } = await grantTo(memberId);
    expect((await (await club.as('physician')).get(`/grants/${String(grantId)}`)).status).to.equal(404);
    const operator = await (await club.as('operator')).get(`/grants/${String(grantId)}`);
    expect(operator.status).to.equal(200);
    expect(operator.text).not.to.contain('/reversal');
  });
});
