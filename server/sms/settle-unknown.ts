import type { Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { abandonedMessages, keepOpen, openMessages, type OpenMessage } from '../../models/outbox-open.js';
import { acceptMessages, moveMessages, type Hand } from '../../models/outbox-states.js';
import { canStillBeAsked, nextPollAt, nextTryAt } from '../../models/rules/message-timing.js';
import type { Halt, InquiryReport, SmsGateway } from './gateway.js';
import { storeDeliveries } from './store-outcomes.js';

export interface SettleUnknown {
  db: Db;
  clinicId: number;
  gateway: SmsGateway;
  actor: Actor;
  asOf: Date;
}

const MOST_AT_ONCE = 500;
const ASK_AGAIN_MS = 60_000;

/**
 * Settles messages whose answer was lost, by asking the provider with the same local id: never heard of goes back into the queue, taken is taken.
 * What can no longer be asked waits for a person. Messages of a sender that went silent count as lost answers.
 */
export async function settleUnknown({
  db,
  clinicId,
  gateway,
  actor,
  asOf,
}: SettleUnknown): Promise<{ settled: number; halt: Halt | null }> {
  const hand: Hand = { clinicId, actor, asOf };
  const abandoned = await abandonedMessages(db, clinicId, asOf);
  await moveMessages(db, hand, { ids: abandoned, from: 'sending', to: 'unknown', reason: 'sender-stopped', nextPollAt: asOf });

  let settled = 0;
  for (;;) {
    const open = await openMessages(db, clinicId, asOf, MOST_AT_ONCE);
    if (open.length === 0) return { settled, halt: null };
    const tooOld = open.filter(({ offeredUntil }) => !canStillBeAsked(offeredUntil, asOf));
    await keepOpen(
      db,
      clinicId,
      tooOld.map(({ id }) => id),
      null,
      'needs-person',
    );
    const asked = open.filter((message) => !tooOld.includes(message));
    const answer = await gateway.inquire(asked.map(({ localId }) => localId));
    if (!answer.ok) return { settled, halt: answer.halt };
    settled += await storeAnswers(db, hand, asked, answer.value);
  }
}

async function storeAnswers(db: Db, hand: Hand, asked: readonly OpenMessage[], answers: readonly InquiryReport[]): Promise<number> {
  const { asOf } = hand;
  const said = new Map(answers.map((answer) => [answer.localId, answer]));
  return db.transaction(async () => {
    const taken = asked.flatMap(({ id, localId }) => {
      const answer = said.get(localId);
      return answer?.providerId ? [{ id, providerId: answer.providerId, costRial: null, state: answer.state }] : [];
    });
    let settled = await acceptMessages(db, hand, 'unknown', taken, nextPollAt(asOf, asOf));
    await storeDeliveries(db, hand, taken);

    for (const { id, localId, attempts } of asked) {
      const answer = said.get(localId);
      if (!answer) await keepOpen(db, hand.clinicId, [id], new Date(asOf.getTime() + ASK_AGAIN_MS), 'provider-unreadable');
      else if (!answer.providerId) {
        const again = nextTryAt(attempts, asOf, 0);
        const move = { ids: [id], from: 'unknown', reason: 'never-arrived' } as const;
        settled += again
          ? await moveMessages(db, hand, { ...move, to: 'queued', nextTryAt: again })
          : await moveMessages(db, hand, { ...move, to: 'failed' });
      }
    }
    return settled;
  });
}
