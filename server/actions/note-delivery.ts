import type { Db } from '../../models/database.js';
import { messagesAtProvider } from '../../models/outbox-open.js';
import { moveMessages } from '../../models/outbox-states.js';
import type { DeliveryState } from '../sms/gateway.js';
import { storeDeliveries } from '../sms/store-outcomes.js';

export interface NoteDelivery {
  db: Db;
  providerId: string;
  state: DeliveryState;
  asOf: Date;
}

/** Writes down what the provider says by itself of a message it has taken; what is no news changes nothing. */
export async function noteDelivery({ db, providerId, state, asOf }: NoteDelivery): Promise<void> {
  await db.transaction(async () => {
    for (const { id, clinicId } of await messagesAtProvider(db, providerId)) {
      const hand = { clinicId, actor: { kind: 'system' }, asOf } as const;
      await storeDeliveries(db, hand, [{ id, state }]);
      // The provider tried an unreachable phone again, and now it was there.
      if (state === 'delivered') await moveMessages(db, hand, { ids: [id], from: 'undelivered', to: 'delivered' });
    }
  });
}
