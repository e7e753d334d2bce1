import type { Db } from '../../models/database.js';

/** Credit that was given to a member by hand. */
export interface GivenStanding {
  id: number;
  credits: number;
  specialty: string | null;
  reason: string;
  fromOn: string;
  untilOn: string;
  givenBy: string | null;
  givenAt: Date;
  revokedOn: string | null;
  revokedBy: string | null;
}

const SHOWN = 50;

/** What a member was given by hand, the newest first. One statement. */
export function givenStanding(db: Db, { clinicId, patientId }: { clinicId: number; patientId: number }): Promise<GivenStanding[]> {
  return db.select(
    `SELECT c.id, c.credits, sp.name AS specialty, c.reason, c.from_on AS "fromOn", c.until_on AS "untilOn", g.display_name AS "givenBy",
       c.given_at AS "givenAt", c.revoked_on AS "revokedOn", r.display_name AS "revokedBy"
     FROM standing_credits c LEFT JOIN specialties sp ON sp.id = c.specialty_id AND sp.clinic_id = c.clinic_id
     LEFT JOIN staff_members g ON g.id = c.given_by AND g.clinic_id = c.clinic_id
     LEFT JOIN staff_members r ON r.id = c.revoked_by AND r.clinic_id = c.clinic_id
     WHERE c.clinic_id = :clinicId AND c.patient_id = :patientId ORDER BY c.id DESC LIMIT :limit`,
    { clinicId, patientId, limit: SHOWN },
  );
}
