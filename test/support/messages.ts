import type { Clinic } from '../../models/clinic.js';
import { stateConsents } from '../../models/consent-book.js';
import type { Db } from '../../models/database.js';
import type { Message } from '../../models/message.js';
import { newLocalId, queueMessage, type NewMessage } from '../../models/outbox.js';
import { registerPatients } from '../../models/patient-registry.js';
import type { Purpose } from '../../models/rules/consent.js';
import { buildPatient, NOW, SYSTEM } from './builders.js';

/** Lets a patient allow these purposes (all by default). */
export function allowPurposes(
  db: Db,
  clinic: Clinic,
  patientId: number,
  purposes: readonly Purpose[] = ['service', 'promotion', 'survey'],
): Promise<void> {
  return db.transaction(() => stateConsents(db, purposes, { clinicId: clinic.id, patientId, source: 'desk', actor: SYSTEM, asOf: NOW }));
}

let serial = 0;

/** A queued message to a patient who allows every purpose; makes the patient when none is given. */
export async function buildMessage(db: Db, clinic: Clinic, overrides: Partial<NewMessage> = {}): Promise<Message> {
  serial += 1;
  let { patientId, mobile } = overrides;
  if (patientId === undefined) {
    const patient = await buildPatient(db, clinic, mobile === undefined ? {} : { mobile });
    await allowPurposes(db, clinic, patient.id);
    patientId = patient.id;
    mobile = patient.mobile ?? '';
  }
  const key = overrides.key ?? `test:${String(serial)}`;
  const words = { purpose: 'service', programme: 'test', text: `متن ${String(serial)}` } as const;
  await queueMessage(db, {
    ...words,
    notBeforeAt: NOW,
    asOf: NOW,
    actor: SYSTEM,
    ...overrides,
    clinicId: clinic.id,
    patientId,
    mobile: mobile ?? '09120000000',
    key,
  });
  return db.records.Message.findOne({ where: { clinicId: clinic.id, key }, rejectOnEmpty: true });
}

/** Many queued messages at once, each to a patient of its own who allows messages of care; `text` makes the words from the number. */
export async function buildMessages(
  db: Db,
  clinic: Clinic,
  count: number,
  text = (n: number): string => `متن ${String(n)}`,
): Promise<void> {
  const mobileOf = (n: number): string => `0911${String(n).padStart(7, '0')}`;
  const people = Array.from({ length: count }, (_, n) => ({ firstName: 'سارا', lastName: 'کریمی', mobile: mobileOf(n) }));
  await db.transaction(async () => {
    const patients = await registerPatients(db, clinic.id, people, NOW);
    await db.records.Consent.bulkCreate(
      patients.map(({ id }) => ({
        clinicId: clinic.id,
        patientId: id,
        purpose: 'service',
        isGiven: true,
        source: 'desk',
        recordedAt: NOW,
      })),
    );
    await db.records.Message.bulkCreate(
      patients.map(({ id }, n) => ({
        clinicId: clinic.id,
        patientId: id,
        key: `many:${String(n)}`,
        purpose: 'service',
        programme: 'test',
        mobile: mobileOf(n),
        text: text(n),
        parts: 1,
        state: 'queued',
        localId: newLocalId(),
        notBeforeAt: NOW,
        nextTryAt: NOW,
        queuedAt: NOW,
      })),
    );
  });
}

/** Reads a message again, into the same object. */
export async function fresh(message: Message): Promise<Message> {
  const { clinicId, id } = message;
  const now = await (message.constructor as typeof Message).findOne({ where: { clinicId, id }, rejectOnEmpty: true });
  return message.set(now.get(), { raw: true });
}

/** How many messages of a clinic are in each state. */
export async function statesOf(db: Db, clinic: Clinic): Promise<Record<string, number>> {
  const rows = await db.select<{ state: string; n: number }>(
    'SELECT state, COUNT(*) AS n FROM messages WHERE clinic_id = :id GROUP BY state',
    { id: clinic.id },
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, Number(n)]));
}

/** The kinds of the events of one message, in order. */
export async function eventsOf(db: Db, message: Message): Promise<string[]> {
  const rows = await db.select<{ kind: string }>(
    `SELECT kind FROM club_events WHERE clinic_id = :clinicId AND subject_kind = 'message' AND subject_id = :id ORDER BY id`,
    { clinicId: message.clinicId, id: message.id },
  );
  return rows.map(({ kind }) => kind);
}
