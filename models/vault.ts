import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Keeps what must not lie readable in the database: national codes and the links inside queued messages. */
export interface Vault {
  /** Encrypts with AES-256-GCM; the answer is text and differs every time. */
  seal(text: string): string;
  /** Reads what seal wrote. Throws when the text was changed or sealed with another key. */
  open(sealed: string): string;
  /** A keyed hash (hex) by which a value can be found without being readable. */
  blindIndex(text: string): string;
  /** The seal (hex) of an entry of the audit log: nobody without the secret can make one. */
  chainMac(text: string): string;
}

/** A vault whose keys are derived (HKDF-SHA-256) from the club's secret. */
export function createVault(secret: string): Vault {
  const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', secret, 'hamdam', purpose, 32));
  const sealing = derive('sealing');
  const indexing = derive('blind index');
  const chaining = derive('audit chain');
  return {
    seal: (text) => {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', sealing, iv);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return `1.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`;
    },
    open: (sealed) => {
      const raw = Buffer.from(sealed.slice(2), 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', sealing, raw.subarray(0, 12));
      decipher.setAuthTag(raw.subarray(12, 28));
      return Buffer.concat([decipher.update(raw.subarray(28)), decipher.final()]).toString('utf8');
    },
    blindIndex: (text) => createHmac('sha256', indexing).update(text).digest('hex'),
    chainMac: (text) => createHmac('sha256', chaining).update(text).digest('hex'),
  };
}
