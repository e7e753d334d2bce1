import { createHash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 24;

/** A new secret for a link or a cookie: 192 random bits, as letters that fit into an address. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** What is kept of a token: whoever reads the database cannot act in a patient's place. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
