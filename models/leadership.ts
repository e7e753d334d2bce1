import { Transaction } from 'sequelize';
import type { Db } from './database.js';

/** The right to keep the timetable: one process of a club has it. */
export interface Leadership {
  /** Takes or keeps the right; false while another process has it. Ask again and again: it is lost by not asking. */
  hold(asOf: Date): Promise<boolean>;
  release(): Promise<void>;
}

const LOCK_KEY = 1_405_0901;
const LEASE_MS = 60_000;
const LEADER = 'leader';
const LEADER_SLOT = new Date(0);

/**
 * Stands for leadership among the processes of one database: on PostgreSQL by an advisory lock that ends with the connection, on SQLite
 * by a leased row that a process on the same computer may take at once when its owner is gone (`isGone`).
 */
export function standForLeadership(db: Db, owner: string, isGone: (owner: string) => boolean): Leadership {
  return db.dialect === 'postgres' ? lockedLeadership(db) : leasedLeadership(db, owner, isGone);
}

function lockedLeadership(db: Db): Leadership {
  // The lock lives as long as this transaction's connection; it reads nothing, so it holds back no vacuum.
  let transaction: Transaction | null = null;
  const ask = (sql: string) => db.sequelize.query(sql, { transaction, plain: true }) as Promise<{ held?: boolean } | null>;
  const letGo = async (): Promise<void> => {
    const ending = transaction;
    transaction = null;
    await ending?.rollback().catch(() => undefined);
  };
  return {
    hold: async () => {
      try {
        if (transaction) return (await ask('SELECT TRUE AS held')) !== null;
        transaction = await db.sequelize.transaction({ isolationLevel: Transaction.ISOLATION_LEVELS.READ_COMMITTED });
        const answer = await ask(`SELECT pg_try_advisory_xact_lock(${String(LOCK_KEY)}) AS held`);
        if (answer?.held !== true) await letGo();
        return answer?.held === true;
      } catch {
        await letGo();
        return false;
      }
    },
    release: letGo,
  };
}

function leasedLeadership(db: Db, owner: string, isGone: (owner: string) => boolean): Leadership {
  const job = LEADER;
  const slotAt = LEADER_SLOT;
  return {
    hold: async (asOf) => {
      const [leader] = await db.select<{ owner: string | null }>('SELECT owner FROM job_runs WHERE job = :job AND slot_at = :slotAt', {
        job,
        slotAt,
      });
      const predecessor = leader?.owner && (leader.owner === owner || isGone(leader.owner)) ? leader.owner : owner;
      const rows = await db.execute(
        `INSERT INTO job_runs (job, slot_at, state, owner, lease_until, started_at) VALUES (:job, :slotAt, 'running', :owner, :leaseUntil, :asOf)
         ON CONFLICT (job, slot_at) DO UPDATE SET owner = :owner, lease_until = :leaseUntil
         WHERE job_runs.owner = :predecessor OR job_runs.lease_until < :asOf RETURNING id`,
        { job, slotAt, owner, predecessor, asOf, leaseUntil: new Date(asOf.getTime() + LEASE_MS) },
      );
      return rows.length > 0;
    },
    release: async () => {
      await db.execute('DELETE FROM job_runs WHERE job = :job AND slot_at = :slotAt AND owner = :owner', { job, slotAt, owner });
    },
  };
}
