import type { OutgoingSms, SendOutcome } from './gateway.js';
import { deliveryState } from './kavenegar-codes.js';

export type Entry = Record<string, unknown>;

const MOST_RECEPTORS = 200;

/** One text to many goes in one call of up to 200, each receptor once; personal texts go one by one, because a call carries one text. */
export function callsFor(batch: readonly OutgoingSms[]): OutgoingSms[][] {
  const open = new Map<string, { call: OutgoingSms[]; receptors: Set<string> }>();
  const calls: OutgoingSms[][] = [];
  for (const sms of batch) {
    const last = open.get(sms.text);
    if (last && last.call.length < MOST_RECEPTORS && !last.receptors.has(sms.receptor)) {
      last.call.push(sms);
      last.receptors.add(sms.receptor);
      continue;
    }
    const call = [sms];
    calls.push(call);
    open.set(sms.text, { call, receptors: new Set([sms.receptor]) });
  }
  return calls;
}

/** The provider may answer a local id with an old message of somebody else (a reused id): then nothing was sent to ours. */
export function readEntries(call: readonly OutgoingSms[], entries: readonly Entry[]): SendOutcome[] {
  const byReceptor = new Map<string, Entry>();
  for (const entry of entries) {
    const receptor = plainMobile(entry['receptor']);
    if (!byReceptor.has(receptor)) byReceptor.set(receptor, entry);
  }
  const strangers = [...byReceptor.keys()].some((receptor) => !call.some((sms) => sms.receptor === receptor));
  return call.map(({ localId, receptor }): SendOutcome => {
    const entry = byReceptor.get(receptor);
    if (!entry && strangers) return { localId, outcome: 'refused', code: null, reason: 'local-id-conflict', final: true };
    if (entry?.['messageid'] === undefined) return { localId, outcome: 'unknown', reason: 'provider-unreadable' };
    const state = deliveryState(entry['status']);
    if (state === 'unknown') return { localId, outcome: 'unknown', reason: 'provider-unreadable' };
    const cost = Number(entry['cost'] ?? Number.NaN);
    return { localId, outcome: 'accepted', providerId: textOf(entry['messageid']), costRial: Number.isFinite(cost) ? cost : null, state };
  });
}

/** The provider accepts and prints 0912…, 912…, +98912… and 0098912…; ours is the first. */
function plainMobile(receptor: unknown): string {
  return textOf(receptor).replace(/^(?:\+|00)?98(?=9\d{9}$)|^(?=9\d{9}$)/, '0');
}

/** A field as text; the provider writes ids as numbers here and as text there. */
export function textOf(field: unknown): string {
  return typeof field === 'string' || typeof field === 'number' ? String(field) : '';
}
