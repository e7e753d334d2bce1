import { expect } from 'chai';
import type { Message } from '../../../models/message.js';
import { pauseSending, sendingPause } from '../../../models/sending-pause.js';
import { openTestClub, type TestClub } from '../../support/app.js';
import { NOW } from '../../support/builders.js';
import { buildMessage, buildMessages, fresh, statesOf } from '../../support/messages.js';

describe('the messages page', () => {
  let club: TestClub;
  before(async () => {
    club = await openTestClub();
  });
  after(() => club.close());
  const make = (overrides: Partial<Message> = {}) =>
    buildMessage(club.db, club.clinic, { programme: 'upcoming' }).then(async (message) => {
      await club.db.records.Message.update(overrides, { where: { clinicId: club.clinic.id, id: message.id } });
      return fresh(message);
    });

  it('asks a stranger to sign in and refuses a physician', async () => {
    expect((await club.signedOut().get('/messages')).status).to.equal(303);
    expect((await (await club.as('physician')).get('/messages')).status).to.equal(403);
  });

  it('says what to expect while nothing was written', async () => {
    const page = await (await club.as('receptionist')).get('/messages');
    expect(page.status).to.equal(200);
    expect(page.text).to.include('هنوز پیامی نوشته نشده است');
  });

  it('shows patient, words, state and reason, in Persian digits, and never the personal link', async () => {
    const link = 'https://club.example/s/secret-of-one-person';
    const failed = await buildMessage(club.db, club.clinic, { text: 'نوبت ۸:۰۹ {link}', link, programme: 'after-visit' });
    await club.db.records.Message.update(
      { state: 'failed', reason: 'no-credit', attempts: 3 },
      { where: { clinicId: club.clinic.id, id: failed.id } },
    );
    const page = await (await club.as('operator')).get('/messages?shelf=trouble');
    for (const words of ['سارا کریمی', 'نظرسنجی پس از مراجعه', 'ناموفق', 'اعتبار پنل پیامک بس نیست', '[پیوند]', '۳ تلاش']) {
      expect(page.text, words).to.include(words);
    }
    expect(page.text).not.to.include('secret-of-one-person');
  });

  it('shows the clinic’s own messages only', async () => {
    const foreign = await buildMessage(club.db, club.otherClinic, { text: 'متن درمانگاه دیگر' });
    const page = await (await club.as('manager')).get('/messages');
    expect(page.text).not.to.include('متن درمانگاه دیگر');
    const manager = await club.as('manager');
    expect((await manager.post(`/messages/${String(foreign.id)}/decisions`, { decision: 'drop' }, '/messages')).status).to.equal(404);
  });

  it('goes through the shelves page by page and ignores a broken address', async () => {
    await buildMessages(club.db, club.clinic, 60);
    const desk = await club.as('receptionist');
    const first = await desk.get('/messages?shelf=waiting');
    const next = /rel="next" href="([^"]+)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(next).to.match(/^\/messages\?shelf=waiting&older=\d+$/);
    const second = await desk.get(next);
    expect(second.text).not.to.include('rel="next"');
    const rows = (html: string): number => html.split('class="sms"').length - 1;
    expect(rows(first.text)).to.equal(50);
    expect(rows(second.text)).to.equal(((await statesOf(club.db, club.clinic))['queued'] ?? 0) - 50);
    expect((await desk.get('/messages?shelf=nonsense&older=abc')).status).to.equal(200);
  });

  it('tells why sending stands still; only the manager starts it again', async () => {
    await pauseSending(club.db, club.clinic.id, 'no-credit', NOW);
    const desk = await club.as('receptionist');
    const page = await desk.get('/messages');
    expect(page.text).to.include('فرستادن پیام‌ها ایستاده است').and.include('اعتبار پنل پیامک بس نیست');
    expect(page.text).not.to.include('action="/messages/resumption"');
    expect((await desk.post('/messages/resumption', {}, '/patients/new')).status).to.equal(403);
    const manager = await club.as('manager');
    expect((await manager.post('/messages/resumption', {}, '/messages')).status).to.equal(303);
    expect(await sendingPause(club.db, club.clinic.id)).to.equal(null);
    expect((await manager.post('/messages/pause', {}, '/messages')).status).to.equal(303);
    expect(await sendingPause(club.db, club.clinic.id)).to.have.property('reason', 'by-hand');
    await manager.post('/messages/resumption', {}, '/messages');
  });

  it('lets a person decide what can no longer be asked, once', async () => {
    const lost = { state: 'unknown', reason: 'needs-person', attempts: 1 } as const;
    const [again, drop, open] = [await make(lost), await make(lost), await make({ state: 'unknown', reason: 'provider-silent' })];
    const operator = await club.as('operator');
    const decide = (message: Message, decision: string) =>
      operator.post(`/messages/${String(message.id)}/decisions`, { decision }, '/messages?shelf=trouble');
    expect((await decide(again, 'again')).status).to.equal(303);
    expect((await decide(drop, 'drop')).status).to.equal(303);
    await decide(open, 'again');
    await decide(drop, 'again');
    expect((await decide(open, 'whatever')).status).to.equal(400);
    expect(await fresh(again)).to.include({ state: 'queued', localId: again.localId });
    expect(await fresh(drop)).to.include({ state: 'cancelled', reason: 'given-up' });
    expect((await fresh(open)).state).to.equal('unknown');
  });

  it('queues one test of the line and refuses a number that is none', async () => {
    const manager = await club.as('manager');
    const bad = await manager.post('/messages/tests', { mobile: '۱۲۳' }, '/messages');
    expect(bad.status).to.equal(422);
    expect(bad.text).to.include('شمارهٔ موبایل مانند').and.include('value="۱۲۳"');
    const form = { mobile: '۰۹۱۲ ۱۲۳ ۴۵ ۶۷', submissionKey: 'a-key-of-the-form' };
    expect((await manager.post('/messages/tests', form, '/messages')).status).to.equal(303);
    await manager.post('/messages/tests', form, '/messages');
    const tests = await club.db.records.Message.findAll({ where: { clinicId: club.clinic.id, programme: 'line-test' } });
    expect(tests.map(({ mobile, patientId }) => ({ mobile, patientId }))).to.deep.equal([{ mobile: '09121234567', patientId: null }]);
    expect((await (await club.as('operator')).post('/messages/tests', form, '/messages')).status).to.equal(403);
  });
});
