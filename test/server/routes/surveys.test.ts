import { expect } from 'chai';
import { localeOf } from '../../../server/locale.js';
import { openTestClub, type TestClub, type Visitor } from '../../support/app.js';
import { buildPatient, NOW } from '../../support/builders.js';
import { buildLists, buildVisit, visitOf, type Lists } from '../../support/visits.js';

const HIDDEN = localeOf('fa').t('analytics:hidden');

describe('what patients answered', () => {
  let club: TestClub;
  let lists: Lists;
  let manager: Visitor;
  let serial = 0;
  before(async () => {
    club = await openTestClub();
    lists = await buildLists(club.db, club.clinic);
    manager = await club.as('manager');
  });
  after(() => club.close());

  type Said = { reasons?: string[]; comment?: string; answeredOn?: string };
  const answer = async (recommendation: number, more: Said = {}, clinic = club.clinic, its = lists) => {
    serial += 1;
    const { id: patientId } = await buildPatient(club.db, clinic);
    const visitId = await buildVisit(club.db, clinic, patientId, visitOf(its.skin));
    const clinicId = clinic.id;
    const link = { clinicId, patientId, visitId, tokenHash: `hash-${serial}`, createdAt: NOW, expiresAt: NOW, answeredAt: NOW };
    const { id: invitationId } = await club.db.records.SurveyInvitation.create(link);
    const { reasons = [], comment = null, answeredOn = '2026-11-22' } = more;
    const said = { recommendation, reasonsJson: reasons, comment, answeredAt: NOW, answeredOn };
    await club.db.records.SurveyAnswer.create({ clinicId, patientId, visitId, invitationId, ...said });
    const event = { clinicId, patientId, kind: 'survey.answered', occurredAt: NOW, recordedAt: NOW, actorKind: 'patient' };
    await club.db.records.ClubEvent.create(event);
  };
  const rowsOf = async (path: string): Promise<Record<string, string>> => {
    const csv = (await manager.get(path)).text.replace('\ufeff', '').trim().split('\r\n').slice(1);
    return Object.fromEntries(csv.map((line) => line.split(',') as [string, string]));
  };

  it('says that nothing has come yet', async () => {
    const page = await manager.get('/surveys');
    expect(page.status).to.equal(200);
    expect(page.text).to.include('پاییز ۱۴۰۵').and.include('در این بازه پاسخی نرسیده است');
  });

  it('says nothing about four answers', async () => {
    for (const mark of [10, 9, 10, 2]) await answer(mark);
    const page = await manager.get('/surveys');
    expect(page.text)
      .to.include('هنوز پاسخ کافی نیست')
      .and.not.match(/شاخص توصیه .?[+−]/);
    expect(Object.values(await rowsOf('/surveys?format=csv')).some((shown) => /[1-9]/.test(shown))).to.equal(false);
  });

  it('keeps the score back while it would tell of one to four people', async () => {
    for (let i = 0; i < 12; i += 1) await answer(10, { reasons: ['physician'] });
    for (const address of ['/surveys', '/analytics/overview?period=season']) {
      const page = await manager.get(address);
      expect(page.text, address).to.not.match(/\u2066[+−][۰-۹]+\u2069/);
    }
    expect((await manager.get('/surveys')).text).to.include('۱۶ پاسخ رسیده است. یکی از گروه‌ها کمتر از ۵ نفر دارد');
  });

  it('shows the score with its interval, the spread and the reasons', async () => {
    for (let i = 0; i < 8; i += 1) await answer(7, { reasons: ['waiting', 'cost'].slice(0, i < 3 ? 2 : 1) });
    for (let i = 0; i < 6; i += 1) await answer(3);
    // With the four from before: 14 tens and one nine promote, one two and six threes detract.
    const page = await manager.get('/surveys');
    expect(page.text).to.include('از ۳۰ پاسخ، ۱۵ نفر نمرهٔ ۹ یا ۱۰ و ۷ نفر').and.include('شاخص توصیه \u2066+۲۷\u2069');
    expect(page.text).to.include('پرتکرارترین دلیل «رفتار پزشک» است (۱۲ نفر)');
  });

  it('hides small marks with whatever would give them away, in the spreadsheet too', async () => {
    const marks = await rowsOf('/surveys?format=csv');
    // One nine: the total of the promoters is known, so the tens would give it away; one two likewise.
    for (const mark of ['۹', '۱۰', '۲', '۳']) expect(marks[mark], mark).to.equal(HIDDEN);
    expect(marks['۷']).to.equal('8');
    const reasons = await rowsOf('/surveys?table=reasons&format=csv');
    expect(reasons['رفتار پزشک']).to.equal('12');
    expect(reasons['هزینه']).not.to.match(/^[1-4]$/);
  });

  it('hands out a spreadsheet', async () => {
    const sheet = await manager.get('/surveys?format=xlsx');
    expect(sheet.headers['content-type']).to.match(/spreadsheetml/);
    expect(sheet.headers['content-disposition']).to.include('hamdam-survey.xlsx');
  });

  it('shows what patients wrote to the manager and to nobody else', async () => {
    await answer(10, { comment: 'فقط برای مدیر <b>' });
    expect((await manager.get('/surveys')).text).to.include('فقط برای مدیر &lt;b&gt;');
    const physician = await club.as('physician');
    const page = await physician.get('/surveys');
    expect(page.status).to.equal(200);
    expect(page.text).not.to.include('فقط برای مدیر');
    for (const role of ['receptionist', 'operator'] as const) expect((await (await club.as(role)).get('/surveys')).status).to.equal(403);
    expect((await club.signedOut().get('/surveys')).headers['location']).to.match(/^\/sign-in/);
  });

  it('goes to other seasons and years, and understands no nonsense', async () => {
    const other = await manager.get('/surveys?period=year&of=1404');
    expect(other.text).to.include('سال ۱۴۰۴').and.include('پاسخی نرسیده');
    expect((await manager.get('/surveys?period=week&of=%00&after=x')).status).to.equal(200);
  });

  it('knows nothing of another clinic’s answers', async () => {
    const foreign = await buildLists(club.db, club.otherClinic);
    const before = (await manager.get('/surveys')).text;
    for (let i = 0; i < 6; i += 1) await answer(0, { comment: 'از درمانگاه دیگر' }, club.otherClinic, foreign);
    const after = (await manager.get('/surveys')).text;
    expect(after).not.to.include('از درمانگاه دیگر');
    expect(/از [۰-۹]+ پاسخ/.exec(after)?.[0]).to.equal(/از [۰-۹]+ پاسخ/.exec(before)?.[0]);
  });
});
