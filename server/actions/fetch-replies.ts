import type { Db } from '../../models/database.js';
import type { SmsGateway } from '../sms/gateway.js';
import { receiveFromLine } from './receive-message.js';

/** Fetches the replies that wait at the provider: those a webhook missed, or all of them where no webhook can reach this computer. */
export async function fetchReplies({
  db,
  gateway,
  asOf,
}: {
  db: Db;
  gateway: SmsGateway;
  asOf: Date;
}): Promise<{ fetched: number; halted: string | null }> {
  const answer = await gateway.unreadReplies();
  if (!answer.ok) return { fetched: 0, halted: answer.halt.reason };
  for (const reply of answer.value) await receiveFromLine({ db, ...reply, asOf });
  return { fetched: answer.value.length, halted: null };
}
