import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { isGone, LEASE_MS, OWNER, runOnce } from '../../jobs/run-once.js';
import { claimSlot, endLeasesOf, forgetRuns, recordMissed, renewLease } from '../../models/job-book.js';
import type { Db } from '../../models/database.js';
import { NOW } from '../support/builders.js';
import { DIALECTS, openTestDatabase } from '../support/database.js';

const later = (ms: number): Date => new Date(NOW.getTime() + ms);

for (const dialect of DIALECTS) {
  describe(`a slot on ${dialect}`, function () {
    this.timeout(60_000);
    let db: Db;
    let serial = 0;
    before(async () => {
      db = await openTestDatabase(dialect);
    });
    after(() => db.close());

    const newJob = (): string => `job-${(serial += 1)}`;
    const rowOf = async (job: string) => (await db.records.JobRun.findOne({ where: { job } }))!;
    const times = (now: Date) => ({ now, leaseUntil: new Date(now.getTime() + LEASE_MS), failedBefore: new Date(now.getTime() - 600_000) });
    const run = (job: string, work: () => Promise<Record<string, number>>, now = NOW, owner = 'a:1:x') =>
      runOnce({ db, job, slotAt: NOW, owner, clock: () => now, work });

    it('runs once and keeps its counts', async () => {
      const job = newJob();
      let runs = 0;
      const work = () => Promise.resolve({ runs: (runs += 1) });
      expect(await run(job, work)).to.deep.equal({ ran: true, counts: { runs: 1 } });
      expect(await run(job, work, later(3_600_000), 'b:2:y')).to.deep.equal({ ran: false, state: 'done' });
      expect(runs).to.equal(1);
      expect(await rowOf(job)).to.deep.include({ state: 'done', countsJson: { runs: 1 } });
    });

    it('is taken by one of many processes', async () => {
      const job = newJob();
      let runs = 0;
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          run(
            job,
            async () => {
              runs += 1;
              await new Promise((resolve) => setTimeout(resolve, 20));
              return {};
            },
            NOW,
            `host:${i}:boot`,
          ),
        ),
      );
      expect(runs).to.equal(1);
      expect(outcomes.filter((outcome) => outcome.ran)).to.have.length(1);
    });

    it('is left alone while its lease lives and taken over when it has run out', async () => {
      const job = newJob();
      const first = await claimSlot(db, { job, slotAt: NOW, owner: 'a:1:x' }, times(NOW));
      expect(first).to.have.property('runId');
      const second = { job, slotAt: NOW, owner: 'b:2:y' };
      expect(await claimSlot(db, second, times(later(LEASE_MS - 1)))).to.deep.equal({ taken: 'running' });
      const runId = (first as { runId: number }).runId;
      expect(await renewLease(db, runId, 'a:1:x', later(2 * LEASE_MS))).to.equal(true);
      expect(await claimSlot(db, second, times(later(LEASE_MS + 1)))).to.deep.equal({ taken: 'running' });
      expect(await claimSlot(db, second, times(later(2 * LEASE_MS + 1)))).to.have.property('runId');
      expect(await renewLease(db, runId, 'a:1:x', later(9 * LEASE_MS))).to.equal(false);
    });

    it('is written down as failed with its words, and tried again ten minutes later', async () => {
      const job = newJob();
      const trouble = new Error('no paper');
      expect(await run(job, () => Promise.reject(trouble))).to.deep.equal({ ran: true, error: trouble });
      expect(await rowOf(job)).to.include({ state: 'failed', error: 'no paper' });
      expect(await run(job, () => Promise.resolve({}), later(60_000))).to.deep.equal({ ran: false, state: 'failed' });
      expect(await run(job, () => Promise.resolve({ n: 1 }), later(600_001))).to.deep.equal({ ran: true, counts: { n: 1 } });
      expect(await rowOf(job)).to.include({ state: 'done', error: null });
    });

    it('that was missed is not run any more', async () => {
      const job = newJob();
      await recordMissed(db, job, NOW, { slots: 3 }, NOW);
      await recordMissed(db, job, NOW, { slots: 9 }, NOW);
      expect(await run(job, () => Promise.resolve({}))).to.deep.equal({ ran: false, state: 'missed' });
      expect((await rowOf(job)).countsJson).to.deep.equal({ slots: 3 });
    });

    it('of an owner that is gone can be taken at once', async () => {
      const job = newJob();
      await claimSlot(db, { job, slotAt: NOW, owner: 'gone:1:x' }, times(NOW));
      await endLeasesOf(db, (owner) => owner.startsWith('gone:'), later(1000));
      expect(await claimSlot(db, { job, slotAt: NOW, owner: 'b:2:y' }, times(later(1000)))).to.have.property('runId');
    });

    it('is forgotten in time, except the newest of its job', async () => {
      const job = newJob();
      for (const days of [100, 20, 10, 9]) {
        const slotAt = later(-days * 86_400_000);
        if (days === 20) await recordMissed(db, job, slotAt, { slots: 1 }, NOW);
        else await runOnce({ db, job, slotAt, owner: 'a:1:x', clock: () => NOW, work: () => Promise.resolve({}) });
      }
      await forgetRuns(db, { doneBefore: later(-7 * 86_400_000), allBefore: later(-90 * 86_400_000) });
      const kept = await db.records.JobRun.findAll({ where: { job }, order: [['slotAt', 'ASC']] });
      expect(kept.map((row) => row.state)).to.deep.equal(['missed', 'done']);
    });
  });
}

describe('the owner of a slot', () => {
  it('is gone when its process of this computer is', () => {
    const dead = spawnSync(process.execPath, ['-e', '0']).pid;
    expect(isGone(`${hostname()}:${dead}:x`)).to.equal(true);
    expect(isGone(`${hostname()}:${process.ppid}:x`)).to.equal(false);
  });

  it('is gone when an earlier process had our number', () => {
    expect(isGone(`${hostname()}:${process.pid}:earlier`)).to.equal(true);
    expect(isGone(OWNER)).to.equal(false);
  });

  it('is never gone for certain on another computer', () => {
    expect(isGone('elsewhere:1:x')).to.equal(false);
    expect(isGone('nonsense')).to.equal(false);
  });
});
