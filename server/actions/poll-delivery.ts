import type { Actor } from '../../models/club-event.js';
import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import { closeWithoutReport, messagesToPoll, pollLater } from '../../models/outbox-open.js';
import { grouped } from '../../models/rules/grouped.js';
import { nextPollAt } from '../../models/rules/message-timing.js';
import type { SmsGateway } from '../sms/gateway.js';
import { storeDeliveries } from '../sms/store-outcomes.js';

export interface PollDelivery {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  gateway: SmsGateway;
  actor: Actor;
  asOf: Date;
}

export interface PollCounts {
  asked: number;
  settled: number;
  closed: number;
  /** Why the asking ended early; null when it did not. */
  halted: string | null;
}

const MOST_AT_ONCE = 500;

/** Asks the provider what became of the messages it has taken, each at its hours; one of which nothing is heard for 47 hours is not asked about again. */
export async function pollDelivery({ db, clinic, gateway, actor, asOf }: PollDelivery): Promise<PollCounts> {
  const counts: PollCounts = { asked: 0, settled: 0, closed: 0, halted: null };
  for (;;) {
    const due = await messagesToPoll(db, clinic.id, asOf, MOST_AT_ONCE);
    if (due.length === 0) return counts;
    const answer = await gateway.statuses(due.map(({ providerId }) => providerId));
    if (!answer.ok) return { ...counts, halted: answer.halt.reason };
    counts.asked += due.length;
    const states = new Map(answer.value.map(({ providerId, state }) => [providerId, state]));
    await db.transaction(async () => {
      const hand = { clinicId: clinic.id, actor, asOf };
      counts.settled += await storeDeliveries(
        db,
        hand,
        due.map(({ id, providerId }) => ({ id, state: states.get(providerId) ?? 'unknown' })),
      );
      // Those that moved on are no longer in this state; the lines below pass them by.
      for (const [at, group] of grouped(due, ({ acceptedAt }) => nextPollAt(acceptedAt, asOf)?.getTime() ?? null)) {
        const ids = group.map(({ id }) => id);
        if (at === null) counts.closed += await closeWithoutReport(db, clinic.id, ids, asOf);
        else await pollLater(db, clinic.id, ids, new Date(at));
      }
    });
  }
}
