import { appendEvent, type Actor } from './club-event.js';
import type { Purpose } from './rules/consent.js';
import type { Db } from './database.js';

export interface Departure {
  id: number;
  leftAt: Date;
  /** What was allowed until then and is allowed again on the way back. */
  withdrawn: Purpose[];
}

interface Leaver {
  clinicId: number;
  patientId: number;
  asOf: Date;
  actor: Actor;
}

/** Since when a patient has been out of the club; null for everybody who is in it. */
export async function departureOf(db: Db, clinicId: number, patientId: number): Promise<Departure | null> {
  const [row] = await db.select<{ id: number; leftAt: Date; withdrawnJson: Purpose[] }>(
    `SELECT id, left_at AS "leftAt", withdrawn_json AS "withdrawnJson" FROM member_departures
     WHERE clinic_id = :clinicId AND patient_id = :patientId AND returned_at IS NULL`,
    { clinicId, patientId },
  );
  return row ? { id: row.id, leftAt: row.leftAt, withdrawn: row.withdrawnJson } : null;
}

/** Writes down that a patient left the club, with its event; false when they had left already. Call it inside a transaction. */
export async function writeDeparture(
  db: Db,
  { clinicId, patientId, asOf, actor, withdrawn }: Leaver & { withdrawn: Purpose[] },
): Promise<boolean> {
  const [row] = await db.execute<{ id: number }>(
    `INSERT INTO member_departures (clinic_id, patient_id, left_at, withdrawn_json) VALUES (:clinicId, :patientId, :asOf, :withdrawn)
     ON CONFLICT DO NOTHING RETURNING id`,
    { clinicId, patientId, asOf, withdrawn: JSON.stringify(withdrawn) },
  );
  if (!row) return false;
  await appendEvent(db, { clinicId, patientId, kind: 'patient.left', occurredAt: asOf, recordedAt: asOf, actor });
  return true;
}

/** Writes down that a patient came back, with its event. Call it inside a transaction. */
export async function writeReturn(db: Db, { clinicId, patientId, asOf, actor }: Leaver, departureId: number): Promise<boolean> {
  const rows = await db.execute<{ id: number }>(
    'UPDATE member_departures SET returned_at = :asOf WHERE clinic_id = :clinicId AND id = :departureId AND returned_at IS NULL RETURNING id',
    { clinicId, departureId, asOf },
  );
  if (rows.length === 0) return false;
  await appendEvent(db, { clinicId, patientId, kind: 'patient.returned', occurredAt: asOf, recordedAt: asOf, actor });
  return true;
}
