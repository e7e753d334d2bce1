import { randomInt, randomUUID } from 'node:crypto';
import type { Actor } from '../../models/club-event.js';
import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import { wholeText } from '../../models/outbox.js';
import { claimDueMessages, renewClaim, type DueMessage } from '../../models/outbox-claims.js';
import { holdQueue, pauseSending, sendingPause } from '../../models/sending-pause.js';
import type { Halt, OutgoingSms, SmsGateway } from '../sms/gateway.js';
import { settleUnknown } from '../sms/settle-unknown.js';
import { storeOutcomes, type StoredCounts } from '../sms/store-outcomes.js';

export interface SendMessages {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  gateway: SmsGateway;
  actor: Actor;
  asOf: Date;
  /** Ends the run early: what was not offered yet goes back into the queue. */
  signal?: AbortSignal;
}

export interface SendCounts extends StoredCounts {
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
export async function sendMessages(ask: SendMessages): Promise<SendCounts> {
  const { db, clinic, gateway, actor, asOf } = ask;
  const run = new SendRun(ask);
  if (await sendingPause(db, clinic.id)) return { ...run.counts, paused: 1 };
  const { settled, halt } = await settleUnknown({ db, clinicId: clinic.id, gateway, actor, asOf });
  run.counts.settled = settled;
  // While the provider cannot even say what became of the last offers, new ones would only add to them.
  if (halt) await run.obey(halt);
  else await run.sendAll();
  return run.counts;
}

class SendRun {
  readonly counts: SendCounts = {
    accepted: 0,
    refused: 0,
    retried: 0,
    unknown: 0,
    held: 0,
    cancelled: 0,
    expired: 0,
    deferred: 0,
    settled: 0,
    paused: 0,
  };
  readonly #owner = randomUUID();
  readonly #startedAt = performance.now();
  #claimGoodUntil = this.#startedAt + CLAIM_MS;
  #halt: Halt | null = null;

  constructor(private readonly ask: SendMessages) {}

  async sendAll(): Promise<void> {
    // A renewal that fails is not made up for: the claim runs out and the lanes stop by themselves.
    const heartbeat = setInterval(() => void this.#renew().catch(() => undefined), RENEW_MS);
    try {
      await Promise.all(Array.from({ length: LANES }, () => this.#lane()));
    } finally {
      clearInterval(heartbeat);
    }
    if (this.#halt) await this.obey(this.#halt);
  }

  /** Does what a halt asks for: stands still until a person has looked, or lets the queue wait. */
  async obey(halt: Halt): Promise<void> {
    const { db, clinic } = this.ask;
    if (halt.kind === 'wait') {
      if (halt.waitMs >= LONG_HALT_MS) await holdQueue(db, clinic.id, this.#after(halt.waitMs));
      return;
    }
    await pauseSending(db, clinic.id, halt.reason, this.#after(0));
    this.counts.paused = 1;
  }

  async #lane(): Promise<void> {
    const { db, clinic, gateway } = this.ask;
    let batch = await this.#claim();
    while (batch) {
      const options = { clinicId: clinic.id, asOf: this.#after(0), mayGoOn: () => this.#mayGoOn() };
      const offered = batch;
      const report = await gateway.send(
        offered.map((message) => this.#outgoing(message)),
        options,
      );
      this.#halt ??= report.halt;
      // Writing down and claiming anew in one transaction: half the waits for the disk.
      batch = await db.transaction(async () => {
        const hand = { clinicId: clinic.id, actor: this.ask.actor, asOf: this.#after(0), owner: this.#owner };
        this.#count(await storeOutcomes(db, hand, offered, report, randomInt(1_000) / 1_000));
        return this.#claim();
      });
    }
  }

  /** Messages to offer now; null when nothing is due or the run has to end. */
  async #claim(): Promise<DueMessage[] | null> {
    const { db, clinic, actor } = this.ask;
    while (this.#mayGoOn()) {
      const claim = { clinicId: clinic.id, owner: this.#owner, until: this.#after(CLAIM_MS) };
      const { ready, found, ...rest } = await claimDueMessages(db, claim, actor, this.#after(0), BATCH);
      this.#count(rest);
      if (found === 0) return null;
      if (ready.length > 0) return ready;
    }
    return null;
  }

  #outgoing({ localId, mobile, text, linkCipher }: DueMessage): OutgoingSms {
    return { localId, receptor: mobile, text: wholeText(text, linkCipher === null ? null : this.ask.db.vault.open(linkCipher)) };
  }

  async #renew(): Promise<void> {
    const goodUntil = performance.now() + CLAIM_MS;
    await renewClaim(this.ask.db, { clinicId: this.ask.clinic.id, owner: this.#owner, until: this.#after(CLAIM_MS) });
    this.#claimGoodUntil = goodUntil;
  }

  /** After a long standstill of this process another one may have taken the claim over: then nothing more is offered. */
  #mayGoOn(): boolean {
    return !this.#halt && !this.ask.signal?.aborted && performance.now() < this.#claimGoodUntil;
  }

  #count(counts: Partial<SendCounts>): void {
    for (const [name, count] of Object.entries(counts)) this.counts[name as keyof SendCounts] += count;
  }

  /** The instant so many milliseconds from now; the run begins at its asOf. */
  #after(ms: number): Date {
    return new Date(this.ask.asOf.getTime() + performance.now() - this.#startedAt + ms);
  }
}
