import type { Db } from '../../models/database.js';
import type { Mirror } from '../analytics/mirror.js';
import { refreshFacts } from '../analytics/refresh.js';

export interface RefreshedClinics {
  clinics: number;
  /** Clinics whose facts were all made again. */
  rebuilt: number;
  /** Rows that were replaced. */
  patients: number;
  visits: number;
}

/** Brings the analytics mirror of every clinic up to its event log; answers how many rows were replaced. */
export async function refreshAnalytics({ db, mirror, asOf }: { db: Db; mirror: Mirror; asOf: Date }): Promise<RefreshedClinics> {
  const counts = { clinics: 0, rebuilt: 0, patients: 0, visits: 0 };
  for (const clinic of await db.records.Clinic.findAll({ attributes: ['id'], order: [['id', 'ASC']] })) {
    const done = await refreshFacts({ db, mirror, clinicId: clinic.id, asOf });
    counts.clinics += 1;
    counts.rebuilt += done.isRebuilt ? 1 : 0;
    counts.patients += done.patients;
    counts.visits += done.visits;
  }
  return counts;
}
