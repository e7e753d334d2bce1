import { appendEvent, type Actor } from './club-event.js';
import type { Db } from './database.js';

/** correction: something in the file is wrong; cancellation: an appointment that begins too soon to be called off alone. */
export type MemberRequestKind = 'correction' | 'cancellation';

export interface NewMemberRequest {
  clinicId: number;
  patientId: number;
  kind: MemberRequestKind;
  text: string;
  appointmentId?: number | null;
  asOf: Date;
  actor: Actor;
}

/** Writes down what a patient asks of the desk, with its event; one wish about one appointment is asked once. */
export async function makeMemberRequest(db: Db, request: NewMemberRequest): Promise<{ id: number; isNew: boolean }> {
  const { clinicId, patientId, kind, text, appointmentId = null, asOf, actor } = request;
  return db.transaction(async () => {
    await db.records.Patient.findOne({ where: { clinicId, id: patientId }, lock: true, raw: true });
    const [same] = await db.select<{ id: number }>(
      `SELECT id FROM member_requests WHERE clinic_id = :clinicId AND patient_id = :patientId AND state = 'open' AND kind = :kind
         AND (appointment_id = :appointmentId OR (appointment_id IS NULL AND text = :text))`,
      { clinicId, patientId, kind, text, appointmentId },
    );
    if (same) return { id: same.id, isNew: false };
    const [row] = await db.execute<{ id: number }>(
      `INSERT INTO member_requests (clinic_id, patient_id, kind, text, appointment_id, made_at, state)
       VALUES (:clinicId, :patientId, :kind, :text, :appointmentId, :asOf, 'open') RETURNING id`,
      { clinicId, patientId, kind, text, appointmentId, asOf },
    );
    const id = row?.id ?? 0;
    const about = { occurredAt: asOf, recordedAt: asOf, actor, subjectKind: 'member-request', subjectId: id };
    await appendEvent(db, { clinicId, patientId, kind: 'member-request.made', ...about, payload: { request: kind } });
    return { id, isNew: true };
  });
}

/** How many requests of a patient are open: a person has a few, not a hundred. */
export async function openRequestsOf(db: Db, clinicId: number, patientId: number): Promise<number> {
  const [row] = await db.select<{ n: number }>(
    `SELECT COUNT(*) AS n FROM member_requests WHERE clinic_id = :clinicId AND patient_id = :patientId AND state = 'open'`,
    { clinicId, patientId },
  );
  return Number(row?.n ?? 0);
}
