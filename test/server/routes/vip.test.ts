import { expect } from 'chai';
import { findOrCreateSpecialty } from '../../../models/catalogue.js';
import { addDays, addJalaliMonths } from '../../../models/persian/jalali.js';
import { formatter } from '../../../models/persian/format.js';
import { instantOf, tehranDay } from '../../../models/persian/tehran-time.js';
import { reviewStanding } from '../../../models/standing.js';
import { vipOn, vipTermsOf } from '../../../models/vip-book.js';
import { giveVip } from '../../../server/actions/give-vip.js';
import { reviewTiers } from '../../../server/actions/review-tiers.js';
import { openTestClub, type TestClub } from '../../support/app.js';
import { buildPatient, NOW, SYSTEM } from '../../support/builders.js';

const TODAY = tehranDay(NOW);
const fmt = formatter('fa');
const FORM = { reason: 'همکار پیشین درمانگاه', fromOn: 'امروز', untilOn: fmt.day(addJalaliMonths(TODAY, 6)) };

describe('VIP beside everybody', function () {
  this.timeout(60_000);
  let club: TestClub;
  let memberId: number;
  beforeEach(async () => {
    club = await openTestClub();
    memberId = (await buildPatient(club.db, club.clinic, { firstName: 'نرگس', lastName: 'یوسفی' })).id;
    await club.db.records.Patient.update({ status: 'member' }, { where: { clinicId: club.clinic.id, id: memberId } });
  });
  afterEach(() => club.close());

  const isVip = (day = TODAY): Promise<boolean> => vipOn(club.db, club.clinic.id, memberId, day);
  const give = async (form: Record<string, string> = {}, id = memberId) =>
    (await club.as('manager')).post(`/patients/${id}/vip-terms`, { ...FORM, ...form }, `/patients/${memberId}/vip-terms/new`);
  const kinds = async (): Promise<string[]> =>
    (
      await club.db.select<{ kind: string }>(`SELECT kind FROM club_events WHERE clinic_id = :c AND kind LIKE 'vip.%' ORDER BY id`, {
        c: club.clinic.id,
      })
    ).map(({ kind }) => kind);

  it('is given by the manager only; the reception reads it', async () => {
    expect((await club.signedOut().get('/vip')).status).to.equal(303);
    const desk = await club.as('receptionist');
    expect((await desk.get(`/patients/${memberId}/vip-terms/new`)).status).to.equal(403);
    expect((await desk.post(`/patients/${memberId}/vip-terms`, FORM, '/account')).status).to.equal(403);
    expect((await desk.get('/vip')).text).to.contain('اکنون عضو ویژه‌ای نیست');
    expect((await (await club.as('operator')).get('/vip')).status).to.equal(403);
    expect(await isVip()).to.equal(false);
  });

  it('knows no patient of another clinic and no term of another patient', async () => {
    const stranger = await buildPatient(club.db, club.otherClinic);
    expect((await give({}, stranger.id)).status).to.equal(404);
    await give();
    const [term] = await vipTermsOf(club.db, club.clinic.id, memberId);
    const other = await buildPatient(club.db, club.clinic);
    const manager = await club.as('manager');
    expect((await manager.post(`/patients/${other.id}/vip-terms/${term!.id}/end`, {}, '/account')).status).to.equal(404);
    expect(await isVip()).to.equal(true);
  });

  const bad: [string, Record<string, string>, string][] = [
    ['no reason', { reason: '' }, 'دلیل را بنویسید'],
    ['yesterday', { fromOn: 'دیروز' }, 'امروز یا پس از آن'],
    ['a day that is none', { untilOn: '۱۴۰۶/۱۳/۰۱' }, 'مانند ۱۴۰۵/۰۹/۰۱'],
    ['an end before the beginning', { fromOn: 'فردا', untilOn: 'امروز' }, 'پیش از روز آغاز'],
    ['three years', { untilOn: fmt.day(addJalaliMonths(TODAY, 36)) }, '۲۴ ماه'],
  ];
  it('refuses what makes no sense and keeps what was typed', async () => {
    for (const [what, change, words] of bad) {
      const answer = await give(change);
      expect(answer.status, what).to.equal(422);
      expect(answer.text, what).to.contain(words).and.contain('<title>خطا:');
    }
    expect(await kinds()).to.deep.equal([]);
  });

  it('is not given to who is no member yet', async () => {
    const prospect = await buildPatient(club.db, club.clinic);
    const answer = await give({}, prospect.id);
    expect(answer.status).to.equal(422);
    expect(answer.text).to.contain('هنوز عضو نشده است');
  });

  it('is shown by its word on the page, the card, the list, the timeline and the file, and ends', async () => {
    expect((await give()).status).to.equal(303);
    expect((await give()).status).to.equal(422);
    const desk = await club.as('receptionist');
    const page = await desk.get(`/patients/${memberId}`);
    expect(page.text).to.contain('عضو ویژه').and.contain('همکار پیشین درمانگاه').and.contain('عضو ویژه شد');
    expect(page.text).not.to.contain(`/patients/${memberId}/vip-terms/new`);
    await buildPatient(club.db, club.clinic, { lastName: 'دیگری' });
    const list = await desk.get('/patients?vip=yes');
    expect(list.text).to.contain('یوسفی').and.not.contain('دیگری');
    const manager = await club.as('manager');
    expect((await manager.get('/patients.csv?vip=yes')).text)
      .to.contain('عضو ویژه')
      .and.contain('بله')
      .and.not.contain('دیگری');
    expect((await desk.get('/vip')).text)
      .to.contain('نرگس یوسفی')
      .and.contain('برقرار');
    const [term] = await vipTermsOf(club.db, club.clinic.id, memberId);
    expect((await manager.post(`/patients/${memberId}/vip-terms/${term!.id}/end`, {}, `/patients/${memberId}`)).status).to.equal(303);
    expect(await isVip()).to.equal(false);
    expect((await desk.get('/vip')).text).not.to.contain('یوسفی');
    expect((await desk.get('/vip?show=ended')).text)
      .to.contain('نرگس یوسفی')
      .and.contain('پایان داده شد');
    await manager.post(`/patients/${memberId}/vip-terms/${term!.id}/end`, {}, `/patients/${memberId}`);
    expect(await kinds()).to.deep.equal(['vip.given', 'vip.ended']);
  });

  it('ends by itself after its last day', async () => {
    await give({ untilOn: 'فردا' });
    expect(await isVip(addDays(TODAY, 1))).to.equal(true);
    expect(await isVip(addDays(TODAY, 2))).to.equal(false);
  });

  it('is given once when two desks give it at the same moment', async () => {
    const { db, clinic } = club;
    const form = { reason: 'همکار', fromOn: TODAY, untilOn: addDays(TODAY, 30) };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => giveVip({ db, clinic, actor: SYSTEM, asOf: NOW, patientId: memberId, form })),
    );
    expect(answers.filter((answer) => answer.ok)).to.have.length(1);
    expect(await vipTermsOf(db, clinic.id, memberId)).to.have.length(1);
  });

  it('changes no tier and is no floor under one', async () => {
    const { db, clinic } = club;
    const specialty = await findOrCreateSpecialty(db, { clinicId: clinic.id, name: 'پوست' });
    for (let i = 1; i <= 6; i += 1) {
      const visitedOn = addDays(TODAY, -i * 7);
      const times = { visitedAt: instantOf(visitedOn, '10:00'), visitedOn, createdAt: NOW, updatedAt: NOW };
      await db.records.Visit.create({ clinicId: clinic.id, patientId: memberId, specialtyId: specialty.id, ...times });
    }
    await reviewStanding(db, { clinicId: clinic.id, patientIds: [memberId], asOf: NOW, actor: SYSTEM, cause: 'visit.recorded' });
    const tier = async (): Promise<string | undefined> =>
      (await db.select<{ tier: string }>('SELECT tier FROM patients WHERE id = :memberId', { memberId }))[0]?.tier;
    expect(await tier()).to.equal('gold');
    const long = { reason: 'همکار', fromOn: TODAY, untilOn: addJalaliMonths(TODAY, 24) };
    await giveVip({ db, clinic, actor: SYSTEM, asOf: NOW, patientId: memberId, form: long });
    await reviewTiers({ db, clinic, actor: SYSTEM, asOf: NOW });
    expect(await tier(), 'on the day').to.equal('gold');
    const later = new Date(NOW.getTime() + 500 * 86_400_000);
    await reviewTiers({ db, clinic, actor: SYSTEM, asOf: later });
    expect(await isVip(tehranDay(later))).to.equal(true);
    expect(await tier(), 'when the visits are long ago').to.equal('basic');
  });
});
