import { randomInt } from 'node:crypto';
import type { Actor } from '../../models/club-event.js';
import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import { wholeText } from '../../models/outbox.js';
import {
  claimMessages,
  dueMessages,
  holdQueue,
  pauseSending,
  redirectMessage,
  renewClaim,
  sendingPause,
  type DueMessage,
} from '../../models/outbox-claims.js';
import { acceptMessages, moveMessages, type Hand } from '../../models/outbox-states.js';
import { mayContact } from '../../models/rules/consent.js';
import { mayLeaveAt, nextPollAt, nextTryAt } from '../../models/rules/message-timing.js';
import type { Halt, SendOutcome, SmsGateway } from '../sms/gateway.js';
import { settleUnknown } from './settle-unknown.js';

export interface SendMessages {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  gateway: SmsGateway;
  actor: Actor;
  asOf: Date;
  /** Names this run among all processes; every claim carries it. */
  owner?: string;
  /** Ends the run early: what was not offered yet goes back into the queue. */
  signal?: AbortSignal;
}

export interface SendCounts {
  accepted: number;
  refused: number;
  retried: number;
  unknown: number;
  held: number;
  cancelled: number;
  expired: number;
  deferred: number;
  settled: number;
  paused: number;
}

const BATCH = 200;
/** While one lane waits for the provider the other one reads and writes. */
const LANES = 2;
const CLAIM_MS = 60_000;
const RENEW_MS = 20_000;
const LONG_HALT_MS = 5 * 60_000;

/**
 * Sends what is due in one clinic's outbox: settles what was left open, claims, checks consent, hours and dates at the moment of sending, offers to
 * the provider, writes down what became of each. Ends when nothing is due or the line gives trouble. Safe beside other senders and after a crash.
 */
export async function sendMessages({ db, clinic, gateway, actor, asOf, owner = runName(), signal }: SendMessages): Promise<SendCounts> {
  const counts = { accepted: 0, refused: 0, retried: 0, unknown: 0, held: 0, cancelled: 0, expired: 0, deferred: 0, settled: 0, paused: 0 };
  if (await sendingPause(db, clinic.id)) return { ...counts, paused: 1 };
  const run = new SendRun(db, clinic.id, gateway, actor, asOf, owner, counts, signal);

  const open = await settleUnknown({ db, clinic, gateway, actor, asOf });
  counts.settled = open.settled;
  // While the provider cannot even say what became of the last offers, new ones would only add to them.
  if (open.halt) await run.obey(open.halt);
  else await run.sendAll();
  return counts;
}

class SendRun {
  readonly #startedAt = performance.now();
  #claimGoodUntil = 0;
  #halt: Halt | null = null;

  constructor(
    private readonly db: Db,
    private readonly clinicId: number,
    private readonly gateway: SmsGateway,
    private readonly actor: Actor,
    private readonly asOf: Date,
    private readonly owner: string,
    private readonly counts: SendCounts,
    private readonly signal: AbortSignal | undefined,
  ) {}

