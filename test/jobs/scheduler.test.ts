import { expect } from 'chai';
import { createTask } from 'node-cron';
import { slotAfter } from '../../jobs/cron-slots.js';
import { startTimetable } from '../../jobs/scheduler.js';
import { TIMETABLE } from '../../jobs/timetable.js';
import { hasText, localeOf } from '../../server/locale.js';
import { openTestClub } from '../support/app.js';

describe('the timetable', () => {
  it('is understood by node-cron as by the night shift', async () => {
    for (const { name, cron, zone } of TIMETABLE) {
      const task = createTask(cron, () => undefined, { timezone: zone });
      const [next, , third] = task.getNextRuns(3);
      expect(next?.toISOString(), name).to.equal(slotAfter(cron, new Date()).toISOString());
      expect(third?.toISOString(), name).to.equal(slotAfter(cron, slotAfter(cron, next ?? new Date(0))).toISOString());
      await task.destroy();
    }
  });

  it('says of every job what it is, when and why, in both languages', () => {
    for (const { name } of TIMETABLE)
      for (const part of ['name', 'when', 'why']) {
        expect(hasText(`jobs:${part}.${name}`), `${part} ${name}`).to.equal(true);
        expect(localeOf('en').t(`jobs:${part}.${name}`)).not.to.equal(localeOf('fa').t(`jobs:${part}.${name}`));
      }
  });

  it('runs what is due as soon as it is started, and ends quietly', async () => {
    const club = await openTestClub();
    const timetable = startTimetable(club);
    const done = async () => club.db.records.JobRun.count({ where: { job: 'send-messages', state: 'done' } });
    while ((await done()) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await timetable.stop();
    expect(await club.db.records.JobRun.count({ where: { state: 'running' } })).to.equal(0);
    await club.close();
  });
});
