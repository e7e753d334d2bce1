import { KavenegarApi } from 'kavenegar';
import type {
  Answer,
  DeliveryReport,
  Halt,
  InquiryReport,
  OutgoingSms,
  Reply,
  SendOptions,
  SendOutcome,
  SendReport,
  SmsGateway,
} from './gateway.js';
import { callsFor, readEntries, textOf, type Entry } from './kavenegar-calls.js';
import { deliveryState, haltFor, returnCode, silence } from './kavenegar-codes.js';
import { KavenegarTransport, type Envelope, type Failure } from './kavenegar-transport.js';

export interface KavenegarOptions {
  apiKey: string;
  /** Our line; without it the account's default one sends, and replies cannot be fetched. */
  sender?: string;
  baseUrl?: string;
  timeoutMs?: number;
}

type Answered = { ok: true; envelope: Envelope } | { ok: false; failure: Failure };

const BASE_URL = 'https://api.kavenegar.com/v1';
const TIMEOUT_MS = 10_000;
const MAX_BODY_BYTES = 4 * 1024 * 1024;
const MOST_IDS = 500;
const MOST_REPLIES = 100;
const PARALLEL_CALLS = 4;
/** So many calls in a row without an answer mean that the line is down; fewer may be one odd text. */
const SILENCES_UNTIL_HALT = 3;

/** Opens Kavenegar behind the gateway port: the package names the methods, the transport below it is ours. */
export function kavenegarGateway(options: KavenegarOptions): SmsGateway {
  return new KavenegarGateway(options);
}

class KavenegarGateway implements SmsGateway {
  readonly name = 'kavenegar';
  readonly #api: ReturnType<typeof KavenegarApi>;
  readonly #transport: KavenegarTransport;
  readonly #sender: string;

