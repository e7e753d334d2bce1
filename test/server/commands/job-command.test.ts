import { expect } from 'chai';
import { jobCommand } from '../../../server/commands/job-command.js';
import { openTestClub, type TestClub } from '../../support/app.js';

describe('the job command', () => {
  let club: TestClub;
  before(async () => {
    club = await openTestClub();
  });
  after(() => club.close());
  const run = (name: string, asOf?: string) => jobCommand.run(club, [name], { 'as-of': asOf });

  it('runs a job with the instant it is given, as often as it is asked', async () => {
    for (const time of ['first', 'again']) {
      const answer = await run('review-tiers', '2026-11-22T02:30');
      expect(answer, time).to.deep.include({
        ok: true,
        data: { job: 'review-tiers', asOf: '2026-11-21T23:00:00.000Z', counts: { patients: 0, written: 0, changed: 0 } },
      });
    }
    expect(await club.db.records.JobRun.count({ where: { job: 'review-tiers', state: 'done' } })).to.equal(2);
  });

  it('takes an instant with an offset, and the present one when none is given', async () => {
    expect((await run('clean-sessions', '2026-11-22T02:30:00+03:30')).ok).to.equal(true);
    const now = await run('clean-sessions');
    expect(now.ok && (now.data as { asOf: string }).asOf).to.equal('2026-11-22T06:30:00.000Z');
  });

  it('refuses what it does not know', async () => {
    expect(await run('sleep')).to.include({ ok: false, reason: 'job-unknown' });
    for (const typed of ['yesterday', '2026-13-01T02:30', '2026-11-22'])
      expect(await run('review-tiers', typed), typed).to.include({ ok: false, reason: 'as-of-unreadable' });
  });
});
