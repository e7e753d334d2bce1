import { RateLimiterMemory, RateLimiterPostgres, type RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Sequelize } from 'sequelize';

/** Slows down whoever tries too often, and never locks anybody out for good. */
export interface Throttle {
  /** Seconds that this key still has to wait; 0 when it may try now. */
  secondsToWait(key: string): Promise<number>;
  /** Counts one try against the key. */
  count(key: string): Promise<void>;
  /** Forgets what was counted. */
  forget(key: string): Promise<void>;
}

export interface ThrottleOptions {
  name: string;
  /** Tries within the span before the first wait. */
  free: number;
  spanSeconds: number;
  /** Waits double with each further try up to this; without it the key waits for the span to end. */
  longestWaitSeconds?: number;
}

/** A throttle kept in memory by one process, or in PostgreSQL by many. */
export function makeThrottle(sequelize: Sequelize, options: ThrottleOptions): Throttle {
  const { name, free, spanSeconds, longestWaitSeconds } = options;
  const shared = { keyPrefix: name, points: longestWaitSeconds ? 1_000_000 : free, duration: spanSeconds };
  const limiter: RateLimiterAbstract =
    sequelize.getDialect() === 'postgres'
      ? new RateLimiterPostgres({
          storeClient: sequelize,
          storeType: 'sequelize',
          tableName: 'throttles',
          tableCreated: true,
          clearExpiredByTimeout: false,
          ...shared,
        })
      : new RateLimiterMemory(shared);
  const waits = longestWaitSeconds ? new RateLimiterMemory({ keyPrefix: `${name}:wait`, points: 1, duration: 1 }) : limiter;
  return {
    secondsToWait: async (key) => {
      const seen = await waits.get(key);
      if (!seen) return 0;
      const isOver = longestWaitSeconds ? seen.consumedPoints > 1 : seen.consumedPoints >= free;
      return isOver ? Math.max(1, Math.ceil(seen.msBeforeNext / 1000)) : 0;
    },
    count: async (key) => {
      const seen = await limiter.penalty(key, 1);
      const over = seen.consumedPoints - free;
      if (longestWaitSeconds && over >= 0) await waits.block(key, Math.min(longestWaitSeconds, 2 ** Math.min(over, 20)));
    },
    forget: async (key) => {
      await limiter.delete(key);
      if (longestWaitSeconds) await waits.delete(key);
    },
  };
}
