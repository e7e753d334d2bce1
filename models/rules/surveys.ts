/*
 * After a visit the patient is asked once how it went: would they recommend the clinic (0 to 10), why, and anything they want to add.
 * Asked is who allowed surveys and has a mobile, at the earliest two hours after the visit and at the latest three days after it, for the
 * latest visit of that day only, and not again within thirty days of the last question.
 * The link is good for seven days and for one answer. The recommendation score is the share of 9–10 minus the share of 0–6.
 * Reasons chosen by fewer than five people are not shown.
 */

export const SURVEY_REASONS = ['reception', 'waiting', 'physician', 'explanation', 'outcome', 'cleanliness', 'cost', 'booking'] as const;
export type SurveyReason = (typeof SURVEY_REASONS)[number];

export const RECOMMENDATION_STEPS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;
export const COMMENT_LENGTH = 1000;
export const ASK_AFTER_HOURS = 2;
export const ASK_WITHIN_HOURS = 72;
export const ASK_AGAIN_AFTER_DAYS = 30;
export const LINK_VALID_DAYS = 7;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What decides whether a patient is asked about a visit. A visit whose hour is not known counts as ended a day after its instant. */
export interface AskedVisit {
  visitedAt: Date;
  hasTime: boolean;
  isLatestOfDay: boolean;
  hasConsent: boolean;
  hasMobile: boolean;
  lastAskedAt: Date | null;
}

export type SurveyAnswerable = { ok: true } | { ok: false; reason: string };

/** Answers whether the patient may be asked about this visit at this instant, or the reason why not. */
export function mayAskAfterVisit(visit: AskedVisit, asOf: Date): SurveyAnswerable {
  const hoursSince = (asOf.getTime() - endedAt(visit).getTime()) / HOUR_MS;
  if (hoursSince < ASK_AFTER_HOURS) return { ok: false, reason: 'too-early' };
  if (hoursSince > ASK_WITHIN_HOURS) return { ok: false, reason: 'too-late' };
  if (!visit.isLatestOfDay) return { ok: false, reason: 'later-visit-that-day' };
  if (!visit.hasConsent) return { ok: false, reason: 'no-consent' };
  if (!visit.hasMobile) return { ok: false, reason: 'no-mobile' };
  if (visit.lastAskedAt && asOf.getTime() - visit.lastAskedAt.getTime() < ASK_AGAIN_AFTER_DAYS * DAY_MS) {
    return { ok: false, reason: 'asked-recently' };
  }
  return { ok: true };
}

/** The stretch of visit instants that can be due for a question at this instant; the rule above decides about each. */
export function dueVisitsBetween(asOf: Date): { from: Date; until: Date } {
  return {
    from: new Date(asOf.getTime() - (ASK_WITHIN_HOURS + 24) * HOUR_MS),
    until: new Date(asOf.getTime() - ASK_AFTER_HOURS * HOUR_MS),
  };
}

/** The instant from which a link made now is no longer answered. */
export function linkExpiresAt(asOf: Date): Date {
  return new Date(asOf.getTime() + LINK_VALID_DAYS * DAY_MS);
}

/** Answers whether a link can still be answered, or the reason why not. */
export function mayAnswer(link: { expiresAt: Date; answeredAt: Date | null }, asOf: Date): SurveyAnswerable {
  if (link.answeredAt) return { ok: false, reason: 'used' };
  return asOf < link.expiresAt ? { ok: true } : { ok: false, reason: 'expired' };
}

/** The beginning of the keys of every message that asks about one visit. */
export function surveyKeys(visitId: number): string {
  return `after-visit:visit:${visitId}:`;
}

export const OPINIONS = ['promoter', 'passive', 'detractor'] as const;
export type Opinion = (typeof OPINIONS)[number];

/** Reads a recommendation (0–10) as an opinion: 9–10 promotes, 7–8 is passive, 0–6 detracts (Reichheld 2003). */
export function opinionOf(recommendation: number): Opinion {
  if (recommendation >= 9) return 'promoter';
  return recommendation >= 7 ? 'passive' : 'detractor';
}

function endedAt(visit: AskedVisit): Date {
  return visit.hasTime ? visit.visitedAt : new Date(visit.visitedAt.getTime() + DAY_MS);
}
