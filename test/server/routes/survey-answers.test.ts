import { expect } from 'chai';
import { stateConsent } from '../../../models/consent-book.js';
import { askAfterVisit } from '../../../server/actions/ask-after-visit.js';
import { deleteVisit } from '../../../server/actions/delete-visit.js';
import { openTestClub, type TestClub } from '../../support/app.js';
import { buildPatient, NOW, SYSTEM } from '../../support/builders.js';
import { buildLists, buildVisit, visitOf, type Lists } from '../../support/visits.js';

const hours = (n: number) => new Date(NOW.getTime() + n * 3_600_000);
const BASE = 'https://club.example';

describe('the survey on a patient’s phone', () => {
  let club: TestClub;
  let lists: Lists;
  let address: string;
  let visitId: number;
  let patientId: number;
  beforeEach(async () => {
    club = await openTestClub();
    lists = await buildLists(club.db, club.clinic);
    const patient = await buildPatient(club.db, club.clinic, { firstName: 'پریناز', lastName: 'سهرابی' });
    patientId = patient.id;
    const consent = {
      clinicId: club.clinic.id,
      patientId,
      purpose: 'survey',
      isGiven: true,
      source: 'desk',
      actor: SYSTEM,
      asOf: NOW,
    } as const;
    await club.db.transaction(() => stateConsent(club.db, consent));
    visitId = await buildVisit(club.db, club.clinic, patientId, visitOf(lists.skin));
    await askAfterVisit({ db: club.db, clinic: club.clinic, actor: SYSTEM, asOf: hours(2), baseUrl: BASE });
    const [row] = await club.db.select<{ cipher: string }>('SELECT link_cipher AS cipher FROM messages ORDER BY id DESC LIMIT 1');
    address = club.db.vault.open(row!.cipher).slice(BASE.length);
    club.setNow(hours(3));
  });
  afterEach(() => club.close());

  const send = (form: object, to = address) => club.signedOut().agent.post(to).type('form').send(form);
  const answers = () => club.db.records.SurveyAnswer.findAll({ where: { clinicId: club.clinic.id } });

  it('asks without signing in, without a session, and says nothing about anybody', async () => {
    const page = await club.signedOut().get(address);
    expect(page.status).to.equal(200);
    expect(page.headers['set-cookie']).to.equal(undefined);
    expect(page.headers['cache-control']).to.equal('no-store');
    expect(page.text)
      .to.include('درمانگاه مهر')
      .and.match(/name="recommendation" value="10"/);
    for (const secret of ['پریناز', 'سهرابی', '0912', '۰۹۱۲', 'پوست', '/patients']) expect(page.text).not.to.include(secret);
  });

  it('stores the answer, says thank you and is closed after that', async () => {
    const answer = await send({ recommendation: '9', reasons: ['physician', 'waiting'], comment: 'عالی بود' });
    expect([answer.status, answer.headers['location']]).to.deep.equal([303, '/s/thanks']);
    expect((await club.signedOut().get('/s/thanks')).text).to.include('سپاسگزاریم');
    expect((await answers()).map(({ recommendation, comment }) => [recommendation, comment])).to.deep.equal([[9, 'عالی بود']]);
    expect((await club.signedOut().get(address)).status).to.equal(410);
    expect((await send({ recommendation: '1' })).status).to.equal(410);
    expect(await answers()).to.have.length(1);
  });

  it('shows a bad answer again with every value kept', async () => {
    const page = await send({ reasons: ['cost'], comment: 'نوشتهٔ من' });
    expect(page.status).to.equal(422);
    expect(page.text)
      .to.include('یکی از نمره‌های ۰ تا ۱۰')
      .and.include('نوشتهٔ من')
      .and.match(/value="cost" checked/);
    expect((await send({ recommendation: '9', reasons: 'lunch' })).status).to.equal(422);
    expect((await send({ recommendation: '9', patientId: '1' })).status).to.equal(422);
    expect(await answers()).to.have.length(0);
  });

  it('keeps one of twenty answers sent at once', async () => {
    const sent = await Promise.all(Array.from({ length: 20 }, () => send({ recommendation: '8' })));
    expect(sent.filter(({ status }) => status === 303)).to.have.length(1);
    expect(await answers()).to.have.length(1);
  });

  it('looks the same whether the link is expired, used, unknown or crooked', async () => {
    const unknown = await club.signedOut().get(`/s/${'x'.repeat(32)}`);
    const crooked = await club.signedOut().get('/s/short');
    club.setNow(hours(2 + 7 * 24));
    const expired = await club.signedOut().get(address);
    expect([unknown.status, crooked.status, expired.status]).to.deep.equal([404, 404, 410]);
    expect(new Set([unknown.text, crooked.text, expired.text]).size).to.equal(1);
    expect(expired.text).to.include('دیگر باز نیست').and.not.include('درمانگاه مهر');
  });

  it('closes when the visit was deleted', async () => {
    await deleteVisit({ db: club.db, clinic: club.clinic, actor: SYSTEM, asOf: hours(3), visitId });
    expect((await club.signedOut().get(address)).status).to.equal(404);
  });

  it('slows down whoever tries many links, and never somebody with a good one before that', async () => {
    const someone = club.signedOut();
    for (let i = 0; i < 40; i += 1) expect((await someone.get(`/s/${'y'.repeat(30)}${i}`)).status).to.equal(404);
    expect((await someone.get(`/s/${'z'.repeat(32)}`)).status).to.equal(429);
  });

  it('speaks English when asked', async () => {
    const page = await club.signedOut().get(`${address}?lang=en`);
    expect(page.text).to.include('How likely are you').and.include('lang="en"').and.include(`action="${address}?lang=en"`);
  });

  it('refuses a form that another site sent', async () => {
    const foreign = await club
      .signedOut()
      .agent.post(address)
      .set('Sec-Fetch-Site', 'cross-site')
      .type('form')
      .send({ recommendation: '0' });
    expect(foreign.status).to.equal(403);
    expect(await answers()).to.have.length(0);
  });
});
