import { expect } from 'chai';
import type { OutgoingSms, SendOutcome } from '../../../server/sms/gateway.js';
import { kavenegarGateway } from '../../../server/sms/kavenegar.js';
import { RETURN_CODES } from '../../../server/sms/kavenegar-codes.js';
import { KavenegarStub, type Fault } from '../../support/kavenegar-stub.js';

const API_KEY = 'k3y/with odd+signs';
const now = { clinicId: 1, asOf: new Date('2026-11-22T08:00:00Z') };

const sms = (n: number, text = `text ${String(n)}`): OutgoingSms => ({
  localId: 7_000_000_000_000 + n,
  receptor: `0912${String(1_000_000 + n)}`,
  text,
});
const many = (count: number, text?: string): OutgoingSms[] => Array.from({ length: count }, (_, n) => sms(n, text));
const kinds = (outcomes: SendOutcome[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { outcome } of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
};

describe('the Kavenegar gateway', () => {
  let stub: KavenegarStub;
  const open = (options: { timeoutMs?: number; sender?: string } = {}) =>
    kavenegarGateway({ apiKey: API_KEY, sender: options.sender ?? '10004346', baseUrl: stub.baseUrl, timeoutMs: options.timeoutMs ?? 300 });

  beforeEach(async () => {
    stub = await KavenegarStub.open(API_KEY);
  });
  afterEach(() => stub.close());

  describe('sending', () => {
    it('gives every message one outcome with its provider id and cost', async () => {
      const report = await open().send(many(7), now);
      expect(report.halt).to.equal(null);
      expect(report.outcomes).to.have.length(7);
      for (const outcome of report.outcomes) {
        const held = stub.byLocalId.get(String(outcome.localId));
        expect(outcome).to.include({ outcome: 'accepted', providerId: String(held?.messageid), costRial: 120, state: 'accepted' });
      }
    });

    it('sends one text to 450 phones in calls of at most 200, each with as many local ids as receptors', async () => {
      const report = await open().send(many(450, 'the same for all'), now);
      expect(kinds(report.outcomes)).to.deep.equal({ accepted: 450 });
      const sizes = stub.calls.map(({ form }) => [form.get('receptor'), form.get('localid')].map((list) => list?.split(',').length));
      expect(sizes).to.deep.equal([
        [200, 200],
        [200, 200],
        [50, 50],
      ]);
      expect(new Set(stub.received.values())).to.deep.equal(new Set([1]));
    });

    it('never puts one phone twice into a call (families share a mobile)', async () => {
      const family = [sms(1, 'same'), { ...sms(2, 'same'), receptor: sms(1).receptor }, sms(3, 'same')];
      const report = await open().send(family, now);
      expect(kinds(report.outcomes)).to.deep.equal({ accepted: 3 });
      expect(new Set(report.outcomes.map((outcome) => (outcome.outcome === 'accepted' ? outcome.providerId : '')))).to.have.length(3);
      expect(stub.received.get(sms(1).receptor)).to.equal(2);
    });

    it('keeps Persian, emoji, line breaks, ampersands and half an emoji out of trouble', async () => {
      const text = 'سلام & درود + ۱۰۰٪ = 😀\nخط دوم';
      await open().send([sms(1, text), sms(2, 'half \ud83d')], now);
      expect(stub.messages.map(({ message }) => message)).to.have.members([text, 'half \ufffd']);
    });

    it('posts the key in the path only, hides the receptor in the panel and leaves an unset line out', async () => {
      await open({ sender: '' }).send([sms(1)], now);
      const form = stub.calls[0]?.form;
      expect(form?.has('sender')).to.equal(false);
      expect(form?.get('hide')).to.equal('1');
      expect([...(form ?? [])].flat().join()).not.to.include(API_KEY);
    });

    it('sends nothing a second time under the same local id', async () => {
      const gateway = open();
      const first = await gateway.send([sms(1)], now);
      const second = await gateway.send([sms(1)], now);
      expect(second.outcomes).to.deep.equal(first.outcomes);
      expect(stub.received.get(sms(1).receptor)).to.equal(1);
    });

    it('reads each message status that the provider can answer at once', async () => {
      const expected = { 1: 'accepted', 2: 'accepted', 4: 'accepted', 5: 'accepted', 6: 'undelivered', 10: 'delivered', 11: 'undelivered' };
      for (const [status, state] of Object.entries({ ...expected, 13: 'failed', 14: 'blocked', 77: 'accepted' })) {
        stub.statusOnArrival = Number(status);
        const report = await open().send([sms(Number(status))], now);
        expect(report.outcomes[0], status).to.include({ outcome: 'accepted', state });
      }
    });

    it('holds what is left when the claim on the batch is lost', async () => {
      let calls = 0;
      const report = await open().send(many(20), { ...now, mayGoOn: () => ++calls <= 8 });
      expect(kinds(report.outcomes)).to.deep.equal({ accepted: 8, held: 12 });
      expect(stub.received.size).to.equal(8);
    });
  });

  describe('return codes', () => {
    const documented = [
      200, 400, 401, 402, 403, 404, 405, 406, 407, 409, 411, 412, 413, 414, 415, 416, 417, 418, 419, 420, 422, 424, 426, 427, 428, 429, 431,
      432, 451, 501, 604, 607, 800, 813,
    ];

    it('knows every documented code', () => {
      for (const code of documented) expect(RETURN_CODES, String(code)).to.have.property(String(code));
    });

    for (const code of [401, 403, 404, 405, 407, 412, 416, 424, 426, 427, 432, 607]) {
      it(`stops the line at ${String(code)} and holds every message`, async () => {
        stub.fault = () => code;
        const report = await open().send(many(50), now);
        expect(report.halt).to.include({ kind: 'stop', code });
        expect(kinds(report.outcomes)).to.deep.equal({ held: 50 });
        expect(stub.calls.length).to.be.at.most(4);
      });
    }

    it('pauses at 418 (no credit)', async () => {
      stub.fault = () => 418;
      const report = await open().send(many(50), now);
      expect(report.halt).to.deep.include({ kind: 'pause', code: 418, reason: 'no-credit' });
      expect(kinds(report.outcomes)).to.deep.equal({ held: 50 });
    });

    for (const [code, minutes] of [
      [409, 1],
      [429, 15],
      [451, 15],
    ] as const) {
      it(`waits ${String(minutes)} min at ${String(code)}`, async () => {
        stub.fault = () => code;
        const report = await open().send(many(50), now);
        expect(report.halt).to.include({ kind: 'wait', code, waitMs: minutes * 60_000 });
        expect(kinds(report.outcomes)).to.deep.equal({ held: 50 });
      });
    }

    for (const code of [400, 406, 411, 413, 415, 417, 419, 420, 422, 428, 431, 501, 805]) {
      it(`gives up one message at ${String(code)} and sends the others of its call`, async () => {
        const poison = sms(37).receptor;
        stub.fault = ({ form }) => (form.get('receptor')?.split(',').includes(poison) ? code : null);
        const report = await open().send(many(200, 'same'), now);
        expect(report.halt).to.equal(null);
        expect(kinds(report.outcomes)).to.deep.equal({ accepted: 199, refused: 1 });
        expect(report.outcomes.find(({ outcome }) => outcome === 'refused')).to.include({ localId: sms(37).localId, code, final: true });
        expect(stub.received.size).to.equal(199);
        expect(new Set(stub.received.values())).to.deep.equal(new Set([1]));
      });
    }

    for (const code of [402, 414, 604, 499]) {
      it(`leaves a message for another try at ${String(code)}`, async () => {
        stub.fault = () => code;
        const report = await open().send([sms(1), sms(2)], now);
        expect(report.halt).to.equal(null);
        expect(kinds(report.outcomes)).to.deep.equal({ refused: 2 });
        expect(report.outcomes.every((outcome) => outcome.outcome === 'refused' && !outcome.final)).to.equal(true);
      });
    }

    it('halves a call that is too large (414) until it fits', async () => {
      stub.fault = ({ form }) => ((form.get('receptor')?.split(',').length ?? 0) > 60 ? 414 : null);
      const report = await open().send(many(200, 'same'), now);
      expect(kinds(report.outcomes)).to.deep.equal({ accepted: 200 });
    });
  });

  describe('a provider that misbehaves', () => {
    const doubtful: Fault[] = [
      'hang',
      'reset-before-body',
      'reset-after-accept',
      'http-500',
      'html',
      'truncated-json',
      'no-envelope',
      'redirect',
      'huge-body',
      'empty-entries',
      500,
      503,
    ];
    for (const fault of doubtful) {
      it(`leaves the fate of one message open after ${String(fault)} and sends the others`, async () => {
        stub.script.push(null, fault);
        const report = await open().send(many(9), now);
        expect(report.halt).to.equal(null);
        expect(kinds(report.outcomes)).to.deep.equal({ accepted: 8, unknown: 1 });
      });
    }

    it('stops offering when three calls in a row bring no answer', async () => {
      stub.fault = () => 'hang';
      const report = await open({ timeoutMs: 60 }).send(many(100), now);
      expect(report.halt).to.include({ kind: 'wait', reason: 'provider-silent' });
      expect(stub.calls.length).to.be.within(3, 8);
      expect(kinds(report.outcomes)).to.deep.equal({ unknown: stub.calls.length, held: 100 - stub.calls.length });
    });

    it('holds everything when the provider cannot be reached at all', async () => {
      const gateway = open();
      await stub.close();
      const report = await gateway.send(many(10), now);
      expect(report.halt).to.include({ kind: 'wait', reason: 'provider-unreachable' });
      expect(kinds(report.outcomes)).to.deep.equal({ held: 10 });
      stub = await KavenegarStub.open(API_KEY);
    });

    it('accepts an answer whose entries come twice or as one object', async () => {
      stub.script.push('duplicate-reply', 'entries-as-object');
      const gateway = open();
      expect((await gateway.send([sms(1)], now)).outcomes[0]).to.include({ outcome: 'accepted', providerId: '8792343' });
      expect((await gateway.send([sms(2)], now)).outcomes[0]).to.include({ outcome: 'accepted', providerId: '8792344' });
    });

    it('reports a conflict when the local id brings back the record of another phone', async () => {
      stub.script.push('wrong-receptor');
      const report = await open().send([sms(1)], now);
      expect(report.outcomes).to.deep.equal([
        { localId: sms(1).localId, outcome: 'refused', code: null, reason: 'local-id-conflict', final: true },
      ]);
    });
  });

  describe('asking', () => {
    it('tells delivery states by provider id, and an id that nobody knows is unknown', async () => {
      const gateway = open();
      await gateway.send(many(3), now);
      const [first, second] = stub.messages;
      if (first) first.status = 10;
      if (second) second.status = 14;
      const answer = await gateway.statuses(['8792343', '8792344', '8792345', '1']);
      const states = Object.fromEntries(answer.ok ? answer.value.map(({ providerId, state }) => [providerId, state]) : []);
      expect(Object.values(states)).to.have.members(['delivered', 'blocked', 'accepted', 'unknown']);
    });

    it('asks about at most 500 ids at a time', async () => {
      await open().inquire(Array.from({ length: 1001 }, (_, n) => n + 1));
      expect(stub.calls.map(({ form }) => form.get('localid')?.split(',').length)).to.deep.equal([500, 500, 1]);
    });

    it('tells what became of a lost answer by its local id', async () => {
      const gateway = open();
      stub.script.push('reset-after-accept', 'reset-before-body');
      await gateway.send([sms(1)], now);
      await gateway.send([sms(2)], now);
      const answer = await gateway.inquire([sms(1).localId, sms(2).localId]);
      expect(answer).to.deep.equal({
        ok: true,
        value: [
          { localId: sms(1).localId, providerId: '8792343', state: 'accepted' },
          { localId: sms(2).localId, providerId: null, state: 'unknown' },
        ],
      });
    });

    it('reads the credit, and the replies page by page', async () => {
      for (let n = 0; n < 130; n += 1) stub.unread.push({ messageid: n, message: '۱۱', sender: '989121234567' });
      const gateway = open();
      expect(await gateway.creditRial()).to.deep.equal({ ok: true, value: 5_000_000 });
      const answer = await gateway.unreadReplies();
      expect(answer.ok && answer.value.length).to.equal(130);
      expect(answer.ok && answer.value[0]).to.deep.equal({ providerId: '0', from: '989121234567', text: '۱۱' });
    });

    it('passes trouble on as a halt', async () => {
      const gateway = open({ timeoutMs: 60 });
      stub.script.push(403, 'hang', 'html', 429);
      expect(await gateway.statuses(['1'])).to.have.nested.property('halt.reason', 'key-refused');
      expect(await gateway.inquire([1])).to.have.nested.property('halt.reason', 'provider-silent');
      expect(await gateway.creditRial()).to.have.nested.property('halt.reason', 'provider-unreadable');
      expect(await gateway.unreadReplies()).to.have.nested.property('halt.waitMs', 900_000);
    });
  });

  describe('the address', () => {
    for (const baseUrl of ['http://api.kavenegar.com/v1', 'ftp://127.0.0.1/v1', 'http://127.0.0.1.evil.example/v1']) {
      it(`refuses ${baseUrl} without printing the key`, () => {
        expect(() => kavenegarGateway({ apiKey: API_KEY, sender: '', baseUrl }))
          .to.throw('https')
          .with.property('message')
          .that.does.not.include(API_KEY);
      });
    }

    it('takes https, and http on this machine', () => {
      for (const baseUrl of ['https://api.kavenegar.com/v1', 'http://localhost:4130/v1', 'http://[::1]:4130/v1']) {
        kavenegarGateway({ apiKey: API_KEY, sender: '', baseUrl }).close();
      }
    });
  });
});
