import { z } from 'zod';
import { PURPOSES } from '../../models/rules/consent.js';
import { STAFF_CONSENT_SOURCES } from '../../models/rules/consent-wording.js';

/** What a patient said about one purpose, and where. */
export const consentForm = z.strictObject({
  source: z.enum(STAFF_CONSENT_SOURCES, 'unknown-choice').default('desk'),
  _csrf: z.string().optional(),
});
export type ConsentForm = z.infer<typeof consentForm>;

/** A purpose as it stands in an address; null when there is no such purpose. */
export function purposeOf(text: unknown): (typeof PURPOSES)[number] | null {
  return PURPOSES.find((purpose) => purpose === text) ?? null;
}