  async sendAll(): Promise<void> {
    this.#claimGoodUntil = performance.now() + CLAIM_MS;
    const heartbeat = setInterval(() => void this.#renew().catch(() => undefined), RENEW_MS);
    try {
      await Promise.all(Array.from({ length: LANES }, () => this.#lane()));
    } finally {
      clearInterval(heartbeat);
    }
    if (this.#halt) await this.obey(this.#halt);
  }

  /** Does what a halt asks for: a person must look (stop, pause), or the queue waits. */
  async obey(halt: Halt): Promise<void> {
    if (halt.kind !== 'wait') {
      await pauseSending(this.db, this.clinicId, halt.reason, this.#now());
      this.counts.paused = 1;
    } else if (halt.waitMs >= LONG_HALT_MS) await holdQueue(this.db, this.clinicId, this.#after(halt.waitMs));
  }

  async #lane(): Promise<void> {
    while (!this.#halt && this.#mayGoOn()) {
      const batch = await this.#claim();
      if (batch === null) return;
      if (batch.length === 0) continue;
      const report = await this.gateway.send(
        batch.map(({ localId, mobile, text, linkCipher }) => ({
          localId,
          receptor: mobile,
          text: wholeText(text, linkCipher === null ? null : this.db.vault.open(linkCipher)),
        })),
        { clinicId: this.clinicId, asOf: this.#now(), mayGoOn: () => !this.#halt && this.#mayGoOn() },
      );
      this.#halt ??= report.halt;
      await this.#store(batch, report.outcomes, report.halt);
    }
  }

  /** Up to 200 messages to offer now; an empty list when all that were due must not leave, null when nothing is due. */
  async #claim(): Promise<DueMessage[] | null> {
    const asOf = this.#now();
    const hand = this.#hand(asOf);
    return this.db.transaction(async () => {
      const due = await dueMessages(this.db, this.clinicId, asOf, BATCH);
      if (due.length === 0) return null;
      const ready: DueMessage[] = [];
      const unwanted = new Map<string, number[]>();
      const expired: number[] = [];
      const early = new Map<number, number[]>();
      for (const message of due) {
        const leavesAt = mayLeaveAt(message.purpose, asOf);
        const refusal = whyNot(message);
        if (message.notAfterAt && message.notAfterAt <= leavesAt) expired.push(message.id);
        else if (refusal) unwanted.set(refusal, [...(unwanted.get(refusal) ?? []), message.id]);
        else if (leavesAt > asOf) early.set(leavesAt.getTime(), [...(early.get(leavesAt.getTime()) ?? []), message.id]);
        else ready.push(message);
      }
      this.counts.expired += await moveMessages(this.db, hand, { ids: expired, from: 'queued', to: 'expired', reason: 'too-late' });
      for (const [reason, ids] of unwanted) {
        this.counts.cancelled += await moveMessages(this.db, hand, { ids, from: 'queued', to: 'cancelled', reason });
      }
      for (const [at, ids] of early) {
        await postpone(this.db, this.clinicId, ids, new Date(at));
        this.counts.deferred += ids.length;
      }
      for (const message of ready) await this.#follow(message);
      const claim = { clinicId: this.clinicId, owner: this.owner, until: new Date(asOf.getTime() + CLAIM_MS) };
      await claimMessages(
        this.db,
        claim,
        ready.map(({ id }) => id),
      );
      return ready;
    });
  }

  /** A message that was never offered goes to the patient's mobile of today, not to a number that may belong to somebody else by now. */
  async #follow(message: DueMessage): Promise<void> {
    if (message.patientId === null || message.attempts > 0 || message.mobileNow === null || message.mobileNow === message.mobile) return;
    message.mobile = message.mobileNow;
    await redirectMessage(this.db, this.clinicId, message.id, message.mobile);
  }

  async #store(batch: readonly DueMessage[], outcomes: readonly SendOutcome[], halt: Halt | null): Promise<void> {
    const asOf = this.#now();
    const hand = { ...this.#hand(asOf), owner: this.owner };
    const byLocalId = new Map(batch.map((message) => [message.localId, message]));
    const sorted = sortOutcomes(outcomes, byLocalId, asOf);
    await this.db.transaction(async () => {
      this.counts.accepted += await acceptMessages(this.db, hand, 'sending', sorted.taken, nextPollAt(asOf, 0));
      const afterwards = this.#hand(asOf);
      for (const { ids, to } of sorted.ended) await moveMessages(this.db, afterwards, { ids, from: 'accepted', to, reason: 'provider' });
      for (const { ids, reason } of sorted.refused) {
        this.counts.refused += await moveMessages(this.db, hand, { ids, from: 'sending', to: 'failed', reason });
      }
      for (const { ids, reason, at } of sorted.again) {
        this.counts.retried += await moveMessages(this.db, hand, { ids, from: 'sending', to: 'queued', reason, nextTryAt: at });
      }
      for (const { ids, reason } of sorted.open) {
        this.counts.unknown += await moveMessages(this.db, hand, { ids, from: 'sending', to: 'unknown', reason, nextPollAt: asOf });
      }
      const waiting = { from: 'sending', to: 'queued', reason: halt?.reason ?? null, untried: true } as const;
      this.counts.held += await moveMessages(this.db, hand, { ...waiting, ids: sorted.held, nextTryAt: this.#after(halt?.waitMs ?? 0) });
    });
  }

  async #renew(): Promise<void> {
    const goodUntil = performance.now() + CLAIM_MS;
    await renewClaim(this.db, { clinicId: this.clinicId, owner: this.owner, until: this.#after(CLAIM_MS) });
    this.#claimGoodUntil = goodUntil;
  }

  /** After a long standstill of this process others may have taken the claim over: then nothing more is offered. */
  #mayGoOn(): boolean {
    return !this.signal?.aborted && performance.now() < this.#claimGoodUntil;
  }

  #hand(asOf: Date): Hand {
    return { clinicId: this.clinicId, actor: this.actor, asOf };
  }

  #now(): Date {
    return this.#after(0);
  }

  #after(ms: number): Date {
    return new Date(this.asOf.getTime() + performance.now() - this.#startedAt + ms);
  }
}
