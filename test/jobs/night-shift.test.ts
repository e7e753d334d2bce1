import { expect } from 'chai';
import { Shift } from '../../jobs/night-shift.js';
import type { TimetableLine } from '../../jobs/timetable.js';
import type { Db } from '../../models/database.js';
import { instantOf } from '../../models/persian/tehran-time.js';
import { makeLog } from '../../server/open-club.js';
import { DIALECTS, openTestDatabase } from '../support/database.js';

const HOUR = 3_600_000;
const DAILY = { name: 'daily', cron: '0 30 2 * * *', catchUp: 'once', maxLatenessMinutes: 240 } as const;
const OFTEN = { name: 'often', cron: '*/20 * * * * *', catchUp: 'once', maxLatenessMinutes: 10 } as const;
const LAX = { name: 'lax', cron: '0 */5 * * * *', catchUp: 'none', maxLatenessMinutes: 5 } as const;

for (const dialect of DIALECTS) {
  describe(`the night shift on ${dialect}`, function () {
    this.timeout(60_000);
    let db: Db;
    let wall: number;
    let steady: number;
    let ran: { name: string; asOf: Date; owner: string }[];
    let shifts: Shift[];

    beforeEach(async () => {
      db = await openTestDatabase(dialect);
      wall = instantOf('2026-11-22', '10:00').getTime();
      steady = 0;
      ran = [];
      shifts = [];
    });
    afterEach(async () => {
      for (const shift of shifts) await shift.rest();
      await db.close();
    });

    /** Time passes on both clocks. */
    const pass = (ms: number): void => {
      wall += ms;
      steady += ms;
    };
    /** Somebody moves the clock on the wall. */
    const step = (ms: number): void => {
      wall += ms;
    };
    const newShift = (lines: Omit<TimetableLine, 'work' | 'zone' | 'why'>[], owner = 'host:0:boot', work?: () => Promise<void>): Shift => {
      const club = { db, clock: () => new Date(wall), log: makeLog('silent') } as unknown as ConstructorParameters<typeof Shift>[0];
      const shift = new Shift(club, {
        owner,
        monotonic: () => steady,
        lines: lines.map((line) => ({
          ...line,
          zone: 'Asia/Tehran',
          why: '',
          work: async ({ asOf }) => {
            ran.push({ name: line.name, asOf, owner });
            await work?.();
            return { n: 1 };
          },
        })),
      });
      shifts.push(shift);
      return shift;
    };
    const runs = (name: string): string[] => ran.filter((run) => run.name === name).map((run) => run.asOf.toISOString());
    const rows = async (job: string) =>
      (await db.records.JobRun.findAll({ where: { job }, order: [['slotAt', 'ASC']] })).map((row) => [row.state, row.countsJson]);
    const watchFor = async (shift: Shift, ms: number, every = 20_000): Promise<void> => {
      for (let gone = 0; gone < ms; gone += every) {
        pass(every);
        await shift.keepWatch();
      }
    };

    it('runs every slot once, with the slot as the clock', async () => {
      const shift = newShift([OFTEN, DAILY]);
      await watchFor(shift, 60_000, 5_000);
      expect(runs('often')).to.deep.equal([
        '2026-11-22T06:30:00.000Z',
        '2026-11-22T06:30:20.000Z',
        '2026-11-22T06:30:40.000Z',
        '2026-11-22T06:31:00.000Z',
      ]);
      expect(runs('daily')).to.deep.equal([]);
    });

    it('runs nothing twice after a restart', async () => {
      await newShift([OFTEN]).keepWatch();
      await shifts[0]?.rest();
      await newShift([OFTEN], 'host:0:again').keepWatch();
      expect(ran).to.have.length(1);
    });

    it('makes up once for a daily slot that is not too late, and says for how many', async () => {
      wall = instantOf('2026-11-19', '02:31').getTime();
      await newShift([DAILY]).keepWatch();
      await shifts[0]?.rest();
      wall = instantOf('2026-11-22', '06:00').getTime();
      await newShift([DAILY], 'host:0:again').keepWatch();
      expect(runs('daily')).to.deep.equal(['2026-11-18T23:00:00.000Z', '2026-11-21T23:00:00.000Z']);
      expect(await rows('daily')).to.deep.equal([
        ['done', { n: 1 }],
        ['done', { n: 1, madeUp: 2 }],
      ]);
    });

    it('writes down a daily slot as missed when it is too late, and goes on the next night', async () => {
      wall = instantOf('2026-11-19', '02:31').getTime();
      await newShift([DAILY]).keepWatch();
      await shifts[0]?.rest();
      wall = instantOf('2026-11-22', '09:00').getTime();
      const shift = newShift([DAILY], 'host:0:again');
      await shift.keepWatch();
      await shift.keepWatch();
      expect(await rows('daily')).to.deep.equal([
        ['done', { n: 1 }],
        ['missed', { slots: 3 }],
      ]);
      pass(18 * HOUR);
      await shift.keepWatch();
      expect(runs('daily')).to.deep.equal(['2026-11-18T23:00:00.000Z', '2026-11-22T23:00:00.000Z']);
    });

    it('misses nothing before its first run', async () => {
      await newShift([DAILY]).keepWatch();
      expect(await rows('daily')).to.deep.equal([]);
    });

    it('does not make up where the line says so', async () => {
      const shift = newShift([LAX]);
      await shift.keepWatch();
      pass(23 * 60_000);
      await shift.keepWatch();
      expect(await rows('lax')).to.deep.equal([
        ['done', { n: 1 }],
        ['missed', { slots: 3 }],
        ['done', { n: 1 }],
      ]);
    });

    it('runs what is due after three days, once', async () => {
      const shift = newShift([OFTEN]);
      await shift.keepWatch();
      pass(72 * HOUR + 1000);
      await shift.keepWatch();
      await shift.keepWatch();
      expect(ran).to.have.length(2);
      expect((await rows('often')).at(-1)).to.deep.equal(['done', { n: 1, madeUp: 12_959 }]);
    });

    it('goes on at once when the clock is set forward two hours, and runs a daily slot that lay between', async () => {
      wall = instantOf('2026-11-22', '01:00').getTime();
      const shift = newShift([OFTEN, DAILY]);
      await shift.keepWatch();
      pass(20_000);
      step(2 * HOUR);
      expect(await shift.keepWatch()).to.deep.equal({ stepped: true });
      expect(runs('often')).to.have.length(2);
      expect(runs('daily')).to.deep.equal(['2026-11-21T23:00:00.000Z']);
      pass(20_000);
      expect(await shift.keepWatch()).to.deep.equal({ stepped: false });
      expect(runs('often')).to.have.length(3);
    });

    it('goes on at once when the clock is set back an hour, and repeats no daily slot', async () => {
      wall = instantOf('2026-11-22', '02:29').getTime();
      const shift = newShift([OFTEN, DAILY]);
      await watchFor(shift, 5 * 60_000);
      expect(runs('daily')).to.have.length(1);
      const before = runs('often').length;
      step(-HOUR);
      expect(await shift.keepWatch()).to.deep.equal({ stepped: true });
      await watchFor(shift, 65 * 60_000);
      expect(runs('daily')).to.have.length(1);
      expect(runs('often').length - before).to.equal(196);
    });

    it('goes on after a restart in an hour that comes twice', async () => {
      await watchFor(newShift([OFTEN]), 60_000);
      await shifts[0]?.rest();
      const before = ran.length;
      step(-HOUR / 60);
      await watchFor(newShift([OFTEN], 'host:0:again'), 60_000);
      expect(ran.length - before).to.be.within(2, 3);
      await shifts[1]?.rest();
      await newShift([OFTEN], 'host:0:third').keepWatch();
      expect(ran.length - before).to.be.within(2, 3);
    });

    it('is kept by one process; another takes it when that one ends', async () => {
      const first = newShift([OFTEN], 'one:1:a');
      const second = newShift([OFTEN], 'two:2:b');
      await first.keepWatch();
      await second.keepWatch();
      pass(20_000);
      await Promise.all([second.keepWatch(), first.keepWatch()]);
      expect(ran.map((run) => run.owner)).to.deep.equal(['one:1:a', 'one:1:a']);
      await first.rest();
      pass(20_000);
      await second.keepWatch();
      expect(ran.at(-1)?.owner).to.equal('two:2:b');
    });

    it('claims a slot once even when two processes believe that they keep the timetable', async () => {
      const both = [newShift([OFTEN], 'one:1:a'), newShift([OFTEN], 'two:2:b')];
      const answers = await Promise.all(both.map((shift) => shift.runNow('often', new Date(wall))));
      expect(answers.every((answer) => answer.ok)).to.equal(true);
      const slots = await db.records.JobRun.findAll({ where: { job: 'often' } });
      expect(new Set(slots.map((slot) => slot.slotAt.getTime())).size).to.equal(2);
    });

    it('does not start a line again that is still at work', async () => {
      let end = (): void => undefined;
      const shift = newShift([OFTEN], 'host:0:boot', () => new Promise((resolve) => (end = resolve)));
      const watch = shift.keepWatch();
      while (ran.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      pass(40_000);
      await shift.runDue('often');
      expect(ran).to.have.length(1);
      end();
      await watch;
    });

    it('goes on after a line that failed', async () => {
      let isBroken = true;
      const shift = newShift([OFTEN, { ...OFTEN, name: 'other' }], 'host:0:boot', () =>
        isBroken ? Promise.reject(new Error('broken')) : Promise.resolve(),
      );
      await shift.keepWatch();
      isBroken = false;
      pass(20_000);
      await shift.keepWatch();
      expect((await rows('often')).map(([state]) => state)).to.deep.equal(['failed', 'done']);
      expect(runs('other')).to.have.length(2);
    });

    it('refuses to call in a job that nobody knows', async () => {
      expect(await newShift([OFTEN]).runNow('sleep', new Date(wall))).to.deep.equal({ ok: false, reason: 'job-unknown' });
    });
  });
}
