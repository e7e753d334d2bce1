import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What the stub can do to one call instead of answering it well. A number is a return.status. */
export type Fault =
  | number
  | 'hang'
  | 'reset-before-body'
  | 'reset-after-accept'
  | 'http-500'
  | 'html'
  | 'truncated-json'
  | 'no-envelope'
  | 'duplicate-reply'
  | 'wrong-receptor'
  | 'entries-as-object'
  | 'empty-entries'
  | 'redirect'
  | 'huge-body';

export interface StubMessage {
  messageid: number;
  localid: string;
  receptor: string;
  message: string;
  status: number;
}
export interface StubCall {
  method: string;
  form: URLSearchParams;
}
export interface StubReply {
  messageid: number;
  message: string;
  sender: string;
}

const TAKES_BEFORE_FAILING = new Set<Fault>([
  'reset-after-accept',
  'truncated-json',
  'http-500',
  'duplicate-reply',
  'entries-as-object',
  'html',
]);

/** A provider on the loopback that speaks Kavenegar's REST, honours local ids and misbehaves on demand. Nothing it sends reaches a phone. */
export class KavenegarStub {
  readonly calls: StubCall[] = [];
  readonly byLocalId = new Map<string, StubMessage>();
  readonly byId = new Map<string, StubMessage>();
  /** How many messages each phone really got. */
  readonly received = new Map<string, number>();
  readonly unread: StubReply[] = [];
  /** Faults of the next calls, in order; null lets one call through. */
  readonly script: (Fault | null)[] = [];
  /** Decides about calls that the script leaves alone. */
  fault: (call: StubCall) => Fault | null = () => null;
  creditRial = 5_000_000;
  keepCalls = true;
  statusOnArrival = 1;
  #nextId = 8_792_343;
  readonly #sockets = new Set<Socket>();
  readonly #server = http.createServer((request, response) => this.#hear(request, response));

  /** Opens the stub; port 0 takes any free one. */
  static async open(apiKey = 'stub-key', port = 0): Promise<KavenegarStub> {
    const stub = new KavenegarStub(apiKey);
    stub.#server.keepAliveTimeout = 60_000;
    stub.#server.on('connection', (socket) => {
      stub.#sockets.add(socket);
      socket.once('close', () => stub.#sockets.delete(socket));
    });
    await new Promise<void>((resolve) => stub.#server.listen(port, '127.0.0.1', resolve));
    return stub;
  }

  private constructor(readonly apiKey: string) {}

