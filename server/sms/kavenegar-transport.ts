import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';

/** Why there is no answer. unreached: nothing was handed over; every other one leaves the fate of the call open. */
export type Failure = 'unreached' | 'silent' | 'cut' | 'unreadable';

export interface Envelope {
  entries: Record<string, unknown>[];
  status: number;
  message: string;
}
export type Reply = { ok: true; envelope: Envelope } | { ok: false; failure: Failure };

export interface TransportOptions {
  baseUrl: string;
  apiKey: string;
  timeoutMs: number;
  maxBodyBytes: number;
}

const IDLE_MS = 4_000;
const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** The provider's address, refused unless it is https or on this machine: the key and the texts travel in it. */
export function providerAddress(baseUrl: string): URL {
  const url = new URL(baseUrl);
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname));
  if (!safe) throw new Error('KAVENEGAR_BASE_URL must begin with https:// (http:// only for this machine)');
  return url;
}

/** Posts forms over kept connections and reads Kavenegar's envelope on any HTTP status; follows no redirect, never throws, never repeats a call. */
export class KavenegarTransport {
  readonly #base: URL;
  readonly #path: string;
  readonly #agent: http.Agent;
  readonly #request: typeof http.request;
  readonly #target: http.RequestOptions;
  #underWay = 0;
  #quietSince = 0;

  constructor(private readonly options: TransportOptions) {
    this.#base = providerAddress(options.baseUrl);
    this.#path = `${this.#base.pathname.replace(/\/$/, '')}/${encodeURIComponent(options.apiKey)}`;
    const secure = this.#base.protocol === 'https:';
    this.#agent = secure ? new https.Agent({ keepAlive: true }) : new http.Agent({ keepAlive: true });
    this.#request = secure ? https.request : http.request;
    this.#target = { agent: this.#agent, hostname: this.#base.hostname.replace(/^\[|\]$/g, ''), port: this.#base.port, method: 'POST' };
  }

  /** Lets go of the kept connections. */
  close(): void {
    this.#agent.destroy();
  }

  /** One call; the promise always resolves. */
  call(scope: string, method: string, params: Record<string, string | number>): Promise<Reply> {
    this.#dropStaleSockets();
    this.#underWay += 1;
    return new Promise((resolve) => {
      let reached = false;
      const body = formBody(params);
      const request = this.#request({
        ...this.#target,
        path: `${this.#path}/${scope}/${method}.json`,
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8', 'content-length': body.length },
      });
      let isOver = false;
      const finish = (reply: Reply): void => {
        if (isOver) return;
        isOver = true;
        clearTimeout(timer);
        this.#underWay -= 1;
        this.#quietSince = performance.now();
        resolve(reply);
      };
      const fail = (failure: Failure): void => {
        finish({ ok: false, failure: reached ? failure : 'unreached' });
        request.destroy();
      };
      const timer = setTimeout(() => {
        fail('silent');
      }, this.options.timeoutMs);
      request.on('socket', (socket) => {
        whenReady(request, socket, () => (reached = true));
      });
      request.on('error', () => {
        fail('cut');
      });
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > this.options.maxBodyBytes) fail('unreadable');
          else chunks.push(chunk);
        });
        response.on('error', () => {
          fail('cut');
        });
        response.on('end', () => {
          const envelope = readEnvelope(Buffer.concat(chunks).toString('utf8'), this.options.apiKey);
          finish(envelope ? { ok: true, envelope } : { ok: false, failure: 'unreadable' });
        });
      });
      request.end(body, 'latin1');
    });
  }

  /** A socket that the provider may have closed meanwhile is not worth reusing: an error on it would leave a message's fate open. */
  #dropStaleSockets(): void {
    if (this.#underWay === 0 && performance.now() - this.#quietSince > IDLE_MS) this.#agent.destroy();
  }
}

function whenReady(request: http.ClientRequest, socket: Socket, ready: () => void): void {
  if (request.reusedSocket) ready();
  else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', ready);
}

function formBody(params: Record<string, string | number>): string {
  let body = '';
  for (const [name, value] of Object.entries(params)) {
    if (value === '') continue;
    body += `${body ? '&' : ''}${name}=${encoded(String(value))}`;
  }
  return body;
}

/** Half an emoji cannot be encoded; one bad text must not break the call. */
function encoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return encodeURIComponent(Buffer.from(text).toString());
  }
}

/** Reads `{return:{status,message},entries}` with entries as array, object or null; anything else is no answer. */
function readEnvelope(text: string, apiKey: string): Envelope | null {
  try {
    const body = JSON.parse(text) as { return?: { status?: unknown; message?: unknown }; entries?: unknown } | null;
    const status = Number(body?.return?.status ?? Number.NaN);
    if (!Number.isInteger(status)) return null;
    const entries = Array.isArray(body?.entries) ? (body.entries as unknown[]) : [body?.entries];
    const said = body?.return?.message;
    return {
      entries: entries.filter((entry): entry is Record<string, unknown> => typeof entry === 'object' && entry !== null),
      status,
      message: typeof said === 'string' ? said.replaceAll(apiKey, '***') : '',
    };
  } catch {
    return null;
  }
}
