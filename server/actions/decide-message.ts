import type { Actor } from '../../models/club-event.js';
import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import { moveMessages } from '../../models/outbox-states.js';
import { refuse, type Outcome } from '../errors.js';

export interface DecideMessage {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  id: number;
  decision: 'again' | 'drop';
  asOf: Date;
}

/**
 * A person's word about a message whose fate can no longer be found out: offered again, with the same local id, or given up. Refuses for any other
 * message, because the club settles those by itself.
 */
export async function decideMessage({ db, clinic, actor, id, decision, asOf }: DecideMessage): Promise<Outcome> {
  const message = await db.records.Message.findOne({ where: { clinicId: clinic.id, id } });
  if (!message) return refuse('not-found');
  if (message.state !== 'unknown' || message.reason !== 'needs-person') return refuse('settles-by-itself');
  const move = { ids: [id], from: 'unknown', nextPollAt: null } as const;
  const hand = { clinicId: clinic.id, actor, asOf };
  if (decision === 'drop') await moveMessages(db, hand, { ...move, to: 'cancelled', reason: 'given-up' });
  else await moveMessages(db, hand, { ...move, to: 'queued', reason: 'sent-again', nextTryAt: asOf });
  return { ok: true };
}
