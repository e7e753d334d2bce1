import type { Db } from '../../models/database.js';

/** Counts that somebody opened a referral link; who it was is not kept. */
export async function countOpening({ db, code }: { db: Db; code: string }): Promise<void> {
  await db.execute('UPDATE referral_codes SET openings = openings + 1 WHERE code = :code', { code });
}
