import { asOfInstant } from '../forms/job-form.js';
import { localeOf } from '../locale.js';
import { textOf, type Command, type CommandAnswer } from './command.js';

const { t, fmt } = localeOf('fa');

const refused = (reason: string, params: Record<string, unknown>): CommandAnswer => ({
  ok: false,
  reason,
  text: t(`jobs:reasons.${reason}`, params),
});

/** `job NAME` */
export const jobCommand: Command = {
  name: 'job',
  says: 'runs one job of the timetable now: send-messages, poll-delivery, remind-upcoming, ask-after-visit, review-tiers, …',
  takes: ['NAME'],
  options: { 'as-of': { takes: 'ISO', says: 'the instant that the job takes for now (2026-11-22T02:30 is on the clinic clock)' } },
  run: async ({ nightShift, clock }, [name = ''], options) => {
    const typed = textOf(options['as-of']);
    const asOf = typed === '' ? clock() : asOfInstant(typed);
    if (!asOf) return refused('as-of-unreadable', { typed });
    const answer = await nightShift.runNow(name, asOf);
    if (!answer.ok) {
      const title = answer.reason === 'job-unknown' ? name : t(`jobs:name.${name}`);
      const jobs = nightShift.lines.map((line) => line.name).join(t('jobs:comma'));
      const said = refused(answer.reason, { title, jobs });
      return answer.error === undefined ? said : { ...said, text: `${said.text} ${t('jobs:error', { error: answer.error })}` };
    }
    const counts = Object.entries(answer.counts)
      .map(([count, n]) => `${count} ${String(n)}`)
      .join(', ');
    return {
      ok: true,
      data: { job: name, asOf: asOf.toISOString(), counts: answer.counts },
      text: `${t('jobs:ran', { title: t(`jobs:name.${name}`), at: fmt.instant(asOf) })}${counts && ` (${counts})`}`,
    };
  },
};
