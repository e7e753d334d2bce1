import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { openDatabase } from '../../models/database.js';
import { ROOT } from '../../server/root.js';
import { freshSqliteFile, TEST_FOLDER, TEST_SECRET } from '../support/database.js';

interface Program {
  child: ChildProcess;
  /** Everything printed so far. */
  printed: () => string;
  ended: Promise<number | null>;
}

let folders = 0;
const running: ChildProcess[] = [];

/** The program as `npm start` runs it: compiled, without a loader. */
function start(environment: Record<string, string>): Program {
  folders += 1;
  const child = spawn(process.execPath, [join(ROOT, '.build/server/main.js')], {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      DATA_DIR: join(TEST_FOLDER, `start-${String(folders)}`),
      PORT: '0',
      SESSION_SECRET: TEST_SECRET,
      LOG_LEVEL: 'error',
      ...environment,
    },
  });
  running.push(child);
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, printed: () => printed, ended };
}

async function addressOf(program: Program): Promise<string> {
  for (let tries = 0; tries < 300; tries += 1) {
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(program.printed());
    if (found) return found[0];
    await pause(100);
  }
  throw new Error(`the program said: ${program.printed()}`);
}

describe('the built program', function () {
  this.timeout(60_000);
  after(() => {
    for (const child of running) child.kill('SIGKILL');
  });

  it('starts on an empty folder and offers a set-up page that opens', async () => {
    const program = start({});
    const address = await addressOf(program);
    for (let tries = 0; !program.printed().includes('/setup/') && tries < 100; tries += 1) await pause(50);
    const link = /http\S+\/setup\/\S+/.exec(program.printed())?.[0] ?? '';
    expect((await fetch(link)).status).to.equal(200);
    expect((await fetch(`${address}/healthz`)).status).to.equal(200);
    expect((await fetch(`${address}/readyz`)).status).to.equal(200);
    program.child.kill('SIGTERM');
    expect(await program.ended).to.equal(0);
  });

  it('finishes what was asked when it is told to stop, cuts nobody off and ends well', async () => {
    const program = start({});
    const address = await addressOf(program);
    const agent = new Agent({ keepAlive: true });
    const answers: Promise<string>[] = [];
    const ask = (): Promise<string> =>
      new Promise((resolve) => {
        get(`${address}/sign-in`, { agent }, (answer) => {
          answer.resume().on('end', () => {
            resolve(String(answer.statusCode));
          });
        }).on('error', (error) => {
          resolve((error as { code?: string }).code ?? 'error');
        });
      });
    for (let i = 0; i < 25; i += 1) {
      answers.push(ask());
      await pause(20);
    }
    const stoppedAt = performance.now();
    program.child.kill('SIGTERM');
    expect(await program.ended).to.equal(0);
    expect(performance.now() - stoppedAt).to.be.below(10_000);
    expect([...new Set(await Promise.all(answers))]).to.deep.equal(['200']);
    expect(await ask()).to.equal('ECONNREFUSED');
    agent.destroy();
  });

  it('names every mistake of the environment at once and does not start', async () => {
    const program = start({ PORT: 'door', LOG_LEVEL: 'loud', SMS_GATEWAY: 'pigeon' });
    expect(await program.ended).to.equal(1);
    for (const name of ['PORT', 'LOG_LEVEL', 'SMS_GATEWAY']) expect(program.printed()).to.contain(name);
    expect(program.printed()).not.to.match(/^\s+at /m);
  });

  it('refuses a database that a newer program has written', async () => {
    const file = await freshSqliteFile();
    const db = await openDatabase(`sqlite:${file}`, { secret: TEST_SECRET });
    await db.execute("INSERT INTO schema_steps (name) VALUES ('29990101-from-the-future')");
    await db.close();
    const program = start({ DATABASE_URL: `sqlite:${file}` });
    expect(await program.ended).to.equal(1);
    expect(program.printed()).to.contain('29990101-from-the-future');
    expect(program.printed()).not.to.match(/^\s+at /m);
  });
});
