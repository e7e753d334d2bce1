import { hash, verify } from '@node-rs/argon2';

// OWASP's minimum for argon2id; about 30 ms on a small computer.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const AT_ONCE = 2;
/** A hash of nothing anybody types, so that unknown names take as long as known ones. */
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$l5ZNxsnJyJHSPlDEYwCHuZ9nVkV5Wv1TtB2nSTpb5pI';

let running = 0;
const waiting: (() => void)[] = [];

/** At most two hashes at a time: more would starve the database, which shares their threads. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

/** The argon2id hash under which a password is kept. */
export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(password, COST));

/** Whether the password belongs to the hash; takes the same time when there is no hash. */
export async function passwordFits(password: string, kept: string | null): Promise<boolean> {
  const fits = await inTurn(() => verify(kept ?? NOBODY, password).catch(() => false));
  return kept !== null && fits;
}
