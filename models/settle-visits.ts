import type { Db } from './database.js';
import { reviewStanding, type StandingReview } from './standing.js';

/**
 * Everything that follows for patients whose visits were recorded, corrected, deleted, brought in or taken back: their tier is worked out
 * again. Call it in the transaction that changed the visits, after membership was settled; `changed` counts the tiers.
 */
export async function settleVisits(db: Db, review: StandingReview): Promise<{ changed: number }> {
  return reviewStanding(db, review);
}
