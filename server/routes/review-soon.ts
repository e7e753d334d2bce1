import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { reviewPoints } from '../actions/review-points.js';
import { reviewTiers, type ReviewTiers } from '../actions/review-tiers.js';

/** A small clinic's tiers are right before the next page opens; a large one's a little later. */
const PATIENCE_MS = 1_500;

/** Begins a review of points from a past day on and waits a moment for it; null asks for none. */
export async function reviewPointsSoon(
  review: Omit<Parameters<typeof reviewPoints>[0], 'from'>,
  from: string | null,
  log: Logger,
): Promise<void> {
  if (from === null) return;
  const done = reviewPoints({ ...review, from }).catch((error: unknown) => {
    log.error({ err: error }, 'a review of points failed; they follow with the next visit of each member');
  });
  await Promise.race([done, pause(PATIENCE_MS)]);
}

/** Begins a review of every member's tier and waits a moment for it; a review that fails is done again by the night. */
export async function reviewSoon(review: ReviewTiers, log: Logger): Promise<void> {
  const done = reviewTiers(review).catch((error: unknown) => {
    log.error({ err: error }, 'a review of the tiers failed; the nightly one does it again');
  });
  await Promise.race([done, pause(PATIENCE_MS)]);
}
