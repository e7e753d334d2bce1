import { expect } from 'chai';
import type { Patient } from '../../../models/patient.js';
import { referralCodeOf } from '../../../models/referral-book.js';
import { openTestClub, tokenIn, type TestClub, type Visitor } from '../../support/app.js';
import { buildPatient } from '../../support/builders.js';

describe('referrals', () => {
  let club: TestClub;
  let manager: Visitor;
  let referrer: Patient;
  let code: string;
  before(async () => {
    club = await openTestClub();
    manager = await club.as('manager');
    referrer = await buildPatient(club.db, club.clinic, { firstName: 'سارا', lastName: 'کریمی' });
    code = await referralCodeOf(club.db, { clinicId: club.clinic.id, patientId: referrer.id });
  });
  after(() => club.close());

  let serial = 0;
  const enroll = async (fields: Record<string, string>, from = '/patients/new') => {
    const desk = await club.as('receptionist');
    const page = await desk.get(from);
    serial += 1;
    const key = /name="submissionKey" value="([^"]+)"/.exec(page.text)?.[1];
    const form = { firstName: 'نیما', lastName: 'صادقی', mobile: `0935${String(1000000 + serial)}`, submissionKey: key, ...fields };
    return desk.agent
      .post('/patients')
      .type('form')
      .send({ _csrf: tokenIn(page.text), ...form });
  };
  const referralsOf = (id: number) =>
    club.db.select<{ referredId: number; via: string }>(
      'SELECT referred_id AS "referredId", via FROM referrals WHERE clinic_id = :clinicId AND referrer_id = :id ORDER BY id',
      { clinicId: club.clinic.id, id },
    );

  describe('the link that a member sends', () => {
    it('names the clinic and the code, and nobody', async () => {
      const page = await club.signedOut().get(`/r/${code}`);
      expect(page.status).to.equal(200);
      expect(page.text)
        .to.contain(club.clinic.name)
        .and.to.contain(`${code.slice(0, 3)}-${code.slice(3)}`);
      expect(page.text).not.to.contain('سارا').and.not.to.contain('کریمی').and.not.to.contain(String(referrer.memberNumber));
      expect(page.text).not.to.contain('/patients/new');
      expect(page.headers['set-cookie']).to.equal(undefined);
    });

    it('counts one opening an hour for a visitor', async () => {
      const openings = async () =>
        Number((await club.db.select<{ n: number }>('SELECT openings AS n FROM referral_codes WHERE code = :code', { code }))[0]?.n);
      const before = await openings();
      for (let i = 0; i < 5; i++) await club.signedOut().get(`/r/${code.toLowerCase()}`);
      expect(await openings()).to.be.at.most(before + 1);
      expect(await openings()).to.be.at.least(1);
    });

    it('leads the desk to the enrollment with the code filled in', async () => {
      const desk = await club.as('receptionist');
      expect((await desk.get(`/r/${code}`)).text).to.contain(`/patients/new?referral=${code}`);
      expect((await desk.get(`/patients/new?referral=${code}`)).text).to.contain(`value="${code}"`);
    });

    it('says of an unknown code that it is unknown, and slows down who guesses', async () => {
      const stranger = club.signedOut();
      for (const wrong of ['ABCDEFG', 'x', '%00', "'"]) {
        const page = await stranger.get(`/r/${encodeURIComponent(wrong)}`);
        expect(page.status).to.equal(404);
        expect(page.text).to.contain('این کد شناخته نیست');
      }
      for (let i = 0; i < 40; i++) await stranger.get('/r/AAAAAAA');
      expect((await stranger.get('/r/AAAAAAA')).status).to.equal(429);
    });
  });

  describe('at enrollment', () => {
    it('links the newcomer once, by the desk or by the link, and says how they came to know the clinic', async () => {
      expect((await enroll({ referral: ` ${code.slice(0, 3)} ${code.slice(3)}` })).status).to.equal(303);
      expect((await enroll({ firstName: 'هما', referral: code, referralVia: 'link' })).status).to.equal(303);
      const linked = await referralsOf(referrer.id);
      expect(linked.map(({ via }) => via)).to.deep.equal(['desk', 'link']);
      const newcomer = await club.db.records.Patient.findOne({ where: { clinicId: club.clinic.id, id: linked[0]!.referredId } });
      expect(newcomer?.source).to.equal('referral');
    });

    const bad: [string, () => Promise<Record<string, string>> | Record<string, string>, string][] = [
      ['a code that is none', () => ({ referral: 'سلام' }), 'چنین کد معرف'],
      ['a code that nobody has', () => ({ referral: 'AAAAAAA' }), 'چنین کد معرف'],
      ['a way that does not exist', () => ({ referral: code, referralVia: 'bribe' }), 'یکی از گزینه‌ها'],
      [
        'oneself',
        () => ({ firstName: 'سارا', lastName: 'كريمي', mobile: referrer.mobile ?? '', referral: code, anyway: 'yes' }),
        'نمی‌تواند خودش را معرفی کند',
      ],
      [
        'a code of another clinic',
        async () => {
          const stranger = await buildPatient(club.db, club.otherClinic);
          return { referral: await referralCodeOf(club.db, { clinicId: club.otherClinic.id, patientId: stranger.id }) };
        },
        'چنین کد معرف',
      ],
    ];
    for (const [name, fields, said] of bad) {
      it(`refuses ${name} at the field, and enrolls nobody`, async () => {
        const before = await club.db.records.Patient.count({ where: { clinicId: club.clinic.id } });
        const answer = await enroll(await fields());
        expect(answer.status).to.equal(422);
        expect(answer.text).to.contain(said).and.to.contain('<title>خطا:');
        expect(await club.db.records.Patient.count({ where: { clinicId: club.clinic.id } })).to.equal(before);
      });
    }
  });

  describe('a member’s tree', () => {
    it('asks strangers to sign in, and hides the members of other clinics', async () => {
      expect((await club.signedOut().get(`/patients/${String(referrer.id)}/referrals`)).status).to.equal(303);
      expect((await (await club.as('physician')).get(`/patients/${String(referrer.id)}/referrals`)).status).to.equal(403);
      const stranger = await buildPatient(club.db, club.otherClinic);
      expect((await manager.get(`/patients/${String(stranger.id)}/referrals`)).status).to.equal(404);
      expect((await manager.post(`/patients/${String(stranger.id)}/referrer`, { referral: code }, '/account')).status).to.equal(404);
    });

    it('shows generations, and lets the manager write down a forgotten referrer until the first visit', async () => {
      const [child] = await referralsOf(referrer.id);
      const childId = child!.referredId;
      const grandchild = await buildPatient(club.db, club.clinic, { firstName: 'پرهام' });
      const childCode = await referralCodeOf(club.db, { clinicId: club.clinic.id, patientId: childId });
      const address = `/patients/${String(grandchild.id)}`;
      expect((await manager.post(`${address}/referrer`, { referral: '' }, `${address}/referrals`)).text).to.contain('کد معرف را بنویسید');
      const linked = await manager.post(`${address}/referrer`, { referral: childCode }, `${address}/referrals`);
      expect(linked.status).to.equal(303);
      const tree = await manager.get(`/patients/${String(referrer.id)}/referrals`);
      expect(tree.text).to.contain('پرهام').and.to.contain('در ۲ نسل');
      const own = await referralCodeOf(club.db, { clinicId: club.clinic.id, patientId: grandchild.id });
      const circle = await manager.post(
        `/patients/${String(referrer.id)}/referrer`,
        { referral: own },
        `/patients/${String(referrer.id)}/referrals`,
      );
      expect(circle.status).to.equal(422);
      expect(circle.text).to.contain('معرفی دایره نمی‌شود');
    });

    it('gives the code and the link on the member page as text', async () => {
      const page = await manager.get(`/patients/${String(referrer.id)}`);
      expect(page.text).to.contain(`/r/${code}`).and.to.contain('معرفی دوستان');
    });
  });

  describe('the best referrers', () => {
    it('are for the manager, a page at a time, by those who came', async () => {
      expect((await (await club.as('operator')).get('/referrals')).status).to.equal(403);
      for (let i = 0; i < 55; i++) {
        const [one, other] = [await buildPatient(club.db, club.clinic), await buildPatient(club.db, club.clinic)];
        await club.db.execute(
          `INSERT INTO referrals (clinic_id, referrer_id, referred_id, code, via, linked_at, succeeded_on)
           VALUES (:clinicId, :one, :other, 'X', 'desk', :at, :on)`,
          { clinicId: club.clinic.id, one: one.id, other: other.id, at: club.clock(), on: i % 2 ? '2026-11-01' : null },
        );
      }
      const first = await manager.get('/referrals?period=all');
      expect(first.status).to.equal(200);
      const names = (text: string) => [...text.matchAll(/href="\/patients\/(\d+)\/referrals"/g)].map((found) => Number(found[1]));
      const next = /rel="next" href="([^"]+)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&');
      const second = await manager.get(next ?? '');
      const all = [...names(first.text), ...names(second.text)];
      const [expected] = await club.db.select<{ n: number }>(
        'SELECT COUNT(DISTINCT referrer_id) AS n FROM referrals WHERE clinic_id = :clinicId',
        { clinicId: club.clinic.id },
      );
      expect(new Set(all).size).to.equal(all.length).and.to.equal(Number(expected?.n));
      expect((await manager.get('/referrals?period=nonsense&after=x')).status).to.equal(200);
    });

    it('say nothing of points where there are none', async () => {
      await club.db.execute(
        `INSERT INTO loyalty_versions (clinic_id, effective_on, kind, is_on, created_at) VALUES (:clinicId, '2020-01-01', 'tiered', FALSE, :at)`,
        { clinicId: club.clinic.id, at: club.clock() },
      );
      const page = await manager.get('/referrals');
      expect(page.status).to.equal(200);
      expect(page.text).not.to.contain('امتیاز');
    });
  });
});
