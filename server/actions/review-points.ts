import type { Clinic } from '../../models/clinic.js';
import type { Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { settlePoints } from '../../models/settle-points.js';

const PATIENTS_AT_ONCE = 500;

/**
 * Goes through everybody who came on a day or after it and brings their points to what the rule gives, at most 500 in one transaction, so that a
 * desk never waits long: for when it was decided afterwards that the programme had been on, or off. Answers how many were looked at.
 */
export async function reviewPoints({
  db,
  clinic,
  actor,
  asOf,
  from,
}: {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  asOf: Date;
  from: string;
}): Promise<{ patients: number }> {
  const clinicId = clinic.id;
  let patients = 0;
  for (let after = 0; ;) {
    const came = await db.select<{ patientId: number }>(
      `SELECT DISTINCT patient_id AS "patientId" FROM visits
       WHERE clinic_id = :clinicId AND visited_on >= :from AND patient_id > :after ORDER BY patient_id LIMIT :limit`,
      { clinicId, from, after, limit: PATIENTS_AT_ONCE },
    );
    const patientIds = came.map(({ patientId }) => patientId);
    after = patientIds.at(-1) ?? after;
    if (patientIds.length === 0) return { patients };
    await db.transaction(() => settlePoints(db, { clinicId, patientIds, asOf, actor }));
    patients += patientIds.length;
  }
}
