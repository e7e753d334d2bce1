import { expect } from 'chai';
import { consentsOf } from '../../../models/consent-book.js';
import { openTestClub, type TestClub } from '../../support/app.js';
import { buildMessage } from '../../support/messages.js';

describe('the simulator', () => {
  let club: TestClub;
  beforeEach(async () => {
    club = await openTestClub();
  });
  afterEach(() => club.close());

  it('is for the desk, the operator and the manager', async () => {
    expect((await club.signedOut().get('/simulator')).status).to.equal(303);
    expect((await (await club.as('physician')).get('/simulator')).status).to.equal(403);
    for (const role of ['receptionist', 'operator', 'manager'] as const) {
      expect((await (await club.as(role)).get('/simulator')).status).to.equal(200);
    }
  });

  it('sends what waits and shows it on the patient’s phone, with a link that can be opened', async () => {
    const link = 'https://club.example/s/abc0123';
    const message = await buildMessage(club.db, club.clinic, { text: 'نظر شما چیست؟ 5 دقیقه {link}', link });
    const desk = await club.as('receptionist');
    expect((await desk.post('/simulator/deliveries', {}, '/simulator')).status).to.equal(303);
    const list = await desk.get('/simulator');
    expect(list.text).to.include(`href="/simulator/${message.mobile}"`);
    const phone = await desk.get(`/simulator/${message.mobile}`);
    expect(phone.text).to.include(`<a href="${link}" rel="noreferrer">`).and.include('۵ دقیقه').and.include('سارا کریمی');
    expect((await desk.get(`/simulator?q=${encodeURIComponent('۰۹۱۲')}`)).text).to.include(`/simulator/${message.mobile}`);
    expect((await desk.get('/simulator?q=0935')).text).to.include('گوشیِ این شماره پیدا نشد');
  });

  it('hears a reply once: ۱۱ stops promotion and surveys', async () => {
    const message = await buildMessage(club.db, club.clinic);
    const desk = await club.as('operator');
    const path = `/simulator/${message.mobile}`;
    await desk.post('/simulator/deliveries', {}, '/simulator');
    for (let twice = 0; twice < 2; twice += 1) {
      const answer = await desk.post(`${path}/replies`, { text: '۱۱', submissionKey: 'same-form-sent-twice' }, path);
      expect(answer.status).to.equal(303);
    }
    expect(await club.db.records.InboundMessage.count({ where: { clinicId: club.clinic.id } })).to.equal(1);
    const consents = await consentsOf(club.db, club.clinic.id, message.patientId ?? 0);
    expect([consents.promotion?.isGiven, consents.survey?.isGiven, consents.service?.isGiven]).to.deep.equal([false, false, true]);
    const page = await desk.get(path);
    expect(page.text).to.include('bubble mine').and.include('دیگر پیام تبلیغاتی');
  });

  it('never runs what a patient writes', async () => {
    const message = await buildMessage(club.db, club.clinic);
    const desk = await club.as('operator');
    const path = `/simulator/${message.mobile}`;
    await desk.post(`${path}/replies`, { text: '<script>x</script> https://evil.example' }, path);
    const page = await desk.get(path);
    expect(page.text).not.to.include('<script>x').and.not.to.include('href="https://evil.example"');
  });

  it('refuses an empty or endless reply and keeps the page', async () => {
    const message = await buildMessage(club.db, club.clinic);
    const desk = await club.as('operator');
    const path = `/simulator/${message.mobile}`;
    const empty = await desk.post(`${path}/replies`, { text: '  ' }, path);
    expect(empty.status).to.equal(422);
    expect(empty.text).to.include('متن پاسخ را بنویسید');
    expect((await desk.post(`${path}/replies`, { text: 'ا'.repeat(301) }, path)).status).to.equal(422);
  });

  it('finds no phone of another clinic, no unknown phone and no phone that is none', async () => {
    const foreign = await buildMessage(club.db, club.otherClinic);
    const desk = await club.as('manager');
    for (const mobile of [foreign.mobile, '09990000000', '0912', 'x'])
      expect((await desk.get(`/simulator/${mobile}`)).status, mobile).to.equal(404);
  });

  it('is not there when a real line is connected', async () => {
    const real = await openTestClub(undefined, {
      SMS_GATEWAY: 'kavenegar',
      KAVENEGAR_API_KEY: 'a-real-key',
      KAVENEGAR_BASE_URL: 'http://127.0.0.1:4139/v1',
    });
    const manager = await real.as('manager');
    expect((await manager.get('/simulator')).status).to.equal(404);
    expect((await manager.post('/simulator/deliveries', {}, '/messages')).status).to.equal(404);
    await real.close();
  });
});
