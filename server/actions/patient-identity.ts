import type { Db } from '../../models/database.js';
import { refuse, type Refused } from '../errors.js';

export interface ClaimedIdentity {
  nationalCode?: string | null;
  fileNumber?: string | null;
}

/** Refuses a national code or a file number that another patient of the clinic has; null when both are free. */
export async function refuseTaken(db: Db, clinicId: number, claimed: ClaimedIdentity, exceptId = 0): Promise<Refused | null> {
  if (claimed.nationalCode) {
    const nationalCodeIndex = db.vault.blindIndex(claimed.nationalCode);
    const owner = await db.records.Patient.findOne({ where: { clinicId, nationalCodeIndex, deletedAt: null } });
    if (owner && Number(owner.id) !== exceptId)
      return refuse('national-code-taken', 'nationalCode', { id: owner.id, name: `${owner.firstName} ${owner.lastName}` });
  }
  if (claimed.fileNumber) {
    const owner = await db.records.Patient.findOne({ where: { clinicId, fileNumber: claimed.fileNumber, deletedAt: null } });
    if (owner && Number(owner.id) !== exceptId)
      return refuse('file-number-taken', 'fileNumber', { id: owner.id, name: `${owner.firstName} ${owner.lastName}` });
  }
  return null;
}

/** Runs the work again when another desk took the same unique value between the check and the writing: the second run sees it and answers. */
export async function onceMoreAfterRace<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ((error as Error).name !== 'SequelizeUniqueConstraintError') throw error;
    return work();
  }
}
