import type { Actor } from './club-event.js';
import type { Db } from './database.js';

/** One thing that somebody saw, searched, changed, exported or printed; `fields` are names of fields, never what stands in them. */
export interface AuditNote {
  clinicId: number;
  at: Date;
  actor: Actor;
  /** SUBJECT.VERB, such as patient.read. */
  action: string;
  subjectKind?: string | null;
  subjectId?: number | null;
  fields?: readonly string[];
  /** Where it came from, already masked. */
  address?: string | null;
}

/** An entry as it is stored, without its clinic. */
export interface AuditRow {
  number: number;
  at: Date;
  actorKind: string;
  actorId: number | null;
  action: string;
  subjectKind: string | null;
  subjectId: number | null;
  fields: string;
  address: string | null;
  previousMac: string;
  mac: string;
}

const MOST_AT_ONCE = 200;
const LONGEST_FIELDS = 600;

/** Adds one entry to the clinic's chain. */
export const appendAudit = (db: Db, note: AuditNote): Promise<void> => appendAudits(db, [note]);

/** Adds entries to the chains of their clinics, in their order. */
export async function appendAudits(db: Db, notes: readonly AuditNote[]): Promise<void> {
  for (const clinicId of new Set(notes.map((note) => note.clinicId))) {
    const own = notes.filter((note) => note.clinicId === clinicId);
    for (let i = 0; i < own.length; i += MOST_AT_ONCE) await appendToChain(db, clinicId, own.slice(i, i + MOST_AT_ONCE));
  }
}

/** The seal of an entry: it depends on the clinic's whole chain before it and on the installation's secret. */
export function auditMac(db: Pick<Db, 'vault'>, clinicId: number, row: Omit<AuditRow, 'mac'>): string {
  const { previousMac, number, at, actorKind, actorId, action, subjectKind, subjectId, fields, address } = row;
  const said = [previousMac, clinicId, number, at.getTime(), actorKind, actorId, action, subjectKind, subjectId, fields, address];
  return db.vault.chainMac(JSON.stringify(said));
}

/** The head's row is the gate: who adds to a chain waits for who is adding, in every process. */
async function appendToChain(db: Db, clinicId: number, notes: readonly AuditNote[]): Promise<void> {
  await db.transaction(async () => {
    let head = await takeNumbers(db, clinicId, notes.length);
    if (!head) {
      await db.execute(`INSERT INTO audit_heads (clinic_id, number, mac) VALUES (:clinicId, 0, '') ON CONFLICT (clinic_id) DO NOTHING`, {
        clinicId,
      });
      head = await takeNumbers(db, clinicId, notes.length);
    }
    if (!head) throw new Error('the audit chain has no head');
    let { number, mac } = { number: head.number - notes.length, mac: head.mac };
    const rows = notes.map((note) => {
      number += 1;
      const row = { number, previousMac: mac, ...storedNote(note) };
      mac = auditMac(db, clinicId, row);
      const { at, actorKind, actorId, action, subjectKind, subjectId, fields, address, previousMac } = row;
      return [clinicId, number, at, actorKind, actorId, action, subjectKind, subjectId, fields, address, previousMac, mac];
    });
    await db.execute(
      `INSERT INTO audit_entries (clinic_id, number, at, actor_kind, actor_id, action, subject_kind, subject_id, fields, address, previous_mac, mac)
       VALUES :rows`,
      { rows },
    );
    await db.execute('UPDATE audit_heads SET mac = :mac WHERE clinic_id = :clinicId', { clinicId, mac });
  });
}

async function takeNumbers(db: Db, clinicId: number, count: number): Promise<{ number: number; mac: string } | undefined> {
  const [head] = await db.execute<{ number: number; mac: string }>(
    'UPDATE audit_heads SET number = number + :count WHERE clinic_id = :clinicId RETURNING number, mac',
    { clinicId, count },
  );
  return head;
}

function storedNote({
  at,
  actor,
  action,
  subjectKind,
  subjectId,
  fields,
  address,
}: AuditNote): Omit<AuditRow, 'number' | 'previousMac' | 'mac'> {
  return {
    at,
    actorKind: actor.kind,
    actorId: actor.kind === 'staff' ? actor.id : actor.kind === 'patient' ? actor.patientId : null,
    action: action.slice(0, 60),
    subjectKind: subjectKind ?? null,
    subjectId: subjectId ?? null,
    fields: (fields ?? []).join(' ').slice(0, LONGEST_FIELDS),
    address: address ?? null,
  };
}