  get baseUrl(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}/v1`;
  }

  get messages(): StubMessage[] {
    return [...this.byLocalId.values()];
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #hear(request: http.IncomingMessage, response: http.ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://stub');
      const form = new URLSearchParams(request.method === 'GET' ? url.search : Buffer.concat(chunks).toString('utf8'));
      const [, version, key, scope, method] = url.pathname.split('/');
      const call = { method: `${scope ?? ''}/${(method ?? '').replace(/\.json$/, '')}`, form };
      if (this.keepCalls) this.calls.push(call);
      const known = version === 'v1' && (decodeURIComponent(key ?? '') === this.apiKey || call.method === 'utils/getdate');
      if (!known) reply(response, 403, null);
      else this.#answer(call, response);
    });
  }

  #answer(call: StubCall, response: http.ServerResponse): void {
    const scripted = this.script.shift();
    const fault = scripted === undefined ? this.fault(call) : scripted;
    if (fault === null) {
      const [status, entries] = this.#perform(call);
      return reply(response, status, entries);
    }
    if (typeof fault === 'number') return reply(response, fault, null);
    const [status, entries] = TAKES_BEFORE_FAILING.has(fault) ? this.#perform(call) : [200, []];
    misbehave(fault, call, response, status, Array.isArray(entries) ? entries : []);
  }

  #perform({ method, form }: StubCall): [number, unknown] {
    const list = (name: string): string[] => (form.get(name) ?? '').split(',').filter(Boolean);
    if (method === 'sms/send') return this.#send(list('receptor'), list('localid'), form.get('message') ?? '', form.get('sender') ?? '');
    if (method === 'sms/sendarray') return this.#sendArray(form);
    if (method === 'sms/status') return this.#tell(list('messageid'), this.byId, 'messageid');
    if (method === 'sms/statuslocalmessageid') return this.#tell(list('localid'), this.byLocalId, 'localid');
    if (method === 'sms/receive') return form.get('linenumber') ? [200, this.unread.splice(0, 100)] : [406, null];
    if (method === 'account/info') return [200, { remaincredit: this.creditRial, expiredate: 13548889, type: 'master' }];
    if (method === 'utils/getdate') return [200, { datetime: '2026-11-22T06:00:00', unixtime: 1_795_327_200 }];
    return [404, null];
  }

  #send(receptors: string[], localIds: string[], message: string, sender: string): [number, unknown] {
    if (receptors.length === 0 || message === '') return [406, null];
    if (receptors.length > 200) return [414, null];
    if (localIds.length > 0 && localIds.length !== receptors.length) return [419, null];
    if (message.length > 900) return [413, null];
    if (!receptors.every((receptor) => /^(\+98|0098|0)?9\d{9}$/.test(receptor))) return [411, null];
    return [200, receptors.map((receptor, n) => this.#take(receptor, localIds[n] ?? '', message, sender))];
  }

  #sendArray(form: URLSearchParams): [number, unknown] {
    const [receptors, messages, senders] = ['receptor', 'message', 'sender'].map((name) => JSON.parse(form.get(name) ?? '[]') as string[]);
    if (!receptors || !messages || !senders || receptors.length !== messages.length || receptors.length !== senders.length)
      return [419, null];
    if (receptors.length > 200) return [414, null];
    const localIds = (form.get('localmessageids') ?? '').split(',').filter(Boolean);
    return [200, receptors.map((receptor, n) => this.#take(receptor, localIds[n] ?? '', messages[n] ?? '', senders[n] ?? ''))];
  }

  /** A local id that is known already sends nothing: its first record comes back. */
  #take(receptor: string, localid: string, message: string, sender: string): Record<string, unknown> {
    let taken = this.byLocalId.get(localid);
    if (!taken) {
      taken = { messageid: this.#nextId++, localid, receptor, message, status: this.statusOnArrival };
      if (localid) this.byLocalId.set(localid, taken);
      this.byId.set(String(taken.messageid), taken);
      this.received.set(receptor, (this.received.get(receptor) ?? 0) + 1);
    }
    return { ...taken, statustext: '', sender, date: 1_795_327_200, cost: 120 };
  }

  #tell(ids: string[], known: Map<string, StubMessage>, name: 'messageid' | 'localid'): [number, unknown] {
    if (ids.length === 0) return [406, null];
    if (ids.length > 500) return [414, null];
    return [
      200,
      ids.map((id) => {
        const found = known.get(id);
        if (found) return { messageid: found.messageid, localid: found.localid, status: found.status, statustext: '' };
        return { messageid: null, [name]: id, status: 100, statustext: '' };
      }),
    ];
  }
}

function envelope(status: number, entries: unknown): string {
  return JSON.stringify({ return: { status, message: status === 200 ? 'ok' : 'error' }, entries });
}

function reply(response: http.ServerResponse, status: number, entries: unknown): void {
  const body = envelope(status, entries);
  const headers = { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, headers).end(body);
}

function misbehave(fault: Fault, call: StubCall, response: http.ServerResponse, status: number, entries: unknown[]): void {
  if (fault === 'hang') return;
  if (fault === 'reset-before-body' || fault === 'reset-after-accept') return void response.socket?.destroy();
  if (fault === 'http-500') return void response.writeHead(500, { 'content-type': 'text/plain' }).end('oops');
  if (fault === 'html')
    return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>502 Bad Gateway</body></html>');
  if (fault === 'no-envelope') return void response.writeHead(200).end('{"entries":[]}');
  if (fault === 'redirect') return void response.writeHead(302, { location: 'https://example.invalid/' }).end();
  if (fault === 'huge-body') return void response.writeHead(200).end(Buffer.alloc(6_000_000, 'x'));
  if (fault === 'truncated-json') {
    const body = envelope(status, entries);
    response.writeHead(200, { 'content-length': Buffer.byteLength(body) });
    response.write(body.slice(0, body.length / 2), () => response.socket?.destroy());
    return;
  }
  if (fault === 'duplicate-reply') return reply(response, status, [...entries, ...entries]);
  if (fault === 'entries-as-object') return reply(response, status, entries[0] ?? null);
  if (fault === 'empty-entries') return reply(response, 200, []);
  // wrong-receptor: the record of somebody else, as when a local id was used before
  const count = (call.form.get('receptor') ?? '').split(',').length;
  reply(
    response,
    200,
    Array.from({ length: count }, () => ({ messageid: 17, receptor: '09120000017', message: 'old', status: 10, cost: 120 })),
  );
}
