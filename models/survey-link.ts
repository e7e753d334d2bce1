import { createHash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 24;

/** A new token for one link: 192 random bits, as letters that fit into an address. */
export function newSurveyToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** What is kept of a token: whoever reads the database cannot answer in a patient's place. */
export function surveyTokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
