/**
 * The port through which every SMS leaves the club. Two adapters stand behind it: the simulator and Kavenegar.
 * It never throws for what a provider may do to us: every message gets exactly one outcome, and trouble of the line itself is a halt.
 */
export type GatewayName = 'simulator' | 'kavenegar';

export interface OutgoingSms {
  /** Random positive integer below 2^53; the provider sends one message per local id, however often it is asked. */
  localId: number;
  receptor: string;
  text: string;
}

/** What the provider says of a message it has taken. */
export type DeliveryState = 'accepted' | 'delivered' | 'undelivered' | 'blocked' | 'failed' | 'unknown';

export type SendOutcome =
  | { localId: number; outcome: 'accepted'; providerId: string; costRial: number | null; state: DeliveryState }
  | { localId: number; outcome: 'refused'; code: number | null; reason: string; final: boolean }
  /** It may have been taken: only an inquiry by local id can tell. */
  | { localId: number; outcome: 'unknown'; reason: string }
  /** It was certainly not taken. */
  | { localId: number; outcome: 'held' };

/** Trouble that is not about one message. wait: try later by yourself; pause: no credit; stop: a person must change a setting. */
export interface Halt {
  kind: 'wait' | 'pause' | 'stop';
  reason: string;
  code: number | null;
  waitMs: number;
}

export interface SendReport {
  outcomes: SendOutcome[];
  halt: Halt | null;
}

export interface SendOptions {
  clinicId: number;
  asOf: Date;
  /** Asked before each call to the provider; false leaves the rest of the batch held (the claim on it was lost). */
  mayGoOn?: () => boolean;
}

export interface DeliveryReport {
  providerId: string;
  state: DeliveryState;
}

export interface InquiryReport {
  localId: number;
  /** Null when the provider has never heard of the local id, or has forgotten it. */
  providerId: string | null;
  state: DeliveryState;
}

export interface Reply {
  providerId: string;
  from: string;
  text: string;
}

export type Answer<T> = { ok: true; value: T } | { ok: false; halt: Halt };

export interface SmsGateway {
  readonly name: GatewayName;
  /** Offers the messages to the provider and says what became of each. */
  send(batch: readonly OutgoingSms[], options: SendOptions): Promise<SendReport>;
  /** Delivery states by the provider's own ids. */
  statuses(providerIds: readonly string[]): Promise<Answer<DeliveryReport[]>>;
  /** What became of messages whose answer was lost, by our local ids. */
  inquire(localIds: readonly number[]): Promise<Answer<InquiryReport[]>>;
  /** Money left at the provider in rial; null where there is none to speak of. */
  creditRial(): Promise<Answer<number | null>>;
  /** Replies that wait at the provider; asking takes them out of its unread list. */
  unreadReplies(): Promise<Answer<Reply[]>>;
  /** Lets go of kept connections. */
  close(): void;
}
