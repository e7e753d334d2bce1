import type { Db } from './database.js';

export interface NewInbound {
  clinicId: number;
  providerId: string;
  from: string;
  patientId: number | null;
  text: string;
  handledAs: string;
  asOf: Date;
}

/** Keeps one SMS from a phone and answers its id; null when it was kept before. */
export async function storeInbound(db: Db, inbound: NewInbound): Promise<number | null> {
  const [row] = await db.execute<{ id: number }>(
    `INSERT INTO inbound_messages (clinic_id, provider_id, from_mobile, patient_id, text, handled_as, received_at)
     VALUES (:clinicId, :providerId, :from, :patientId, :text, :handledAs, :asOf)
     ON CONFLICT (clinic_id, provider_id) DO NOTHING RETURNING id`,
    { ...inbound },
  );
  return row?.id ?? null;
}

/** The patients of a clinic on one phone, first the one who was written to last: an answer is most likely theirs. */
export async function patientsOnMobile(db: Db, clinicId: number, mobile: string): Promise<number[]> {
  const rows = await db.select<{ id: number }>(
    `SELECT p.id FROM patients p WHERE p.clinic_id = :clinicId AND p.mobile = :mobile AND p.deleted_at IS NULL
     ORDER BY COALESCE((SELECT MAX(m.id) FROM messages m
       WHERE m.clinic_id = p.clinic_id AND m.patient_id = p.id AND m.mobile = p.mobile AND m.accepted_at IS NOT NULL), 0) DESC, p.id`,
    { clinicId, mobile },
  );
  return rows.map(({ id }) => id);
}

/** The clinics that know a phone, first the one that wrote to it last. One line can serve several clinics, and a reply names none. */
export async function clinicsKnowing(db: Db, mobile: string): Promise<number[]> {
  const rows = await db.select<{ id: number }>(
    `SELECT c.id FROM clinics c
     WHERE EXISTS (SELECT 1 FROM patients p WHERE p.clinic_id = c.id AND p.mobile = :mobile AND p.deleted_at IS NULL)
        OR EXISTS (SELECT 1 FROM messages m WHERE m.clinic_id = c.id AND m.mobile = :mobile)
     ORDER BY (SELECT MAX(m.accepted_at) FROM messages m WHERE m.clinic_id = c.id AND m.mobile = :mobile) IS NULL,
       (SELECT MAX(m.accepted_at) FROM messages m WHERE m.clinic_id = c.id AND m.mobile = :mobile) DESC, c.id`,
    { mobile },
  );
  return rows.map(({ id }) => id);
}

/** The one clinic of this installation, when there is just one. */
export async function onlyClinic(db: Db): Promise<number | null> {
  const rows = await db.select<{ id: number }>('SELECT id FROM clinics ORDER BY id LIMIT 2');
  return rows.length === 1 ? (rows[0]?.id ?? null) : null;
}
