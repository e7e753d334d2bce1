import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import { isSilent } from '../../models/import-book.js';
import { refuse, type Outcome } from '../errors.js';

/**
 * Stops an import that is running: it ends before its next rows and keeps what it brought. One that went silent, or has not begun, ends at once.
 * Null when there is no such import; refuses one that has ended.
 */
export async function cancelImport({
  db,
  clinic,
  id,
  asOf,
}: {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  id: number;
  asOf: Date;
}): Promise<Outcome | null> {
  const clinicId = clinic.id;
  return db.transaction(async () => {
    const record = await db.records.Import.findOne({ where: { clinicId, id } });
    if (!record) return null;
    if (record.state !== 'running' && record.state !== 'uploaded') return refuse('import-ended');
    const endsAtOnce = record.state === 'uploaded' || isSilent(record, asOf);
    await record.update({ state: 'cancelled', ...(endsAtOnce ? { finishedAt: asOf } : {}) });
    return { ok: true };
  });
}
