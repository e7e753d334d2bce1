import { expect } from 'chai';
import type { Clinic } from '../../../models/clinic.js';
import type { Db } from '../../../models/database.js';
import type { Message } from '../../../models/message.js';
import { pollDelivery, type PollCounts } from '../../../server/actions/poll-delivery.js';
import { sendMessages } from '../../../server/actions/send-messages.js';
import type { SmsGateway } from '../../../server/sms/gateway.js';
import { kavenegarGateway } from '../../../server/sms/kavenegar.js';
import { NOW, buildClinic } from '../../support/builders.js';
import { openTestDatabase } from '../../support/database.js';
import { KavenegarStub } from '../../support/kavenegar-stub.js';
import { buildMessage, buildMessages, eventsOf, fresh, statesOf } from '../../support/messages.js';

const minutes = (count: number): Date => new Date(NOW.getTime() + count * 60_000);

describe('polling delivery', () => {
  let db: Db;
  let clinic: Clinic;
  let stub: KavenegarStub;
  let gateway: SmsGateway;
  let message: Message;
  const actor = { kind: 'job', name: 'poll-delivery' } as const;
  const poll = (asOf: Date): Promise<PollCounts> => pollDelivery({ db, clinic, gateway, actor, asOf });
  const say = (status: number): void => {
    for (const held of stub.messages) held.status = status;
  };

  before(async () => {
    db = await openTestDatabase();
  });
  after(() => db.close());
  beforeEach(async () => {
    clinic = await buildClinic(db);
    stub = await KavenegarStub.open();
    gateway = kavenegarGateway({ apiKey: stub.apiKey, baseUrl: stub.baseUrl, timeoutMs: 150 });
    message = await buildMessage(db, clinic);
    await sendMessages({ db, clinic, gateway, actor, asOf: NOW });
  });
  afterEach(async () => {
    gateway.close();
    await stub.close();
  });

  it('does not ask before its time', async () => {
    expect(await poll(minutes(0.5))).to.deep.equal({ asked: 0, settled: 0, closed: 0, halted: null });
  });

  for (const [status, state] of [
    [10, 'delivered'],
    [11, 'undelivered'],
    [6, 'undelivered'],
    [13, 'failed'],
    [14, 'blocked'],
  ] as const) {
    it(`writes ${state} for status ${String(status)}, once`, async () => {
      say(status);
      expect(await poll(minutes(2))).to.include({ asked: 1, settled: 1 });
      expect(await poll(minutes(90))).to.include({ asked: 0 });
      expect((await fresh(message)).state).to.equal(state);
      expect(message.settledAt).to.deep.equal(minutes(2));
      expect(await eventsOf(db, message)).to.deep.equal(['message.queued', 'message.accepted', `message.${state}`]);
    });
  }

  it('asks at 1, 5, 15 and 60 min, 6 h, 24 h and 47 h, and then lets it rest', async () => {
    for (const at of [2, 6, 16, 61, 361, 1441]) {
      expect(await poll(minutes(at)), String(at)).to.include({ asked: 1, settled: 0, closed: 0 });
      expect(await poll(minutes(at)), `${String(at)} again`).to.include({ asked: 0 });
    }
    expect(await poll(minutes(2821))).to.include({ asked: 1, closed: 1 });
    expect(await poll(minutes(4000))).to.include({ asked: 0 });
    expect(await fresh(message)).to.include({ state: 'accepted', reason: 'no-report', polls: 7 });
  });

  it('asks once after three days of downtime', async () => {
    say(100);
    expect(await poll(minutes(3 * 1440))).to.include({ asked: 1, closed: 1 });
    expect((await fresh(message)).state).to.equal('accepted');
  });

  it('leaves everything as it is when the provider does not answer', async () => {
    stub.fault = () => 'hang';
    expect(await poll(minutes(2))).to.include({ halted: 'provider-silent' });
    stub.fault = () => null;
    say(10);
    expect(await poll(minutes(3))).to.include({ settled: 1 });
  });

  it('asks for many in calls of 500', async () => {
    await buildMessages(db, clinic, 1_200);
    await sendMessages({ db, clinic, gateway, actor, asOf: NOW });
    say(10);
    stub.calls.length = 0;
    expect(await poll(minutes(5))).to.include({ asked: 1_201, settled: 1_201 });
    expect(stub.calls.map(({ form }) => form.get('messageid')?.split(',').length)).to.deep.equal([500, 500, 201]);
    expect(await statesOf(db, clinic)).to.deep.equal({ delivered: 1_201 });
  });
});
