import type { Db } from './database.js';
import { giveTierGrants } from './due-grants.js';
import { settleReferrals } from './referral-book.js';
import { settlePoints } from './settle-points.js';
import { reviewStanding, type StandingReview, type TierCause } from './standing.js';

const GONE: readonly TierCause[] = ['visit.deleted', 'import.undone'];

/**
 * Everything that follows for patients whose visits were recorded, corrected, deleted, brought in or taken back: who brought them is
 * told, their tier is worked out again with that of whoever brought them, their points follow the visits, and whoever reached a tier is given what belongs to it. Call it in the transaction that
 * changed the visits, after membership was settled; `changed` counts the tiers.
 */
export async function settleVisits(db: Db, review: StandingReview): Promise<{ changed: number }> {
  const { referrerIds } = await settleReferrals(db, review);
  const cause = GONE.includes(review.cause) ? 'referral.taken-back' : 'referral.succeeded';
  const came = new Set(review.patientIds);
  const causeOf = new Map(referrerIds.filter((id) => !came.has(id)).map((id) => [id, cause] as const));
  const reviewed = await reviewStanding(db, { ...review, patientIds: [...review.patientIds, ...referrerIds], causeOf });
  await settlePoints(db, review);
  if (reviewed.changed > 0) await giveTierGrants(db, { ...review, patientIds: [...review.patientIds, ...referrerIds], since: review.asOf });
  return reviewed;
}
