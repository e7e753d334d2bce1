import { expect } from 'chai';
import type { Clinic } from '../../../models/clinic.js';
import type { Db } from '../../../models/database.js';
import { stateConsent } from '../../../models/consent-book.js';
import { sendingPause } from '../../../models/sending-pause.js';
import { sendMessages, type SendCounts } from '../../../server/actions/send-messages.js';
import type { SmsGateway } from '../../../server/sms/gateway.js';
import { kavenegarGateway } from '../../../server/sms/kavenegar.js';
import { simulatorGateway } from '../../../server/sms/simulator.js';
import { NOW, SYSTEM, buildClinic } from '../../support/builders.js';
import { openTestDatabase } from '../../support/database.js';
import { KavenegarStub, type Fault } from '../../support/kavenegar-stub.js';
import { buildMessage, buildMessages, eventsOf, fresh, statesOf } from '../../support/messages.js';

const minutes = (count: number, from = NOW): Date => new Date(from.getTime() + count * 60_000);
const NIGHT = new Date('2026-11-22T20:00:00Z');
const MORNING = new Date('2026-11-23T05:30:01Z');

describe('sending messages', () => {
  let db: Db;
  let clinic: Clinic;
  let stub: KavenegarStub;
  let gateway: SmsGateway;
  const send = (asOf = NOW, through = gateway, signal?: AbortSignal): Promise<SendCounts> =>
    sendMessages({ db, clinic, gateway: through, actor: { kind: 'job', name: 'send-messages' }, asOf, ...(signal ? { signal } : {}) });

  before(async () => {
    db = await openTestDatabase();
  });
  after(() => db.close());
  beforeEach(async () => {
    clinic = await buildClinic(db);
    stub = await KavenegarStub.open();
    gateway = kavenegarGateway({ apiKey: stub.apiKey, sender: '10004346', baseUrl: stub.baseUrl, timeoutMs: 1_000 });
  });
  afterEach(async () => {
    gateway.close();
    await stub.close();
  });

  it('sends what is due, writes the provider’s id and cost, and tells the event log', async () => {
    const message = await buildMessage(db, clinic, { text: 'درود {link}', link: 'https://club.example/s/abc' });
    expect(await send()).to.include({ accepted: 1, unknown: 0 });
    expect(stub.messages[0]).to.include({
      message: 'درود https://club.example/s/abc',
      receptor: message.mobile,
      localid: String(message.localId),
    });
    await fresh(message);
    expect(message).to.include({
      state: 'accepted',
      providerId: String(stub.messages[0]?.messageid),
      costRial: 120,
      attempts: 1,
      leaseOwner: null,
    });
    expect(message.nextPollAt?.getTime()).to.be.within(minutes(1).getTime(), minutes(1).getTime() + 5_000);
    expect(await eventsOf(db, message)).to.deep.equal(['message.queued', 'message.accepted']);
  });

  it('finds nothing to do the second time', async () => {
    await buildMessage(db, clinic);
    await send();
    const calls = stub.calls.length;
    expect(await send(minutes(3))).to.include({ accepted: 0 });
    expect(stub.calls.length).to.equal(calls);
  });

  it('sends 450 messages once each, also when three senders run at once', async () => {
    await buildMessages(db, clinic, 450);
    await Promise.all([send(), send(), send()]);
    expect(await statesOf(db, clinic)).to.deep.equal({ accepted: 450 });
    expect(stub.calls.filter(({ method }) => method === 'sms/send').length).to.equal(450);
    expect(new Set(stub.received.values())).to.deep.equal(new Set([1]));
  });

  it('leaves other clinics alone', async () => {
    const other = await buildClinic(db);
    await buildMessage(db, other);
    expect(await send()).to.include({ accepted: 0 });
    expect(await statesOf(db, other)).to.deep.equal({ queued: 1 });
  });

  it('waits until a message may leave, and drops it when its hour has passed', async () => {
    const later = await buildMessage(db, clinic, { notBeforeAt: minutes(60) });
    const late = await buildMessage(db, clinic, { notAfterAt: minutes(-1) });
    expect(await send()).to.include({ accepted: 0, expired: 1 });
    expect((await fresh(late)).state).to.equal('expired');
    expect(await eventsOf(db, late)).to.deep.equal(['message.queued', 'message.expired']);
    expect(await send(minutes(60))).to.include({ accepted: 1 });
    expect((await fresh(later)).state).to.equal('accepted');
  });

  it('asks for consent at the moment of sending', async () => {
    const message = await buildMessage(db, clinic, { purpose: 'promotion' });
    const care = await buildMessage(db, clinic, { patientId: message.patientId ?? null, mobile: message.mobile });
    const said = {
      clinicId: clinic.id,
      patientId: message.patientId ?? 0,
      purpose: 'promotion',
      source: 'sms',
      actor: SYSTEM,
      asOf: NOW,
    } as const;
    await db.transaction(() => stateConsent(db, { ...said, isGiven: false }));
    expect(await send()).to.include({ accepted: 1, cancelled: 1 });
    expect(await fresh(message)).to.include({ state: 'cancelled', reason: 'no-consent' });
    expect((await fresh(care)).state).to.equal('accepted');
  });

  it('sends nothing to a patient who was deleted or has no mobile any more', async () => {
    const gone = await buildMessage(db, clinic);
    const mute = await buildMessage(db, clinic);
    await db.records.Patient.update({ deletedAt: NOW }, { where: { clinicId: clinic.id, id: gone.patientId ?? 0 } });
    await db.records.Patient.update({ mobile: null }, { where: { clinicId: clinic.id, id: mute.patientId ?? 0 } });
    expect(await send()).to.include({ accepted: 0, cancelled: 2 });
    expect((await fresh(gone)).reason).to.equal('patient-deleted');
    expect((await fresh(mute)).reason).to.equal('no-mobile');
  });

  it('follows the patient to a corrected mobile', async () => {
    const message = await buildMessage(db, clinic);
    await db.records.Patient.update({ mobile: '09350000001' }, { where: { clinicId: clinic.id, id: message.patientId ?? 0 } });
    await send();
    expect([...stub.received.keys()]).to.deep.equal(['09350000001']);
    expect((await fresh(message)).mobile).to.equal('09350000001');
  });

  it('keeps promotion and surveys for the morning, messages of care not', async () => {
    const survey = await buildMessage(db, clinic, { purpose: 'survey' });
    const lateSurvey = await buildMessage(db, clinic, { purpose: 'survey', notAfterAt: new Date('2026-11-23T04:00:00Z') });
    const care = await buildMessage(db, clinic);
    expect(await send(NIGHT)).to.include({ accepted: 1, deferred: 1, expired: 1 });
    expect((await fresh(care)).state).to.equal('accepted');
    expect((await fresh(lateSurvey)).state).to.equal('expired');
    expect(await fresh(survey)).to.include({ state: 'queued', attempts: 0 });
    expect(await send(MORNING)).to.include({ accepted: 1 });
  });

  it('tries again after a pause that doubles, and gives up after eight tries', async () => {
    const message = await buildMessage(db, clinic);
    stub.fault = () => 402;
    let at = NOW;
    for (let tries = 1; tries < 8; tries += 1) {
      expect(await send(at), String(tries)).to.include({ retried: 1 });
      await fresh(message);
      const pause = message.nextTryAt.getTime() - at.getTime();
      expect(pause).to.be.within(30_000 * 2 ** (tries - 1), 30_000 * 2 ** (tries - 1) * 1.25 + 5_000);
      expect(await send(new Date(message.nextTryAt.getTime() - 10_000))).to.include({ retried: 0 });
      at = message.nextTryAt;
    }
    expect(await send(at)).to.include({ refused: 1 });
    expect(await fresh(message)).to.include({ state: 'failed', reason: 'operation-failed', attempts: 8 });
  });

  it('fails a bad number at once and sends the others', async () => {
    const bad = await buildMessage(db, clinic);
    await buildMessage(db, clinic);
    stub.fault = ({ form }) => (form.get('receptor') === bad.mobile ? 411 : null);
    expect(await send()).to.include({ accepted: 1, refused: 1 });
    expect(await fresh(bad)).to.include({ state: 'failed', reason: 'bad-number' });
    expect(await eventsOf(db, bad)).to.deep.equal(['message.queued', 'message.failed']);
  });

  for (const [code, reason] of [
    [418, 'no-credit'],
    [401, 'account-disabled'],
    [403, 'key-refused'],
    [407, 'access-refused'],
    [412, 'sender-refused'],
  ] as const) {
    it(`stands still at ${String(code)} until a person resumes, and loses nothing`, async () => {
      await buildMessages(db, clinic, 10);
      stub.fault = () => code;
      expect(await send()).to.include({ held: 10, paused: 1 });
      expect(await sendingPause(db, clinic.id)).to.have.property('reason', reason);
      const calls = stub.calls.length;
      expect(await send(minutes(30))).to.include({ paused: 1 });
      expect(stub.calls.length).to.equal(calls);
      stub.fault = () => null;
      await db.records.Clinic.update({ smsPausedAt: null, smsPausedReason: null }, { where: { id: clinic.id } });
      expect(await send(minutes(31))).to.include({ accepted: 10 });
      expect(new Set(stub.received.values())).to.deep.equal(new Set([1]));
      const [row] = await db.records.Message.findAll({ where: { clinicId: clinic.id } });
      expect(row?.attempts).to.equal(1);
    });
  }

  for (const [code, wait] of [
    [409, 1],
    [429, 15],
    [451, 15],
  ] as const) {
    it(`lets the whole queue wait ${String(wait)} min at ${String(code)}`, async () => {
      await buildMessages(db, clinic, 10);
      stub.script.push(code, code, code, code, code, code, code, code);
      expect(await send()).to.include({ held: 10, paused: 0 });
      stub.script.length = 0;
      expect(await send(minutes(wait - 0.5))).to.include({ accepted: 0 });
      expect(await send(minutes(wait + 0.5))).to.include({ accepted: 10 });
    });
  }

  const faults: Fault[] = [
    'hang',
    'reset-before-body',
    'reset-after-accept',
    'http-500',
    'html',
    'truncated-json',
    'empty-entries',
    500,
    'redirect',
  ];
  for (const fault of faults) {
    it(`settles every message by asking after ${String(fault)}: nothing lost, nothing twice`, async () => {
      await buildMessages(db, clinic, 40);
      let calls = 0;
      stub.fault = ({ method }) => (method === 'sms/send' && calls++ % 3 === 1 ? fault : null);
      let at = NOW;
      for (let round = 0; round < 30 && (await statesOf(db, clinic))['accepted'] !== 40; round += 1) {
        await send(at);
        at = minutes(15, at);
      }
      expect(await statesOf(db, clinic)).to.deep.equal({ accepted: 40 });
      expect(stub.received.size).to.equal(40);
      expect(new Set(stub.received.values())).to.deep.equal(new Set([1]));
    });
  }

  it('offers nothing new while the provider cannot say what became of the last offers', async () => {
    await buildMessages(db, clinic, 30);
    stub.fault = () => 'hang';
    const first = await send();
    expect(first.unknown).to.be.within(3, 16);
    const calls = stub.calls.length;
    expect(await send(minutes(1))).to.include({ accepted: 0, unknown: 0 });
    expect(stub.calls.slice(calls).map(({ method }) => method)).to.deep.equal(['sms/statuslocalmessageid']);
  });

  it('takes over the messages of a sender that died, with the same local ids', async () => {
    const offered = await buildMessage(db, clinic);
    const claimed = await buildMessage(db, clinic);
    await gateway.send([{ localId: offered.localId, receptor: offered.mobile, text: 'x' }], { clinicId: clinic.id, asOf: NOW });
    const dead = { state: 'sending', leaseOwner: 'dead', leaseUntil: minutes(1), attempts: 1 } as const;
    await db.records.Message.update(dead, { where: { clinicId: clinic.id } });
    expect(await send()).to.include({ settled: 0, accepted: 0 });
    expect(await send(minutes(2))).to.include({ settled: 2 });
    expect((await fresh(offered)).state).to.equal('accepted');
    expect(await send(minutes(4))).to.include({ accepted: 1 });
    expect((await fresh(claimed)).state).to.equal('accepted');
    expect(await eventsOf(db, claimed)).to.deep.equal(['message.queued', 'message.unknown', 'message.accepted']);
    expect(new Set(stub.received.values())).to.deep.equal(new Set([1]));
    expect(stub.byLocalId.has(String(claimed.localId))).to.equal(true);
  });

  it('never sends again by itself what can no longer be asked about', async () => {
    const message = await buildMessage(db, clinic);
    const dead = { state: 'sending', leaseOwner: 'dead', leaseUntil: NOW, attempts: 1 } as const;
    await db.records.Message.update(dead, { where: { clinicId: clinic.id } });
    expect(await send(minutes(13 * 60))).to.include({ settled: 0, accepted: 0 });
    await send(minutes(14 * 60));
    expect(await fresh(message)).to.include({ state: 'unknown', reason: 'needs-person' });
    expect(stub.calls).to.have.length(0);
  });

  it('does not overwrite what another sender found out while this one stood still', async () => {
    const message = await buildMessage(db, clinic);
    const slow: SmsGateway = {
      ...gateway,
      name: 'kavenegar',
      inquire: (ids) => gateway.inquire(ids),
      send: async (batch, options) => {
        const report = await gateway.send(batch, options);
        await db.records.Message.update({ state: 'delivered', leaseOwner: null }, { where: { clinicId: clinic.id } });
        return report;
      },
    };
    expect(await send(NOW, slow)).to.include({ accepted: 0 });
    expect((await fresh(message)).state).to.equal('delivered');
  });

  it('puts back what was not offered yet when it is told to stop', async () => {
    await buildMessages(db, clinic, 30);
    const stop = new AbortController();
    stub.fault = () => {
      if (stub.calls.length === 5) stop.abort();
      return null;
    };
    const counts = await send(NOW, gateway, stop.signal);
    expect(counts.accepted).to.be.within(5, 12);
    expect(counts.accepted + counts.held).to.equal(30);
    expect(await statesOf(db, clinic)).to.deep.equal({ accepted: counts.accepted, queued: counts.held });
    expect(await send(minutes(1))).to.include({ accepted: counts.held });
  });

  it('reports a local id that brings back the record of another phone', async () => {
    const message = await buildMessage(db, clinic);
    stub.script.push('wrong-receptor');
    expect(await send()).to.include({ refused: 1 });
    expect(await fresh(message)).to.include({ state: 'failed', reason: 'local-id-conflict' });
  });

  it('writes down at once what the provider already knows of the delivery', async () => {
    const message = await buildMessage(db, clinic);
    stub.statusOnArrival = 14;
    await send();
    expect((await fresh(message)).state).to.equal('blocked');
    expect(await eventsOf(db, message)).to.deep.equal(['message.queued', 'message.accepted', 'message.blocked']);
  });

  it('never holds a transaction open while it talks to the provider', async () => {
    await buildMessage(db, clinic);
    let wrote = false;
    const watching: SmsGateway = {
      ...gateway,
      name: 'kavenegar',
      inquire: (ids) => gateway.inquire(ids),
      send: async (batch, options) => {
        await db.transaction(() => db.records.Clinic.update({ phone: '1' }, { where: { id: clinic.id } }));
        wrote = true;
        return gateway.send(batch, options);
      },
    };
    expect(await send(NOW, watching)).to.include({ accepted: 1 });
    expect(wrote).to.equal(true);
  });

  it('reaches the phone of the simulator in the same way', async () => {
    const message = await buildMessage(db, clinic, { text: 'درود {link}', link: 'https://club.example/s/abc' });
    await buildMessage(db, clinic);
    const simulator = simulatorGateway(db);
    expect(await send(NOW, simulator)).to.include({ accepted: 2 });
    const held = await db.records.SimulatorMessage.findOne({ where: { clinicId: clinic.id, localId: message.localId } });
    expect(held).to.include({ receptor: message.mobile, text: 'درود https://club.example/s/abc' });
    const sms = { localId: message.localId, receptor: message.mobile, text: 'again' };
    const again = await simulator.send([sms], { clinicId: clinic.id, asOf: NOW });
    expect(again.outcomes[0]).to.include({ outcome: 'accepted', providerId: String(held?.id) });
    const stolen = await simulator.send([{ ...sms, receptor: '09350000000' }], { clinicId: clinic.id, asOf: NOW });
    expect(stolen.outcomes[0]).to.include({ outcome: 'refused', reason: 'local-id-conflict' });
    expect(await db.records.SimulatorMessage.count({ where: { clinicId: clinic.id } })).to.equal(2);
  });
});