  constructor({ apiKey, sender = '', baseUrl = BASE_URL, timeoutMs = TIMEOUT_MS }: KavenegarOptions) {
    this.#sender = sender;
    this.#transport = new KavenegarTransport({ apiKey, baseUrl, timeoutMs, maxBodyBytes: MAX_BODY_BYTES });
    this.#api = KavenegarApi({ apikey: apiKey });
    // The package speaks plain http without a timeout; every method of it goes through this one function. Status 0 = no answer, for the reason in message.
    this.#api.request = (scope, method, params, callback) => {
      void this.#transport.call(scope, method, params).then((reply) => {
        if (reply.ok) callback(reply.envelope.entries, reply.envelope.status, reply.envelope.message);
        else callback([], 0, reply.failure);
      });
    };
  }

  close(): void {
    this.#transport.close();
  }

  async send(batch: readonly OutgoingSms[], { mayGoOn = () => true }: SendOptions): Promise<SendReport> {
    const round: SendRound = { waiting: callsFor(batch), outcomes: [], halt: null, silences: 0, mayGoOn };
    const lanes = Math.min(PARALLEL_CALLS, round.waiting.length);
    await Promise.all(Array.from({ length: lanes }, () => this.#sendLane(round)));
    for (const call of round.waiting) hold(round, call);
    return { outcomes: round.outcomes, halt: round.halt };
  }

  async #sendLane(round: SendRound): Promise<void> {
    for (;;) {
      if (round.halt || !round.mayGoOn()) return;
      const call = round.waiting.shift();
      if (!call) return;
      this.#settleCall(round, call, await this.#sendCall(call));
    }
  }

  #sendCall(call: readonly OutgoingSms[]): Promise<Answered> {
    return answered((callback) =>
      this.#api.Send(
        {
          receptor: call.map((sms) => sms.receptor).join(','),
          sender: this.#sender,
          message: call[0]?.text ?? '',
          localid: call.map((sms) => sms.localId).join(','),
          hide: 1,
        },
        callback,
      ),
    );
  }

  #settleCall(round: SendRound, call: OutgoingSms[], answer: Answered): void {
    if (!answer.ok) {
      if (answer.failure === 'unreached') {
        round.halt = silence('provider-unreachable');
        return hold(round, call);
      }
      return doubt(round, call, `provider-${answer.failure}`);
    }
    const { status, entries } = answer.envelope;
    const { handling, reason } = returnCode(status);
    if (handling === 'lost') return doubt(round, call, reason);
    round.silences = 0;
    if (handling === 'ok') return void round.outcomes.push(...readEntries(call, entries));
    const halt = haltFor(status);
    if (halt) {
      round.halt = halt;
      return hold(round, call);
    }
    // A refused call took none of its messages; halving it finds the one that is at fault and lets the others go.
    if (call.length > 1) {
      const half = Math.ceil(call.length / 2);
      round.waiting.unshift(call.slice(0, half), call.slice(half));
      return;
    }
    for (const { localId } of call)
      round.outcomes.push({ localId, outcome: 'refused', code: status, reason, final: handling === 'refuse' });
  }

  async statuses(providerIds: readonly string[]): Promise<Answer<DeliveryReport[]>> {
    const answer = await this.#inChunks(providerIds, (ids, callback) => this.#api.Status({ messageid: ids }, callback));
    if (!answer.ok) return answer;
    return {
      ok: true,
      value: answer.value.map((entry) => ({ providerId: textOf(entry['messageid']), state: deliveryState(entry['status']) })),
    };
  }

  async inquire(localIds: readonly number[]): Promise<Answer<InquiryReport[]>> {
    const answer = await this.#inChunks(localIds, (ids, callback) => this.#api.StatusLocalMessageid({ localid: ids }, callback));
    if (!answer.ok) return answer;
    const value = answer.value.map((entry): InquiryReport => {
      const state = deliveryState(entry['status']);
      return { localId: Number(entry['localid']), providerId: state === 'unknown' ? null : textOf(entry['messageid']), state };
    });
    return { ok: true, value };
  }

  async creditRial(): Promise<Answer<number | null>> {
    const answer = settled(await answered((callback) => this.#api.AccountInfo({}, callback)));
    if (!answer.ok) return answer;
    const credit = Object.entries(answer.value[0] ?? {}).find(([name]) => name.toLowerCase() === 'remaincredit')?.[1];
    return { ok: true, value: Number.isFinite(Number(credit ?? Number.NaN)) ? Number(credit) : null };
  }

  async unreadReplies(): Promise<Answer<Reply[]>> {
    const value: Reply[] = [];
    if (!this.#sender) return { ok: true, value };
    for (;;) {
      const answer = settled(await answered((callback) => this.#api.Receive({ linenumber: this.#sender, isread: 0 }, callback)));
      // What was read is marked read at the provider: it must be handed on even when the next page fails.
      if (!answer.ok) return value.length > 0 ? { ok: true, value } : answer;
      for (const entry of answer.value) {
        value.push({ providerId: textOf(entry['messageid']), from: textOf(entry['sender']), text: textOf(entry['message']) });
      }
      if (answer.value.length !== MOST_REPLIES) return { ok: true, value };
    }
  }

  async #inChunks(ids: readonly (string | number)[], ask: (ids: string, callback: Callback) => void): Promise<Answer<Entry[]>> {
    const value: Entry[] = [];
    for (let from = 0; from < ids.length; from += MOST_IDS) {
      const chunk = ids.slice(from, from + MOST_IDS).join(',');
      const answer = settled(await answered((callback) => ask(chunk, callback)));
      if (!answer.ok) return answer;
      value.push(...answer.value);
    }
    return { ok: true, value };
  }
}

interface SendRound {
  waiting: OutgoingSms[][];
  outcomes: SendOutcome[];
  halt: Halt | null;
  silences: number;
  mayGoOn: () => boolean;
}
type Callback = (entries: readonly Entry[], status: number, message: string) => void;

function hold(round: SendRound, call: readonly OutgoingSms[]): void {
  for (const { localId } of call) round.outcomes.push({ localId, outcome: 'held' });
}

function doubt(round: SendRound, call: readonly OutgoingSms[], reason: string): void {
  for (const { localId } of call) round.outcomes.push({ localId, outcome: 'unknown', reason });
  round.silences += 1;
  if (round.silences >= SILENCES_UNTIL_HALT) round.halt ??= silence(reason);
}

function answered(ask: (callback: Callback) => void): Promise<Answered> {
  return new Promise((resolve) => {
    ask((entries, status, message) => {
      if (status === 0) resolve({ ok: false, failure: message as Failure });
      else resolve({ ok: true, envelope: { entries: [...entries], status, message } });
    });
  });
}

function settled(answer: Answered): Answer<Entry[]> {
  if (!answer.ok)
    return { ok: false, halt: silence(answer.failure === 'unreached' ? 'provider-unreachable' : `provider-${answer.failure}`) };
  const { status, entries } = answer.envelope;
  if (returnCode(status).handling === 'ok') return { ok: true, value: entries };
  return { ok: false, halt: haltFor(status) ?? silence(returnCode(status).reason) };
}
