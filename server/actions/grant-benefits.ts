import type { Clinic } from '../../models/clinic.js';
import type { Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { giveDueGrants } from '../../models/due-grants.js';

/** Gives every benefit that is due by the calendar, each once; what was missed in the last days is made up for. While the programme is off nothing. */
export async function grantBenefits({
  db,
  clinic,
  actor,
  asOf,
}: {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  asOf: Date;
}): Promise<{
  tiers: number;
  birthdays: number;
  anniversaries: number;
}> {
  return giveDueGrants(db, { clinicId: clinic.id, asOf, actor });
}
