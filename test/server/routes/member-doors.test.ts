import { Writable } from 'node:stream';
import { expect } from 'chai';
import { pino } from 'pino';
import supertest from 'supertest';
import { issueMemberLink, revokeMemberLinks } from '../../../models/member-link.js';
import { cleanSessions } from '../../../server/actions/clean-sessions.js';
import { deletePatient } from '../../../server/actions/delete-patient.js';
import { sendMessages } from '../../../server/actions/send-messages.js';
import { createApp } from '../../../server/app.js';
import { openTestClub, tokenIn, type TestClub } from '../../support/app.js';
import { buildPatient, NOW, SYSTEM } from '../../support/builders.js';
import { allowPurposes } from '../../support/messages.js';
import { askingPhone, newestCode, ownPhone } from '../../support/own-page.js';

const minutes = (n: number) => new Date(NOW.getTime() + n * 60_000);
const days = (n: number) => minutes(n * 24 * 60);
const MOBILE = '09121234567';

describe('the door of a patient’s own page', function () {
  this.timeout(60_000);
  let club: TestClub;
  let patientId: number;
  beforeEach(async () => {
    club = await openTestClub();
    patientId = (await buildPatient(club.db, club.clinic, { firstName: 'پریناز', lastName: 'سهرابی', mobile: MOBILE })).id;
  });
  afterEach(() => club.close());

  const link = (asOf = NOW) => issueMemberLink(club.db, { clinicId: club.clinic.id, patientId, asOf, actor: SYSTEM });
  const slug = () => club.clinic.slug;

  describe('by a link', () => {
    it('opens the page, leaves the address bar and is kept by nobody', async () => {
      const phone = club.signedOut();
      const opened = await phone.get(`/m/l/${await link()}`);
      expect([opened.status, opened.headers['location']]).to.deep.equal([303, '/m/me']);
      expect(opened.headers['referrer-policy']).to.equal('no-referrer');
      expect(opened.headers['cache-control']).to.equal('no-store');
      const cookie = String(opened.headers['set-cookie']);
      expect(cookie)
        .to.match(/^hamdam_member=[\w-]{32};/)
        .and.include('HttpOnly')
        .and.include('SameSite=Lax')
        .and.include('Path=/m;');
      const page = await phone.get('/m/me');
      expect(page.status).to.equal(200);
      expect(page.headers['cache-control']).to.equal('no-store');
      expect(page.text).to.include('سلام پریناز').and.include('سهرابی');
    });

    it('gives a cookie that goes over HTTPS only where the club is served so', async () => {
      const secure = await openTestClub(undefined, { BASE_URL: 'https://club.example' });
      const { id } = await buildPatient(secure.db, secure.clinic);
      const token = await issueMemberLink(secure.db, { clinicId: secure.clinic.id, patientId: id, asOf: NOW, actor: SYSTEM });
      const opened = await secure.signedOut().get(`/m/l/${token}`);
      expect(String(opened.headers['set-cookie'])).to.include('Secure');
      await secure.close();
    });

    it('keeps only hashes of links and cookies, and of the code nothing that can be read in lists', async () => {
      const token = await link();
      const phone = club.signedOut();
      const opened = await phone.get(`/m/l/${token}`);
      const cookie = /hamdam_member=([\w-]+)/.exec(String(opened.headers['set-cookie']))![1]!;
      await askingPhone(club, MOBILE);
      const code = (await newestCode(club))!;
      const rows = await Promise.all(
        ['member_links', 'member_sessions', 'member_codes', 'messages', 'club_events'].map((table) =>
          club.db.select(`SELECT * FROM ${table} WHERE clinic_id = :id`, { id: club.clinic.id }),
        ),
      );
      const all = JSON.stringify(rows);
      for (const secret of [token, cookie, `"${code}"`, ` ${code}`]) expect(all.includes(secret), secret).to.equal(false);
    });

    it('looks the same whether the link is unknown, crooked, over, taken back, or of a patient who is gone', async () => {
      const token = await link();
      const answers = [await club.signedOut().get(`/m/l/${'x'.repeat(32)}`), await club.signedOut().get('/m/l/short')];
      club.setNow(days(30));
      answers.push(await club.signedOut().get(`/m/l/${token}`));
      club.setNow(NOW);
      await revokeMemberLinks(club.db, { clinicId: club.clinic.id, patientId, asOf: NOW, actor: SYSTEM });
      answers.push(await club.signedOut().get(`/m/l/${token}`));
      const fresh = await link();
      await deletePatient({ db: club.db, clinic: club.clinic, actor: SYSTEM, id: patientId, asOf: NOW });
      answers.push(await club.signedOut().get(`/m/l/${fresh}`));
      expect(answers.map(({ status }) => status)).to.deep.equal([404, 404, 404, 404, 404]);
      expect(new Set(answers.map(({ text }) => text)).size).to.equal(1);
      expect(answers.some(({ headers }) => headers['set-cookie'] !== undefined)).to.equal(false);
    });

    it('closes the open page when the links are taken back or the patient is deleted', async () => {
      const phone = await ownPhone(club, patientId);
      await revokeMemberLinks(club.db, { clinicId: club.clinic.id, patientId, asOf: NOW, actor: SYSTEM });
      expect((await phone.get('/m/me')).status).to.equal(303);
      const again = await ownPhone(club, patientId);
      await deletePatient({ db: club.db, clinic: club.clinic, actor: SYSTEM, id: patientId, asOf: NOW });
      expect((await again.get('/m/me')).headers['location']).to.equal(`/m/${slug()}`);
    });

    it('slows down whoever tries many links', async () => {
      const someone = club.signedOut();
      for (let i = 0; i < 40; i += 1) expect((await someone.get(`/m/l/${'y'.repeat(30)}${String(i)}`)).status).to.equal(404);
      expect((await someone.get(`/m/l/${await link()}`)).status).to.equal(429);
    });

    it('writes no token into the log', async () => {
      const lines: string[] = [];
      const stream = new Writable({
        write: (chunk: Buffer, _encoding, done) => {
          lines.push(chunk.toString());
          done();
        },
      });
      const { app } = createApp({ ...club, log: pino({ level: 'info' }, stream) });
      const token = await link();
      const agent = supertest.agent(app);
      await agent.get(`/m/l/${token}?x=${token}`);
      await agent.get('/m/me');
      expect(lines.length).to.be.at.least(2);
      expect(lines.join('')).to.include('/m/l/…').and.not.include(token).and.not.include('hamdam_member=');
    });
  });

  describe('by a code', () => {
    it('sends six digits outside quiet hours’ rule and without consent, and opens the page', async () => {
      club.setNow(new Date('2026-11-22T20:00:00Z')); // 23:30 in Tehran
      const { type, phone } = await askingPhone(club, MOBILE);
      const sent = await sendMessages({ db: club.db, clinic: club.clinic, gateway: club.gateway, actor: SYSTEM, asOf: club.clock() });
      expect(sent.accepted).to.equal(1);
      const code = (await newestCode(club))!;
      expect(code).to.match(/^\d{6}$/);
      const persian = code.replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'[Number(digit)]!);
      const entered = await type(persian);
      expect([entered.status, entered.headers['location']]).to.deep.equal([303, '/m/me']);
      expect((await phone.get('/m/me')).text).to.include('سلام پریناز');
    });

    it('says the same to a stranger, after the same time, and sends nothing', async () => {
      const ask = async (mobile: string) => {
        const startedAt = performance.now();
        const answer = await club.signedOut().agent.post(`/m/${slug()}/codes`).type('form').send({ mobile });
        return { ms: performance.now() - startedAt, status: answer.status, to: answer.headers['location'] as string };
      };
      const known = await ask(MOBILE);
      const stranger = await ask('09350000001');
      expect([known.status, known.to]).to.deep.equal([stranger.status, stranger.to]);
      expect(Math.min(known.ms, stranger.ms)).to.be.at.least(240);
      const { type } = await askingPhone(club, '09350000002');
      const wrongStranger = await type('000000');
      const { type: typeKnown } = await askingPhone(club, MOBILE);
      const code = await newestCode(club);
      const wrongKnown = await typeKnown(code === '000000' ? '000001' : '000000');
      const plain = (html: string) => html.replace(/value="[0-9a-f]{64}"/g, '');
      expect([wrongStranger.status, wrongKnown.status]).to.deep.equal([422, 422]);
      expect(plain(wrongStranger.text)).to.equal(plain(wrongKnown.text));
      const queued = await club.db.select(`SELECT mobile FROM messages WHERE clinic_id = :id`, { id: club.clinic.id });
      expect(new Set((queued as { mobile: string }[]).map(({ mobile }) => mobile))).to.deep.equal(new Set([MOBILE]));
    });

    it('lets a code be guessed five times, used once, and only for five minutes', async () => {
      const wrong = (code: string) => (code === '999999' ? '999998' : '999999');
      const first = await askingPhone(club, MOBILE);
      const code = (await newestCode(club))!;
      for (let i = 0; i < 5; i += 1) expect((await first.type(wrong(code))).status).to.equal(422);
      expect((await first.type(code)).status, 'the sixth try, though right').to.equal(422);

      const second = await askingPhone(club, MOBILE);
      const late = (await newestCode(club))!;
      club.setNow(minutes(5));
      expect((await second.type(late)).status, 'after five minutes').to.equal(422);

      club.setNow(minutes(11));
      const third = await askingPhone(club, MOBILE);
      const good = (await newestCode(club))!;
      expect((await third.type(good)).status).to.equal(303);
      expect((await third.type(good)).status, 'the session of before is over').to.equal(303);
      const fourth = club.signedOut();
      expect((await fourth.get(`/m/${slug()}/code`)).headers['location']).to.equal('/m');
    });

    it('keeps one live code per mobile: the one before opens nothing', async () => {
      const { type } = await askingPhone(club, MOBILE);
      const before = (await newestCode(club))!;
      await askingPhone(club, MOBILE);
      const now = (await newestCode(club))!;
      if (before !== now) expect((await type(before)).status).to.equal(422);
      expect((await type(now)).status).to.equal(303);
    });

    it('uses a code once when it is typed five times at once', async () => {
      const { type } = await askingPhone(club, MOBILE);
      const code = (await newestCode(club))!;
      const answers = await Promise.all(Array.from({ length: 5 }, () => type(code)));
      const opened = await club.db.select(`SELECT id FROM member_sessions WHERE clinic_id = :id AND stage = 'open'`, {
        id: club.clinic.id,
      });
      expect(opened).to.have.length(1);
      expect(answers.filter(({ status }) => status >= 500)).to.deep.equal([]);
    });

    it('slows down whoever asks for many codes, known or not', async () => {
      for (const mobile of [MOBILE, '09350000003']) {
        const ask = () => club.signedOut().agent.post(`/m/${slug()}/codes`).type('form').send({ mobile });
        for (let i = 0; i < 3; i += 1) expect((await ask()).status).to.equal(303);
        const slowed = await ask();
        expect(slowed.status).to.equal(429);
        expect(Number(slowed.headers['retry-after'])).to.be.above(0);
      }
    });

    it('asks again for a mobile that is none, with what was typed', async () => {
      const page = await club.signedOut().agent.post(`/m/${slug()}/codes`).type('form').send({ mobile: '12 ab' });
      expect(page.status).to.equal(422);
      expect(page.text).to.include('شمارهٔ موبایل درست نیست').and.include('12 ab');
    });

    it('lets a family choose, by first names and only behind their own mobile', async () => {
      const brother = await buildPatient(club.db, club.clinic, { firstName: 'بهرام', lastName: 'سهرابی', mobile: MOBILE });
      const stranger = await buildPatient(club.db, club.clinic, { mobile: '09350000004' });
      const { type, phone } = await askingPhone(club, MOBILE);
      expect((await type((await newestCode(club))!)).headers['location']).to.equal('/m/me');
      expect((await phone.get('/m/me')).headers['location']).to.equal(`/m/${slug()}/who`);
      const chooser = await phone.get(`/m/${slug()}/who`);
      expect(chooser.text).to.include('پریناز').and.include('بهرام').and.not.include('سهرابی');
      const choose = (person: number | string) =>
        phone.agent
          .post(`/m/${slug()}/who`)
          .type('form')
          .send({ _csrf: tokenIn(chooser.text), person });
      expect((await choose('')).status).to.equal(422);
      expect((await choose(stranger.id)).status).to.equal(422);
      expect((await choose(brother.id)).headers['location']).to.equal('/m/me');
      expect((await phone.get('/m/me')).text)
        .to.include('سلام بهرام')
        .and.not.include('پریناز');
    });

    it('gives every step a new cookie, so that one planted before opens nothing', async () => {
      const phone = club.signedOut();
      const asked = await phone.agent.post(`/m/${slug()}/codes`).type('form').send({ mobile: MOBILE });
      const planted = /hamdam_member=([\w-]+)/.exec(String(asked.headers['set-cookie']))![1]!;
      const page = await phone.get(`/m/${slug()}/code`);
      const send = { _csrf: tokenIn(page.text), code: (await newestCode(club))! };
      const entered = await phone.agent.post(`/m/${slug()}/code`).type('form').send(send);
      expect(String(entered.headers['set-cookie'])).not.to.include(planted);
      const thief = await supertest(club.app).get('/m/me').set('Cookie', `hamdam_member=${planted}`);
      expect([thief.status, thief.headers['location']]).to.deep.equal([303, '/m']);
    });

    it('does not exist for a clinic that is not there', async () => {
      expect((await club.signedOut().get('/m/nowhere')).status).to.equal(404);
      expect((await club.signedOut().get('/m/nowhere/manifest.webmanifest')).status).to.equal(404);
    });

    it('knows a mobile in its own clinic only', async () => {
      await club.signedOut().agent.post(`/m/${club.otherClinic.slug}/codes`).type('form').send({ mobile: MOBILE });
      const [row] = await club.db.select<{ n: number }>('SELECT COUNT(*) AS n FROM messages WHERE clinic_id > 0');
      expect(Number(row?.n)).to.equal(0);
    });
  });

  describe('the page behind it', () => {
    it('closes after half an hour alone and after twelve hours in any case', async () => {
      const phone = await ownPhone(club, patientId);
      for (let at = 25; at < 12 * 60; at += 25) {
        club.setNow(minutes(at));
        expect((await phone.get('/m/me')).status, `after ${String(at)} minutes`).to.equal(200);
      }
      club.setNow(minutes(12 * 60));
      const ended = await phone.get('/m/me');
      expect([ended.status, ended.headers['location']]).to.deep.equal([303, `/m/${slug()}`]);
      const other = await ownPhone(club, patientId);
      club.setNow(minutes(12 * 60 + 30));
      expect((await other.get('/m/me')).status).to.equal(303);
    });

    it('is cleaned away when it has ended', async () => {
      await ownPhone(club, patientId);
      await askingPhone(club, MOBILE);
      await cleanSessions({ db: club.db, asOf: days(2) });
      for (const table of ['member_sessions', 'member_codes'])
        expect(await club.db.select(`SELECT id FROM ${table} WHERE clinic_id = :id`, { id: club.clinic.id })).to.deep.equal([]);
    });

    it('takes no form without its own token, with another’s, or from another site', async () => {
      const phone = await ownPhone(club, patientId);
      const other = await ownPhone(club, patientId);
      const foreign = tokenIn((await other.get('/m/me/consents')).text);
      const send = (body: object) => phone.agent.post('/m/me/consents/promotion').type('form').send(body);
      expect((await send({})).status).to.equal(403);
      expect((await send({ _csrf: foreign })).status).to.equal(403);
      const own = tokenIn((await phone.get('/m/me/consents')).text);
      expect((await send({ _csrf: own }).set('Sec-Fetch-Site', 'cross-site')).status).to.equal(403);
      const [row] = await club.db.select<{ n: number }>('SELECT COUNT(*) AS n FROM consents WHERE clinic_id = :id', { id: club.clinic.id });
      expect(Number(row?.n)).to.equal(0);
      expect((await send({ _csrf: own })).status).to.equal(303);
    });

    it('opens no desk, and the desk opens no page', async () => {
      const phone = await ownPhone(club, patientId);
      expect((await phone.get('/patients')).headers['location']).to.match(/^\/sign-in/);
      const manager = await club.as('manager');
      expect((await manager.get('/m/me')).headers['location']).to.equal('/m');
    });

    it('is left by signing out', async () => {
      const phone = await ownPhone(club, patientId);
      const left = await phone.post('/m/me/sign-out');
      expect(left.headers['location']).to.equal(`/m/${slug()}`);
      expect(String(left.headers['set-cookie'])).to.match(/hamdam_member=;/);
      expect((await phone.get('/m/me')).status).to.equal(303);
    });
  });

  it('can be put on the phone’s screen: manifest, icons, a worker that keeps no personal page', async () => {
    const manifest = await club.signedOut().get(`/m/${slug()}/manifest.webmanifest?lang=fa`);
    expect(manifest.headers['content-type']).to.match(/^application\/manifest\+json/);
    const told = JSON.parse(manifest.text) as {
      dir: string;
      lang: string;
      start_url: string;
      scope: string;
      icons: { src: string; sizes: string }[];
    };
    expect([told.dir, told.lang, told.start_url, told.scope]).to.deep.equal(['rtl', 'fa', `/m/${slug()}`, '/m/']);
    expect(told.icons.map(({ sizes }) => sizes)).to.deep.equal(['192x192', '512x512', '512x512']);
    for (const { src } of told.icons) expect((await club.signedOut().get(src)).headers['content-type']).to.equal('image/png');
    const worker = await club.signedOut().get('/m/worker.js');
    expect(worker.headers['content-type']).to.match(/javascript/);
    const [, kept = '[]'] = /"files":(\[[^\]]*\])/.exec(worker.text) ?? [];
    const files = JSON.parse(kept) as string[];
    expect(files.filter((file) => !file.startsWith('/build/'))).to.deep.equal(['/m/offline?lang=fa', '/m/offline?lang=en']);
    expect(worker.text).not.to.match(/\.put\(/);
    for (const file of files) expect((await club.signedOut().get(file)).status, file).to.equal(200);
  });

  it('is sent by the desk: a message of care with a link of its own', async () => {
    await allowPurposes(club.db, club.clinic, patientId, ['service']);
    const desk = await club.as('receptionist');
    await desk.post(`/patients/${String(patientId)}/member-links`, {}, `/patients/${String(patientId)}`);
    const [row] = await club.db.select<{ cipher: string; text: string; purpose: string }>(
      `SELECT link_cipher AS cipher, text, purpose FROM messages WHERE clinic_id = :id AND programme = 'member-link'`,
      { id: club.clinic.id },
    );
    expect([row?.purpose, row?.text.includes('{link}')]).to.deep.equal(['service', true]);
    const url = new URL(club.db.vault.open(row!.cipher));
    const phone = club.signedOut();
    expect((await phone.get(url.pathname)).headers['location']).to.equal('/m/me');
  });
});
