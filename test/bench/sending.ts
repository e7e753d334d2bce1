import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { join } from 'node:path';
import type { Db } from '../../models/database.js';
import { newLocalId } from '../../models/outbox.js';
import { sendMessages } from '../../server/actions/send-messages.js';
import { kavenegarGateway } from '../../server/sms/kavenegar.js';
import { buildClinic, NOW } from '../support/builders.js';
import { openTestDatabase } from '../support/database.js';
import { buildMessages, statesOf } from '../support/messages.js';
import { benchRow, type BenchRow } from './row.js';

const API_KEY = 'stub-key';
const LINES = 8;
const PER_CALL = 200;
const PROVIDER = join(import.meta.dirname, '../support/provider-process.ts');

/** Queued messages through the whole sender (claim, consent, offer, event log) against a bare keep-alive client that makes the same calls. */
export async function bench(): Promise<BenchRow[]> {
  const count = Math.round(20_000 * Number(process.env['BENCH_SCALE'] ?? 1));
  const provider = spawn(process.execPath, ['--import', 'tsx', PROVIDER], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = (await once(provider.stdout, 'data')) as [Buffer];
    const baseUrl = line.toString().trim();
    const personal = (n: number): string => `بیمار گرامی، نوبت شما یکشنبه ۱ آذر، ساعت ۸:۰۹ است. شمارهٔ نوبت: ${String(n)}`;
    const same = (): string => 'درمانگاه روز پنجشنبه تا ساعت ۲۰ باز است.';
    return [
      await compare('sending: personal texts', count, baseUrl, personal, 1),
      await compare('sending: one text to many', count, baseUrl, same, PER_CALL),
    ];
  } finally {
    provider.kill();
  }
}

async function compare(name: string, count: number, baseUrl: string, text: (n: number) => string, perCall: number): Promise<BenchRow> {
  await bareClient(Math.min(2_000, count), baseUrl, text, perCall);
  const bare = await bareClient(count, baseUrl, text, perCall);
  const ours = await wholeSender(count, baseUrl, text);
  return benchRow(name, ours, 'messages/s', bare);
}

/** Messages a second through the sender, from a queue of so many. */
async function wholeSender(count: number, baseUrl: string, text: (n: number) => string): Promise<number> {
  const db: Db = await openTestDatabase('sqlite');
  const clinic = await buildClinic(db);
  await buildMessages(db, clinic, count, text);
  const gateway = kavenegarGateway({ apiKey: API_KEY, sender: '10004346', baseUrl });
  const startedAt = performance.now();
  await sendMessages({ db, clinic, gateway, actor: { kind: 'job', name: 'send-messages' }, asOf: NOW });
  const seconds = (performance.now() - startedAt) / 1_000;
  const states = await statesOf(db, clinic);
  if (states['accepted'] !== count) throw new Error(`not all were sent: ${JSON.stringify(states)}`);
  gateway.close();
  await db.close();
  return count / seconds;
}

/** Messages a second of a client that does nothing but post the calls and read the answers. */
async function bareClient(count: number, baseUrl: string, text: (n: number) => string, perCall: number): Promise<number> {
  const agent = new http.Agent({ keepAlive: true });
  const calls = Array.from({ length: Math.ceil(count / perCall) }, (_, call) => {
    const numbers = Array.from({ length: Math.min(perCall, count - call * perCall) }, (_each, n) => call * perCall + n);
    const receptor = numbers.map((n) => `0911${String(n).padStart(7, '0')}`).join(',');
    return { receptor, sender: '10004346', message: text(call), localid: numbers.map(() => newLocalId()).join(','), hide: '1' };
  });
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: LINES }, async () => {
      for (let form = calls.pop(); form; form = calls.pop()) await post(agent, `${baseUrl}/${API_KEY}/sms/send.json`, form);
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  agent.destroy();
  return count / seconds;
}

function post(agent: http.Agent, url: string, form: Record<string, string>): Promise<unknown> {
  const body = new URLSearchParams(form).toString();
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) };
    const request = http.request(url, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}
