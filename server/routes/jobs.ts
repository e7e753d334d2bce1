import { setTimeout as pause } from 'node:timers/promises';
import type { Request } from 'express';
import type { Loyalty } from '../../models/rules/loyalty.js';
import type { Desk } from '../app.js';
import { clubOf } from '../context.js';
import { notFound } from '../errors.js';
import { runsQuery } from '../forms/job-form.js';
import { allow, type Site } from '../http/site.js';
import type { JobLine } from '../night-shift.js';
import { lineView, runRow } from '../presenters/job-presenter.js';
import { isOnlyClinic, latestRuns, recentTroubles, runsOf } from '../reports/job-report.js';

const TROUBLES_SHOWN = 10;
const TROUBLE_DAYS = 14;
const RUNS_A_PAGE = 100;
const DAY_MS = 86_400_000;
/** Most runs are over before the next page opens; a long one is shown at work. */
const PATIENCE_MS = 1_500;

/** What the night shift did and will do, and the bell to call a job in. */
export function jobRoutes(site: Site, { nightShift, log }: Pick<Desk, 'nightShift' | 'log'>): void {
  /** The lines that concern a club as it is; the others are not shown, though they stand in the timetable. */
  const linesFor = (loyalty: Loyalty): readonly JobLine[] => nightShift.lines.filter((line) => !line.when || loyalty[line.when]);

  site.get('/jobs', allow('read', 'job'), async (req, res) => {
    const { db, asOf, locale, loyalty } = clubOf(req);
    const lines = linesFor(loyalty);
    const names = lines.map((line) => line.name);
    const withCounts = await isOnlyClinic(db);
    const latest = await latestRuns(db, names);
    const troubles = await recentTroubles(db, names, new Date(asOf.getTime() - TROUBLE_DAYS * DAY_MS), TROUBLES_SHOWN);
    const view = {
      lines: lines.map((line) =>
        lineView(line, { latest: latest.get(line.name), next: nightShift.nextSlot(line.name, asOf), withCounts, asOf }, locale),
      ),
      troubles: troubles.map((run) => runRow(run, withCounts, asOf, locale)),
    };
    await res.page('jobs/index', view, { title: locale.t('jobs:title'), nav: 'jobs' });
  });

  site.get('/jobs/:name', allow('read', 'job'), async (req, res) => {
    const { db, asOf, locale } = clubOf(req);
    const name = knownJob(req);
    const { before } = runsQuery.parse(req.query);
    const withCounts = await isOnlyClinic(db);
    const { runs, olderThan } = await runsOf(db, name, { before, pageSize: RUNS_A_PAGE });
    const view = {
      name,
      title: locale.t(`jobs:name.${name}`),
      why: locale.t(`jobs:why.${name}`),
      runs: runs.map((run) => runRow(run, withCounts, asOf, locale)),
      olderHref: olderThan ? `/jobs/${name}?before=${olderThan.toISOString()}` : null,
      newestHref: before ? `/jobs/${name}` : null,
    };
    await res.page('jobs/show', view, { title: view.title, nav: 'jobs' });
  });

  site.post('/jobs/:name/runs', allow('run', 'job'), async (req, res) => {
    const { asOf, locale } = clubOf(req);
    const name = knownJob(req);
    const run = nightShift.runNow(name, asOf).catch((error: unknown) => {
      log.error({ err: error, job: name }, 'a job that was called in stumbled');
      return { ok: false, reason: 'job-failed' } as const;
    });
    const answer = await Promise.race([run, pause(PATIENCE_MS)]);
    const title = locale.t(`jobs:name.${name}`);
    if (!answer) req.flashNote('jobs:flash.atWork', { title });
    else if (answer.ok) req.flashNote('jobs:flash.done', { title });
    else req.flashNote(`jobs:reasons.${answer.reason}`, { title });
    res.redirect(303, '/jobs');
  });

  function knownJob(req: Request): string {
    const known = linesFor(clubOf(req).loyalty).find(({ name }) => name === req.params['name']);
    if (!known) throw notFound();
    return known.name;
  }
}
