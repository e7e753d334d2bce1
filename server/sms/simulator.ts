import type { Db } from '../../models/database.js';
import type { Answer, DeliveryReport, InquiryReport, OutgoingSms, SendOptions, SendReport, SmsGateway } from './gateway.js';

const ARRIVED = 10;

interface Held {
  id: number;
  localId: number;
  receptor: string;
}

/** The gateway that reaches no phone: messages go to the simulator's page, and like at a provider one local id is one message. */
export const simulatorGateway = (db: Db): SmsGateway => new SimulatorGateway(db);

class SimulatorGateway implements SmsGateway {
  readonly name = 'simulator';

  constructor(private readonly db: Db) {}

  async send(batch: readonly OutgoingSms[], { clinicId, asOf }: SendOptions): Promise<SendReport> {
    if (batch.length === 0) return { outcomes: [], halt: null };
    await this.db.execute(
      `INSERT INTO simulator_messages (clinic_id, local_id, receptor, text, status, cost_rial, sent_at) VALUES :rows
       ON CONFLICT (local_id) DO NOTHING`,
      { rows: batch.map(({ localId, receptor, text }) => [clinicId, localId, receptor, text, ARRIVED, 0, asOf] as const) },
    );
    const held = await this.#find(batch.map(({ localId }) => localId));
    return {
      halt: null,
      outcomes: batch.map(({ localId, receptor }) => {
        const message = held.get(localId);
        if (message?.receptor !== receptor) return { localId, outcome: 'refused', code: null, reason: 'local-id-conflict', final: true };
        return { localId, outcome: 'accepted', providerId: String(message.id), costRial: 0, state: 'accepted' };
      }),
    };
  }

  async statuses(providerIds: readonly string[]): Promise<Answer<DeliveryReport[]>> {
    const ids = providerIds.map(Number).filter(Number.isSafeInteger);
    const rows =
      ids.length === 0 ? [] : await this.db.select<{ id: number }>('SELECT id FROM simulator_messages WHERE id IN (:ids)', { ids });
    const known = new Set(rows.map(({ id }) => String(id)));
    return {
      ok: true,
      value: providerIds.map((providerId) => ({ providerId, state: known.has(providerId) ? 'delivered' : 'unknown' })),
    };
  }

  async inquire(localIds: readonly number[]): Promise<Answer<InquiryReport[]>> {
    const held = await this.#find(localIds);
    return {
      ok: true,
      value: localIds.map((localId) => {
        const message = held.get(localId);
        return { localId, providerId: message ? String(message.id) : null, state: message ? 'accepted' : 'unknown' };
      }),
    };
  }

  creditRial(): Promise<Answer<null>> {
    return Promise.resolve({ ok: true, value: null });
  }

  unreadReplies(): Promise<Answer<[]>> {
    return Promise.resolve({ ok: true, value: [] });
  }

  close(): void {
    // The database belongs to the club.
  }

  /** Like a provider's account the simulator spans all clinics: a local id is unique everywhere. */
  async #find(localIds: readonly number[]): Promise<Map<number, Held>> {
    if (localIds.length === 0) return new Map();
    const rows = await this.db.select<Held>(
      'SELECT id, local_id AS "localId", receptor FROM simulator_messages WHERE local_id IN (:localIds)',
      { localIds },
    );
    return new Map(rows.map((row) => [row.localId, row]));
  }
}
