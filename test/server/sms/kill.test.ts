import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { openDatabase } from '../../../models/database.js';
import { buildClinic, NOW } from '../../support/builders.js';
import { freshSqliteFile, TEST_SECRET } from '../../support/database.js';
import { KavenegarStub } from '../../support/kavenegar-stub.js';
import { buildMessages, statesOf } from '../../support/messages.js';
import { freshPostgresUrl } from '../../support/postgres.js';

const MESSAGES = 1_000;
const KILLS = 10;
const SENDER = join(import.meta.dirname, '../../support/sender-process.ts');
const URLS = {
  sqlite: async () => `sqlite:${await freshSqliteFile()}`,
  postgres: freshPostgresUrl,
};

describe('a sender that is killed', function () {
  this.timeout(300_000);

  for (const [dialect, freshUrl] of Object.entries(URLS)) {
    it(`at ten random points of 1,000 messages loses none and sends none twice (${dialect})`, async () => {
      const url = await freshUrl();
      const stub = await KavenegarStub.open();
      const db = await openDatabase(url, { secret: TEST_SECRET });
      const clinic = await buildClinic(db);
      await buildMessages(db, clinic, MESSAGES);
      const offers = randomPoints();

      let asOf = NOW;
      const start = (): ChildProcess => {
        // Every start comes half an hour later: the claim of the killed one has run out, and what waits for another try is due.
        asOf = new Date(asOf.getTime() + 30 * 60_000);
        const what = [url, TEST_SECRET, String(clinic.id), stub.apiKey, stub.baseUrl, asOf.toISOString()];
        return spawn(process.execPath, ['--import', 'tsx', SENDER, ...what], { stdio: ['ignore', 'pipe', 'inherit'] });
      };

      let sender = start();
      let killed = 0;
      let seen = 0;
      stub.fault = ({ method }) => {
        if (method !== 'sms/send') return null;
        seen += 1;
        if (seen !== offers[killed]) return null;
        killed += 1;
        const victim = sender;
        // Now, with this offer in the air, or a moment later, while its answer is being written down.
        void pause(Math.random() < 0.5 ? 0 : Math.random() * 40).then(() => victim.kill('SIGKILL'));
        return null;
      };
      for (let rounds = 0; rounds < 40; rounds += 1) {
        const [code, signal] = (await once(sender, 'close')) as [number | null, string | null];
        expect(code === 0 || signal === 'SIGKILL', `ended with ${String(code)} ${String(signal)}`).to.equal(true);
        const states = await statesOf(db, clinic);
        if (killed === KILLS && states['accepted'] === MESSAGES) break;
        sender = start();
      }

      const story = `offers ${offers.join(' ')}`;
      expect(killed, story).to.equal(KILLS);
      expect(await statesOf(db, clinic), story).to.deep.equal({ accepted: MESSAGES });
      expect(stub.received.size, story).to.equal(MESSAGES);
      expect(
        [...stub.received.values()].filter((count) => count !== 1),
        story,
      ).to.deep.equal([]);
      const [events] = await db.select<{ n: number }>(
        `SELECT COUNT(DISTINCT subject_id) AS n FROM club_events WHERE clinic_id = :id AND kind = 'message.accepted'`,
        { id: clinic.id },
      );
      expect(Number(events?.n), story).to.equal(MESSAGES);
      await db.close();
      await stub.close();
    });
  }
});

/** Ten different offers, counted over all senders, at which a sender dies; the last 50 are left for the survivors. */
function randomPoints(): number[] {
  const points = new Set<number>();
  while (points.size < KILLS) points.add(1 + Math.floor(Math.random() * (MESSAGES - 50)));
  return [...points].sort((a, b) => a - b);
}
