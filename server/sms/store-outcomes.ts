import type { Db } from '../../models/database.js';
import type { DueMessage } from '../../models/outbox-claims.js';
import { acceptMessages, moveMessages, type Hand, type Taken } from '../../models/outbox-states.js';
import { grouped } from '../../models/rules/grouped.js';
import { nextPollAt, nextTryAt } from '../../models/rules/message-timing.js';
import type { DeliveryState, SendOutcome, SendReport } from './gateway.js';

export interface StoredCounts {
  accepted: number;
  refused: number;
  retried: number;
  unknown: number;
  held: number;
}

type OutcomeOf<K extends SendOutcome['outcome']> = Extract<SendOutcome, { outcome: K }>;

/** Writes what became of a batch, in one transaction; a message whose claim was lost meanwhile stays as its new holder left it. `scatter` is 0 to 1. */
export async function storeOutcomes(
  db: Db,
  hand: Hand & { owner: string },
  batch: readonly DueMessage[],
  { outcomes, halt }: SendReport,
  scatter: number,
): Promise<StoredCounts> {
  const { asOf } = hand;
  const messages = new Map(batch.map((message) => [message.localId, message]));
  const idOf = ({ localId }: SendOutcome): number => messages.get(localId)?.id ?? 0;
  const tries = ({ localId }: SendOutcome): number => messages.get(localId)?.attempts ?? 0;
  const pick = <K extends SendOutcome['outcome']>(kind: K): OutcomeOf<K>[] =>
    outcomes.filter((outcome): outcome is OutcomeOf<K> => outcome.outcome === kind);

  const counts: StoredCounts = { accepted: 0, refused: 0, retried: 0, unknown: 0, held: 0 };
  await db.transaction(async () => {
    const accepted = pick('accepted');
    const taken = accepted.map((outcome): Taken => ({ id: idOf(outcome), providerId: outcome.providerId, costRial: outcome.costRial }));
    counts.accepted = await acceptMessages(db, hand, 'sending', taken, nextPollAt(asOf, asOf));
    await storeDeliveries(
      db,
      { ...hand, owner: undefined },
      accepted.map((outcome) => ({ id: idOf(outcome), state: outcome.state })),
    );

    for (const outcome of pick('refused')) {
      const again = outcome.final ? null : nextTryAt(tries(outcome) + 1, asOf, scatter);
      const move = { ids: [idOf(outcome)], from: 'sending', reason: outcome.reason } as const;
      if (again) counts.retried += await moveMessages(db, hand, { ...move, to: 'queued', nextTryAt: again });
      else counts.refused += await moveMessages(db, hand, { ...move, to: 'failed' });
    }
    for (const [reason, group] of grouped(pick('unknown'), ({ reason: why }) => why)) {
      counts.unknown += await moveMessages(db, hand, { ids: group.map(idOf), from: 'sending', to: 'unknown', reason, nextPollAt: asOf });
    }
    counts.held = await moveMessages(db, hand, {
      ids: pick('held').map(idOf),
      from: 'sending',
      to: 'queued',
      reason: halt?.reason ?? null,
      nextTryAt: new Date(asOf.getTime() + (halt?.waitMs ?? 0)),
      untried: true,
    });
  });
  return counts;
}

/** Moves messages that were taken on to what the provider says of their delivery; nothing new leaves them where they are. Answers how many moved. */
export async function storeDeliveries(db: Db, hand: Hand, said: readonly { id: number; state: DeliveryState }[]): Promise<number> {
  let moved = 0;
  for (const [to, group] of grouped(said, ({ state }) => state)) {
    if (to === 'accepted' || to === 'unknown') continue;
    moved += await moveMessages(db, hand, {
      ids: group.map(({ id }) => id),
      from: 'accepted',
      to,
      reason: to === 'failed' ? 'provider-cancelled' : null,
    });
  }
  return moved;
}
