import type { Clinic } from '../../models/clinic.js';
import type { Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { reviewStanding, staleStandings, type TierCause } from '../../models/standing.js';

export interface ReviewTiers {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  asOf: Date;
  cause?: TierCause;
}

export interface ReviewCounts {
  /** Patients looked at. */
  patients: number;
  /** Rows that no longer stood as written. */
  written: number;
  /** Tiers that rose or fell. */
  changed: number;
}

const LOOK_AT_ONCE = 5_000;
const WRITE_AT_ONCE = 500;

/**
 * Goes through all patients of a clinic by number and brings each one's standing to what the rule says on the day of `asOf`. Looking takes no
 * lock; only who differs is worked out again and written, at most 500 in one transaction, so that a desk never waits long.
 */
export async function reviewTiers({ db, clinic, actor, asOf, cause = 'time.passed' }: ReviewTiers): Promise<ReviewCounts> {
  const counts = { patients: 0, written: 0, changed: 0 };
  const day = tehranDay(asOf);
  let afterNumber: number | null = 0;
  while (afterNumber !== null) {
    const look = await staleStandings(db, { clinicId: clinic.id, afterNumber, limit: LOOK_AT_ONCE, day });
    for (let i = 0; i < look.staleIds.length; i += WRITE_AT_ONCE) {
      const patientIds = look.staleIds.slice(i, i + WRITE_AT_ONCE);
      const { changed } = await reviewStanding(db, { clinicId: clinic.id, patientIds, asOf, actor, cause });
      counts.changed += changed;
    }
    counts.patients += look.seen;
    counts.written += look.staleIds.length;
    afterNumber = look.lastNumber;
  }
  return counts;
}
